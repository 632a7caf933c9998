/**
 * `util.dynamodb`: plain values to AppSync's dialect of typed attribute values. Numbers stay JSON
 * numbers, null is `{"NULL":null}`.
 */
export const dynamodbFunctions = {
  'util.dynamodb.toDynamoDB': toTyped,
  'util.dynamodb.toMapValues': toTypedMap,
  'util.dynamodb.toMap': (value: unknown) => orNull(value, (map) => ({ M: toTypedMap(map) })),
  'util.dynamodb.toList': (value: unknown) => orNull(value, (list) => ({ L: items(list).map(toTyped) })),
  'util.dynamodb.toString': (value: unknown) => orNull(value, (each) => ({ S: each })),
  'util.dynamodb.toNumber': (value: unknown) => orNull(value, (each) => ({ N: each })),
  'util.dynamodb.toBoolean': (value: unknown) => orNull(value, (each) => ({ BOOL: each })),
  'util.dynamodb.toBinary': (value: unknown) => orNull(value, (each) => ({ B: each })),
  'util.dynamodb.toNull': () => ({ NULL: null }),
  'util.dynamodb.toStringSet': (value: unknown) => orNull(value, (each) => ({ SS: items(each) })),
  'util.dynamodb.toNumberSet': (value: unknown) => orNull(value, (each) => ({ NS: items(each) })),
  'util.dynamodb.toBinarySet': (value: unknown) => orNull(value, (each) => ({ BS: items(each) })),
};

/** The typed form of a plain JSON value. */
export function toTyped(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return { NULL: null };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: value };
  if (typeof value === 'boolean') return { BOOL: value };
  return Array.isArray(value) ? { L: value.map(toTyped) } : { M: toTypedMap(value) };
}

/** Each property of a plain object in its typed form. */
export function toTypedMap(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('An object was expected here.');
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toTyped(each)]));
}

function orNull(value: unknown, convert: (present: unknown) => unknown): unknown {
  return value === null || value === undefined ? null : convert(value);
}

function items(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('A list was expected here.');
  return value;
}
