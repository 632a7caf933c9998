import { canonicalNumber, compareNumbers } from './number.ts';
import { invalid, invalidParameter } from './refuse.ts';

/**
 * A value as DynamoDB's JSON protocol writes it, with exactly one type: `{"S":"x"}`, `{"N":"5"}`.
 */
export type Value = Readonly<Record<string, unknown>>;
/**
 * An item: its attributes in the order of their names, numbers in canonical form, sets sorted.
 * Equal items are equal JSON.
 */
export type Item = Readonly<Record<string, Value>>;

const MAX_DEPTH = 32;

/** The type of a value. */
export function typeOf(value: Value): string {
  for (const type in value) return type;
  return '';
}

/** Checks an item or a key of a request, and answers it in the form in which it is stored. */
export function canonicalItem(given: unknown): Item {
  return canonicalMap(given, 1);
}

/** Checks one value of a request. */
export function canonicalValue(given: unknown, depth = 1): Value {
  if (depth > MAX_DEPTH) throw invalid('Nesting Levels have exceeded supported limits');
  if (!isRecord(given)) throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  const types = Object.keys(given).filter((type) => given[type] !== undefined && given[type] !== null);
  const [type = ''] = types;
  if (types.length === 0) throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  if (types.length > 1)
    throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
  return { [type]: canonicalContent(type, given[type], depth) };
}

function canonicalContent(type: string, content: unknown, depth: number): unknown {
  switch (type) {
    case 'S':
      return text(content);
    case 'N':
      return canonicalNumber(text(content));
    case 'B':
      return canonicalBytes(text(content));
    case 'BOOL':
      if (typeof content !== 'boolean') throw malformed();
      return content;
    case 'NULL':
      if (content !== true) throw invalidParameter('Null attribute value types must have the value of true');
      return true;
    case 'SS':
      return canonicalSet(content, text, (left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    case 'NS':
      return canonicalSet(content, (each) => canonicalNumber(text(each)), compareNumbers);
    case 'BS':
      return canonicalSet(content, (each) => canonicalBytes(text(each)), compareBytes);
    case 'L':
      return list(content).map((each) => canonicalValue(each, depth + 1));
    case 'M':
      return canonicalMap(content, depth + 1);
    default:
      throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
}

function canonicalMap(given: unknown, depth: number): Item {
  if (!isRecord(given)) throw malformed();
  const names = Object.keys(given).sort();
  return Object.fromEntries(names.map((name) => [name, canonicalValue(given[name], depth)]));
}

function canonicalSet(content: unknown, canonical: (each: unknown) => string, compare: (left: string, right: string) => number): string[] {
  const members = list(content).map(canonical).sort(compare);
  if (members.length === 0) throw invalidParameter('An string set  may not be empty');
  if (members.some((member, place) => place > 0 && compare(member, members[place - 1] as string) === 0))
    throw invalidParameter(`Input collection [${members.join(', ')}] contains duplicates.`);
  return members;
}

function canonicalBytes(content: string): string {
  return Buffer.from(content, 'base64').toString('base64');
}

function text(content: unknown): string {
  if (typeof content !== 'string') throw malformed();
  return content;
}

function list(content: unknown): readonly unknown[] {
  if (!Array.isArray(content)) throw malformed();
  return content as unknown[];
}

function malformed() {
  return invalid('The request has a value of another JSON type than its attribute type asks for.');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values are the same, of the same type. */
export function areEqual(left: Value, right: Value): boolean {
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  return typeof left[type] === 'object' ? JSON.stringify(left) === JSON.stringify(right) : left[type] === right[type];
}

/**
 * Below 0, 0 or above for two numbers, two texts or two byte strings; undefined for values that
 * have no order.
 */
export function compareValues(left: Value, right: Value): number | undefined {
  const type = typeOf(left);
  if (type !== typeOf(right)) return undefined;
  const [a, b] = [left[type] as string, right[type] as string];
  if (type === 'N') return compareNumbers(a, b);
  if (type === 'S') return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
  return type === 'B' ? compareBytes(a, b) : undefined;
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left, 'base64'), Buffer.from(right, 'base64'));
}
