/** What a rule looks at. Header names are lower-case; a header sent twice is a list. */
export interface FirewallRequest {
  method: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Address of the TCP peer, by which a rate is counted. */
  sourceIp: string;
}

/** Whether a statement is true of a request. */
export type Predicate = (request: FirewallRequest) => boolean;

type Json = Readonly<Record<string, unknown>>;
type Reader = (properties: Json) => Predicate;

const READERS: Readonly<Record<string, Reader>> = {
  AndStatement: ({ Statements }) => {
    const all = (Statements as Json[]).map(readStatement);
    return (request) => all.every((matches) => matches(request));
  },
  NotStatement: ({ Statement }) => {
    const matches = readStatement(Statement as Json);
    return (request) => !matches(request);
  },
  ByteMatchStatement: ({ FieldToMatch, PositionalConstraint, SearchString, TextTransformations }) => {
    plain(TextTransformations);
    const compare = oneOf(COMPARISONS, PositionalConstraint, 'PositionalConstraint');
    const field = readField(FieldToMatch as Json);
    return (request) => field(request).some((value) => compare(value, String(SearchString)));
  },
  SizeConstraintStatement: ({ FieldToMatch, ComparisonOperator, Size, TextTransformations }) => {
    plain(TextTransformations);
    if (ComparisonOperator !== 'GT') throw unknown(`ComparisonOperator ${String(ComparisonOperator)}`);
    const field = readField(FieldToMatch as Json);
    return (request) => field(request).some((value) => Buffer.byteLength(value) > Number(Size));
  },
};

const COMPARISONS: Readonly<Record<string, (value: string, searched: string) => boolean>> = {
  EXACTLY: (value, searched) => value === searched,
  STARTS_WITH: (value, searched) => value.startsWith(searched),
};

/**
 * Reads a statement as CloudFormation has it, in the few forms that are built. Throws a sentence
 * that names any other.
 */
export function readStatement(statement: Json): Predicate {
  const [name = '', ...more] = Object.keys(statement);
  if (more.length > 0) throw unknown(`a statement of ${[name, ...more].join(' and ')}`);
  return oneOf(READERS, name, 'a statement')(statement[name] as Json);
}

/** The values of a part of the request: none where it is not there. */
function readField(field: Json): (request: FirewallRequest) => readonly string[] {
  const [kind = ''] = Object.keys(field);
  if (kind === 'Method') return ({ method }) => [method];
  if (kind !== 'SingleHeader') throw unknown(`FieldToMatch ${kind}`);
  const name = String((field[kind] as Json)['Name']).toLowerCase();
  return ({ headers }) => [headers[name] ?? []].flat();
}

function plain(transformations: unknown): void {
  const other = (transformations as Json[]).find(({ Type }) => Type !== 'NONE');
  if (other) throw unknown(`TextTransformation ${String(other['Type'])}`);
}

function oneOf<Value>(known: Readonly<Record<string, Value>>, name: unknown, what: string): Value {
  const value = Object.hasOwn(known, String(name)) ? known[String(name)] : undefined;
  if (value === undefined) throw unknown(`${what} ${String(name)}`);
  return value;
}

/** Of anything that the local stack cannot evaluate. */
export function unknown(what: string): Error {
  return new Error(`A rule of the firewall has ${what}, which the local stack does not understand.`);
}
