import { invalid } from '../refuse.ts';

/** Which parameter an expression came in; the service begins its complaints with it. */
export type ExpressionKind =
  'ConditionExpression' | 'UpdateExpression' | 'ProjectionExpression' | 'FilterExpression' | 'KeyConditionExpression';

/** A unit of an expression. */
export interface Token {
  /**
   * `name`: an attribute's own name or a keyword; `#`: a placeholder of a name; `:`: of a value;
   * otherwise the sign itself.
   */
  type: string;
  text: string;
}

const MAX_BYTES = 4096;
const PATTERN = /\s*(?:(#\w+)|(:\w+)|([A-Za-z]\w*)|(\d+)|(<>|<=|>=|[=<>(),.[\]+-])|(\S))/gy;

/**
 * Cuts an expression into its units. Refuses one that is empty, longer than 4 KB or has signs that
 * no expression has.
 */
export function tokensOf(expression: string, kind: ExpressionKind): Token[] {
  if (expression.trim() === '') throw invalid(`Invalid ${kind}: The expression can not be empty;`);
  const bytes = Buffer.byteLength(expression);
  if (bytes > MAX_BYTES) throw invalid(`Invalid ${kind}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
  return [...expression.matchAll(PATTERN)].map(([, name, value, word, number, sign, other]) => {
    if (other !== undefined) throw syntaxError(kind, other);
    if (name !== undefined) return { type: '#', text: name };
    if (value !== undefined) return { type: ':', text: value };
    if (word !== undefined) return { type: 'name', text: word };
    return number === undefined ? { type: sign ?? '', text: sign ?? '' } : { type: 'number', text: number };
  });
}

/** The complaint about a unit that cannot stand where it is. */
export function syntaxError(kind: ExpressionKind, token: string) {
  return invalid(`Invalid ${kind}: Syntax error; token: "${token}"`);
}
