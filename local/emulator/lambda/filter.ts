/** Decides whether a record goes to the function. */
export type Filter = (record: unknown) => boolean;

type Test = (value: unknown) => boolean;

/** The parts of a record that Lambda lets patterns look at. */
const ROOT_KEYS = ['dynamodb', 'eventName', 'userIdentity'];
const MAX_FILTERS = 5;

/**
 * Reads FilterCriteria: a record passes when one of the patterns matches. Throws a sentence on
 * anything of the pattern language that is not built here (`$or`, `anything-but` with another
 * operator inside, …): to ignore it would deliver other records than the service.
 */
export function readFilters(criteria: unknown, owner: string): Filter {
  const { Filters = [] } = (criteria ?? {}) as { Filters?: { Pattern?: unknown }[] };
  if (Filters.length > MAX_FILTERS) throw new Error(`${owner} has more than ${MAX_FILTERS} filters.`);
  if (Filters.length === 0) return () => true;
  const tests = Filters.map(({ Pattern }) => {
    const pattern: unknown = JSON.parse(String(Pattern));
    const unknownKey = Object.keys(pattern as object).find((key) => !ROOT_KEYS.includes(key));
    if (unknownKey !== undefined) throw new Error(`A filter of ${owner} looks at ${unknownKey}; it may look at ${ROOT_KEYS.join(', ')}.`);
    return objectTest(pattern, owner);
  });
  return (record) => tests.some((test) => test(record));
}

function objectTest(pattern: unknown, owner: string): Test {
  if (typeof pattern !== 'object' || pattern === null) throw new Error(`A filter of ${owner} has a value outside of a list.`);
  const fields = Object.entries(pattern).map(([key, inner]: [string, unknown]) => {
    if (key.startsWith('$')) throw new Error(`A filter of ${owner} uses ${key}, which the local stack does not understand.`);
    return [key, Array.isArray(inner) ? leafTest(inner, owner) : objectTest(inner, owner)] as const;
  });
  return (value) => fields.every(([key, test]) => test(isObject(value) ? value[key] : undefined));
}

/**
 * A list matches when one of its entries does; a list in the record, when one of its values does.
 */
function leafTest(entries: unknown[], owner: string): Test {
  const tests = entries.map((entry) => (isObject(entry) ? operatorTest(entry, owner) : (value: unknown) => value === entry));
  return (value) => (Array.isArray(value) ? value : [value]).some((each) => tests.some((test) => test(each)));
}

function operatorTest(entry: Record<string, unknown>, owner: string): Test {
  const [[operator, argument] = ['nothing', undefined], ...more] = Object.entries(entry);
  if (more.length > 0) throw new Error(`A filter of ${owner} has two operators in one object.`);
  const isText = typeof argument === 'string';
  // Only a leaf exists: below an object the pattern would name its fields.
  if (operator === 'exists' && typeof argument === 'boolean') return (value) => (value !== undefined && !isObject(value)) === argument;
  if (operator === 'prefix' && isText) return (value) => typeof value === 'string' && value.startsWith(argument);
  if (operator === 'suffix' && isText) return (value) => typeof value === 'string' && value.endsWith(argument);
  if (operator === 'equals-ignore-case' && isText)
    return (value) => typeof value === 'string' && value.toLowerCase() === argument.toLowerCase();
  if (operator === 'anything-but') return anythingBut(argument, owner);
  if (operator === 'numeric' && Array.isArray(argument)) return numeric(argument, owner);
  throw new Error(`A filter of ${owner} uses ${JSON.stringify(entry)}, which the local stack does not understand.`);
}

function anythingBut(argument: unknown, owner: string): Test {
  const refused = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  if (refused.some(isObject))
    throw new Error(`A filter of ${owner} has an operator in anything-but, which the local stack does not understand.`);
  return (value) => value !== undefined && !refused.includes(value);
}

/**
 * Numbers of DynamoDB are texts in a record, so this matches none of them; it does other numbers,
 * as in the service.
 */
function numeric(argument: unknown[], owner: string): Test {
  const comparisons: Test[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const [operator, limit] = [argument[index], argument[index + 1]];
    const compare = COMPARISONS[String(operator)];
    if (!compare || typeof limit !== 'number') throw new Error(`A filter of ${owner} has the numeric range ${JSON.stringify(argument)}.`);
    comparisons.push((value) => typeof value === 'number' && compare(value, limit));
  }
  return (value) => comparisons.every((test) => test(value));
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
