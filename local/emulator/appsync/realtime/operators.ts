type Comparable = string | number;

/**
 * How one operator of an enhanced filter judges a field. A field that is null or that the mutation
 * did not select equals nothing.
 */
export interface Operator {
  /** Whether the operator takes this value in a filter. */
  accepts(value: unknown): boolean;
  matches(field: unknown, value: unknown): boolean;
  /** For lists of values. */
  maxValues?: number;
}

/** The operators that the service documents, by name. All of them tell upper from lower case. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: { accepts: isScalar, matches: (field, value) => field === value },
  ne: { accepts: isScalar, matches: (field, value) => field !== value },
  lt: { accepts: isComparable, matches: comparing((order) => order < 0) },
  le: { accepts: isComparable, matches: comparing((order) => order <= 0) },
  gt: { accepts: isComparable, matches: comparing((order) => order > 0) },
  ge: { accepts: isComparable, matches: comparing((order) => order >= 0) },
  contains: { accepts: isComparable, matches: contains },
  notContains: { accepts: isComparable, matches: (field, value) => !contains(field, value) },
  beginsWith: { accepts: isText, matches: (field, value) => isText(field) && field.startsWith(String(value)) },
  in: { accepts: isListOfComparable, matches: isAmong, maxValues: 5 },
  notIn: { accepts: isListOfComparable, matches: (field, values) => !isAmong(field, values), maxValues: 5 },
  between: { accepts: isRange, matches: isBetween },
  containsAny: { accepts: isListOfComparable, matches: containsAny, maxValues: 20 },
};

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isComparable(value: unknown): value is Comparable {
  return isText(value) || (typeof value === 'number' && Number.isFinite(value));
}

function isScalar(value: unknown): boolean {
  return isComparable(value) || typeof value === 'boolean';
}

/** An empty list is refused: it would match nothing, or everything, for ever. */
function isListOfComparable(value: unknown): value is Comparable[] {
  return Array.isArray(value) && value.length > 0 && value.every(isComparable);
}

function isRange(value: unknown): value is [Comparable, Comparable] {
  return isListOfComparable(value) && value.length === 2 && typeof value[0] === typeof value[1];
}

function comparing(accepts: (order: number) => boolean): Operator['matches'] {
  return (field, value) => {
    if (!isComparable(field) || !isComparable(value) || typeof field !== typeof value) return false;
    return accepts(field < value ? -1 : Number(field > value));
  };
}

function contains(field: unknown, value: unknown): boolean {
  if (Array.isArray(field)) return field.includes(value);
  return isText(field) && isText(value) && field.includes(value);
}

function isAmong(field: unknown, values: unknown): boolean {
  return Array.isArray(values) && values.includes(field);
}

function isBetween(field: unknown, range: unknown): boolean {
  if (!isRange(range)) return false;
  const [low, high] = range;
  return comparing((order) => order >= 0)(field, low) && comparing((order) => order <= 0)(field, high);
}

function containsAny(field: unknown, values: unknown): boolean {
  return Array.isArray(field) && field.some((member) => isAmong(member, values));
}
