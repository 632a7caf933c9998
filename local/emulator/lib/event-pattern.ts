/** Decides whether a value matches. */
export type Test = (value: unknown) => boolean;

/** What a service understands of the language of event patterns. */
export interface Dialect {
  /** Operators in a list of values. */
  operators: readonly string[];
  /** `$or`, and operators in `anything-but`, `prefix` and `suffix`. */
  combinations: boolean;
}

/** Everything that EventBridge documents for rules and archives but `cidr`. */
export const EVENT_PATTERNS: Dialect = {
  operators: ['anything-but', 'equals-ignore-case', 'exists', 'numeric', 'prefix', 'suffix', 'wildcard'],
  combinations: true,
};

interface Language extends Dialect {
  owner: string;
}

/**
 * Reads an event pattern: all its fields must match, and of the values of each one. `owner` begins
 * the sentence that is thrown on anything that the dialect does not have: to ignore it would let
 * other events pass than the service.
 */
export function readPattern(pattern: unknown, dialect: Dialect, owner: string): Test {
  return objectTest(pattern, { ...dialect, owner });
}

function objectTest(pattern: unknown, language: Language): Test {
  if (!isObject(pattern)) throw new Error(`${language.owner} has a value outside of a list.`);
  const fields = Object.entries(pattern).map(([key, inner]) => fieldTest(key, inner, language));
  if (fields.length === 0) throw new Error(`${language.owner} has an empty object, which matches nothing.`);
  // Of a list of objects one has to meet all fields.
  return (value) => valuesOf(value).some((each) => fields.every((test) => test(each)));
}

function fieldTest(key: string, inner: unknown, language: Language): Test {
  if (key === '$or' && language.combinations) return anyOf(inner, language);
  if (key.startsWith('$')) throw new Error(`${language.owner} uses ${key}, which the local stack does not understand.`);
  const test = Array.isArray(inner) ? leafTest(inner, language) : objectTest(inner, language);
  return (value) => test(isObject(value) ? value[key] : undefined);
}

function anyOf(patterns: unknown, language: Language): Test {
  if (!Array.isArray(patterns) || patterns.length < 2) throw new Error(`${language.owner} has an $or without two patterns.`);
  const tests = patterns.map((pattern) => objectTest(pattern, language));
  return (value) => tests.some((test) => test(value));
}

/**
 * A list matches when one of its entries does; a list in the event, when one of its values does.
 */
function leafTest(entries: unknown[], language: Language): Test {
  if (entries.length === 0) throw new Error(`${language.owner} has an empty list, which matches nothing.`);
  const tests = entries.map((entry) => (isObject(entry) ? operatorTest(entry, language) : (value: unknown) => value === entry));
  return (value) => valuesOf(value).some((each) => tests.some((test) => test(each)));
}

function valuesOf(value: unknown): unknown[] {
  const values: unknown[] = Array.isArray(value) ? value.flat(Infinity) : [value];
  return values.length === 0 ? [undefined] : values;
}

function operatorTest(entry: Record<string, unknown>, language: Language): Test {
  const [[operator, argument] = ['nothing', undefined], ...more] = Object.entries(entry);
  if (more.length > 0) throw new Error(`${language.owner} has two operators in one object.`);
  const isKnown = language.operators.includes(operator);
  // Only a leaf exists: below an object the pattern would name its fields.
  if (isKnown && operator === 'exists' && typeof argument === 'boolean')
    return (value) => (value !== undefined && !isObject(value)) === argument;
  if (isKnown && operator === 'anything-but') return anythingBut(argument, language);
  if (isKnown && operator === 'numeric' && Array.isArray(argument)) return numeric(argument, language.owner);
  const test = isKnown ? textTest(operator, argument, language) : undefined;
  if (!test) throw new Error(`${language.owner} uses ${JSON.stringify(entry)}, which the local stack does not understand.`);
  return (value) => typeof value === 'string' && test(value);
}

type TextTest = (value: string) => boolean;

function textTest(operator: string, argument: unknown, { combinations }: Language): TextTest | undefined {
  const ignoring = combinations && isObject(argument) ? argument['equals-ignore-case'] : undefined;
  const compare = TEXT_OPERATORS[operator];
  if (!compare) return undefined;
  if (typeof argument === 'string') return compare(argument);
  if (typeof ignoring !== 'string' || (operator !== 'prefix' && operator !== 'suffix')) return undefined;
  const test = compare(ignoring.toLowerCase());
  return (value) => test(value.toLowerCase());
}

const TEXT_OPERATORS: Readonly<Record<string, (argument: string) => TextTest>> = {
  prefix: (argument) => (value) => value.startsWith(argument),
  suffix: (argument) => (value) => value.endsWith(argument),
  'equals-ignore-case': (argument) => (value) => value.toLowerCase() === argument.toLowerCase(),
  wildcard: (argument) => {
    // A backslash takes the meaning from a star, and from itself.
    const parts = argument.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? [];
    const source = parts.map((part) => (part === '*' ? '.*' : escaped(part.replace(/^\\(?=[*\\])/, ''))));
    const expression = new RegExp(`^${source.join('')}$`, 's');
    return (value) => expression.test(value);
  },
};

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function anythingBut(argument: unknown, language: Language): Test {
  const refused = listOf(argument);
  if (!refused.some(isObject)) return (value) => value !== undefined && !refused.includes(value);
  const [[operator, inner] = ['', undefined]] = Object.entries(isObject(argument) ? argument : {});
  const tests = language.combinations && operator !== '' ? listOf(inner).map((each) => textTest(operator, each, language)) : [undefined];
  if (tests.includes(undefined))
    throw new Error(`${language.owner} has an operator in anything-but, which the local stack does not understand.`);
  return (value) => value !== undefined && !(typeof value === 'string' && tests.some((test) => test?.(value)));
}

function numeric(argument: unknown[], owner: string): Test {
  const comparisons: Test[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const [operator, limit] = [argument[index], argument[index + 1]];
    const compare = COMPARISONS[String(operator)];
    if (!compare || typeof limit !== 'number') throw new Error(`${owner} has the numeric range ${JSON.stringify(argument)}.`);
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

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
