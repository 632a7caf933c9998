/** An IAM policy statement in the one form that CDK writes. */
interface PolicyStatement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
  /** The only partitions whose items it is about, by the condition on dynamodb:LeadingKeys. */
  partitions?: string[];
}

/** An identity policy, read and checked. */
export interface PolicyDocument {
  statements: PolicyStatement[];
}

export type Decision = 'allowed' | 'not-allowed' | 'denied';

/**
 * Statement elements that are understood. The rest (NotAction, NotResource, …) would change the
 * decision, so it is refused.
 */
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];

/**
 * The one condition that is understood: ForAllValues, so a call that names no item meets it, as on
 * AWS.
 */
const LEADING_KEYS = ['ForAllValues:StringEquals', 'dynamodb:LeadingKeys'] as const;

/**
 * Reads a policy document whose intrinsics are resolved. `owner` names the policy in errors. Throws
 * a sentence on anything that the local evaluation would not honour.
 */
export function readPolicy(document: unknown, owner: string): PolicyDocument {
  if (!isRecord(document)) throw new Error(`The policy of ${owner} is not an object.`);
  const unknownElement = Object.keys(document).find((key) => !['Version', 'Id', 'Statement'].includes(key));
  if (unknownElement) throw new Error(`The policy of ${owner} has ${unknownElement}, which the local IAM does not understand.`);
  if (document['Version'] !== '2012-10-17') throw new Error(`The policy of ${owner} must have Version 2012-10-17.`);
  const statements = Array.isArray(document['Statement']) ? document['Statement'] : [document['Statement']];
  return { statements: statements.map((statement) => readStatement(statement, owner)) };
}

/** The partition keys of the items that a call names. */
export type PartitionsOf = () => readonly string[];

/**
 * What a set of policies says about one action on one resource: an explicit deny wins, then any
 * allow, else it is not allowed.
 */
export function decide(
  policies: readonly PolicyDocument[],
  action: string,
  resource: string,
  partitionsOf: PartitionsOf = () => [],
): Decision {
  const matching = policies
    .flatMap((policy) => policy.statements)
    .filter((statement) => matchesAny(statement.actions, action, 'i') && matchesAny(statement.resources, resource, ''))
    .filter(({ partitions }) => partitions === undefined || partitionsOf().every((partition) => partitions.includes(partition)));
  if (matching.some((statement) => statement.effect === 'Deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'not-allowed';
}

function readStatement(statement: unknown, owner: string): PolicyStatement {
  if (!isRecord(statement)) throw new Error(`A statement in the policy of ${owner} is not an object.`);
  const unknownElement = Object.keys(statement).find((key) => !STATEMENT_ELEMENTS.includes(key));
  if (unknownElement) {
    throw new Error(`A statement in the policy of ${owner} has ${unknownElement}, which the local IAM does not understand.`);
  }
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new Error(`A statement in the policy of ${owner} has no Effect of Allow or Deny.`);
  const [actions, resources] = [strings(statement['Action'], 'Action', owner), strings(statement['Resource'], 'Resource', owner)];
  const condition = statement['Condition'];
  return { effect, actions, resources, ...(condition !== undefined && { partitions: readCondition(condition, owner) }) };
}

function readCondition(condition: unknown, owner: string): string[] {
  const [operator, key] = LEADING_KEYS;
  const keys = isRecord(condition) && Object.keys(condition).length === 1 ? condition[operator] : undefined;
  if (!isRecord(keys) || Object.keys(keys).join() !== key)
    throw new Error(`A statement in the policy of ${owner} has a Condition; the local IAM understands ${operator} of ${key} alone.`);
  return strings(keys[key], key, owner);
}

function strings(value: unknown, element: string, owner: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((entry) => typeof entry === 'string')) return list;
  throw new Error(`A statement in the policy of ${owner} has no ${element}, or one that is not text.`);
}

/** Whether one of IAM's patterns, in which `*` and `?` stand for others, is all of a value. */
export function matchesAny(patterns: readonly string[], value: string, flags: string): boolean {
  return patterns.some((pattern) => wildcard(pattern, flags).test(value));
}

const wildcards = new Map<string, RegExp>();

/**
 * IAM's `*` and `?` as a regular expression; kept, because every call of the stack comes through
 * here.
 */
function wildcard(pattern: string, flags: string): RegExp {
  const key = `${flags}:${pattern}`;
  let expression = wildcards.get(key);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${source}$`, `s${flags}`);
    wildcards.set(key, expression);
  }
  return expression;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
