import { crc32 } from 'node:zlib';
import { AwsError } from '../../gateway/gateway.ts';
import { numberKey } from './number.ts';
import { invalid, invalidParameter, KeyMismatch, notBuilt } from './refuse.ts';
import { typeOf, type Item, type Value } from './values.ts';

/** An attribute of a key: its name and type, `S`, `N` or `B`. */
export interface KeyAttribute {
  name: string;
  type: string;
}

/** The key of a table or an index. */
export interface KeySchema {
  partition: KeyAttribute;
  sort: KeyAttribute | undefined;
}

/** An index: an item is in it when it has both attributes of its key. Keys only. */
export interface IndexSchema extends KeySchema {
  name: string;
}

/** A table as it was created. */
export interface TableSchema extends KeySchema {
  name: string;
  indexes: readonly IndexSchema[];
  stream: 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY' | undefined;
}

/**
 * A key as it is stored: bytes that sort as DynamoDB sorts. Those of the partition begin with a
 * hash, so that partitions lie as if by chance, as there.
 */
export interface StoredKey {
  partition: Buffer;
  /** Empty where the schema has no sort key. */
  sort: Buffer;
}

/** Bytes of keys; an index takes as much as a table. */
const MAX_PARTITION_BYTES = 2048;
export const MAX_SORT_BYTES = 1024;

type Description = Readonly<Record<string, unknown>>;

/** Reads what `CreateTable` is given. Refuses what is not built. */
export function schemaOf(body: Description): TableSchema {
  const types = new Map(
    ((body['AttributeDefinitions'] ?? []) as { AttributeName: string; AttributeType: string }[]).map((each) => [
      each.AttributeName,
      each.AttributeType,
    ]),
  );
  if (body['LocalSecondaryIndexes'] !== undefined) throw notBuilt('LocalSecondaryIndexes');
  const indexes = (body['GlobalSecondaryIndexes'] ?? []) as Description[];
  const stream = body['StreamSpecification'] as { StreamEnabled?: boolean; StreamViewType?: TableSchema['stream'] } | undefined;
  return {
    name: String(body['TableName']),
    ...keySchema(body['KeySchema'], types),
    indexes: indexes.map((index) => {
      const { ProjectionType } = (index['Projection'] ?? {}) as { ProjectionType?: string };
      if (ProjectionType !== 'KEYS_ONLY') throw notBuilt(`The projection ${ProjectionType} of an index`);
      return { name: String(index['IndexName']), ...keySchema(index['KeySchema'], types) };
    }),
    stream: stream?.StreamEnabled ? stream.StreamViewType : undefined,
  };
}

function keySchema(given: unknown, types: ReadonlyMap<string, string>): KeySchema {
  const elements = (given ?? []) as { AttributeName: string; KeyType: string }[];
  const attribute = (keyType: string): KeyAttribute | undefined => {
    const name = elements.find(({ KeyType }) => KeyType === keyType)?.AttributeName;
    if (name === undefined) return undefined;
    const type = types.get(name);
    if (type === undefined) throw invalidParameter(`Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}]`);
    return { name, type };
  };
  const partition = attribute('HASH');
  if (!partition) throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  return { partition, sort: attribute('RANGE') };
}

/** The attributes of a key. */
export function keyAttributes({ partition, sort }: KeySchema): KeyAttribute[] {
  return sort ? [partition, sort] : [partition];
}

/** The attributes of an item that are its key. */
export function keyOf(item: Item, schema: KeySchema): Item {
  return Object.fromEntries(keyAttributes(schema).map(({ name }) => [name, item[name] as Value]));
}

/**
 * The stored key of a `Key` of a request, which must have exactly the attributes of the table's
 * key.
 */
export function storedKeyOfRequest(key: Item, schema: KeySchema): StoredKey {
  const attributes = keyAttributes(schema);
  const fits =
    Object.keys(key).length === attributes.length &&
    attributes.every(({ name, type }) => Object.hasOwn(key, name) && typeOf(key[name] as Value) === type);
  if (!fits) throw new KeyMismatch('The provided key element does not match the schema');
  return storedKey(key, schema);
}

/** The stored key of an item that is to be put. */
export function storedKeyOfItem(item: Item, schema: KeySchema): StoredKey {
  for (const { name, type } of keyAttributes(schema)) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (!value) throw mismatch(`Missing the key ${name} in the item`);
    if (typeOf(value) !== type) throw mismatch(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
  }
  return storedKey(item, schema);
}

function storedKey(item: Item, { partition, sort }: KeySchema): StoredKey {
  for (const { name } of sort ? [partition, sort] : [partition]) if (isEmpty(item[name] as Value)) throw emptyKey(name);
  const key = { partition: partitionBytes(item[partition.name] as Value), sort: sort ? bytesOf(item[sort.name] as Value) : NOTHING };
  if (key.partition.length - HASH_BYTES > MAX_PARTITION_BYTES)
    throw mismatch('Size of hashkey has exceeded the maximum size limit of2048 bytes');
  if (key.sort.length > MAX_SORT_BYTES) throw mismatch('Aggregated size of all range keys has exceeded the size limit of 1024 bytes');
  return key;
}

/**
 * Where an item stands in an index; undefined when it has not both attributes. Refuses attributes
 * that no index key can be.
 */
export function indexKeyOf(item: Item, index: IndexSchema): StoredKey | undefined {
  const { partition, sort } = index;
  const parts = keyAttributes(index).map((attribute) => {
    const value = Object.hasOwn(item, attribute.name) ? item[attribute.name] : undefined;
    return value && indexKeyBytes(value, attribute, attribute === partition ? MAX_PARTITION_BYTES : MAX_SORT_BYTES, index);
  });
  if (parts.includes(undefined)) return undefined;
  const [, sortBytes = NOTHING] = parts;
  return { partition: partitionBytes(item[partition.name] as Value), sort: sort ? sortBytes : NOTHING };
}

function indexKeyBytes(value: Value, { name, type }: KeyAttribute, most: number, index: IndexSchema): Buffer {
  if (typeOf(value) !== type)
    throw mismatch(`Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`);
  if (isEmpty(value))
    throw invalid(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index.name}, IndexKey: ${name}`,
    );
  const bytes = bytesOf(value);
  if (bytes.length > most)
    throw mismatch(
      `Size limit exceeded for Index Key ${name} Actual Size: ${bytes.length} bytes Max Size: ${most} bytes IndexName: ${index.name}`,
    );
  return bytes;
}

const NOTHING = Buffer.alloc(0);
const HASH_BYTES = 4;

/** The bytes of a partition key: its hash, then itself. */
export function partitionBytes(value: Value): Buffer {
  const bytes = bytesOf(value);
  const hashed = Buffer.allocUnsafe(HASH_BYTES + bytes.length);
  hashed.writeUInt32BE(crc32(bytes), 0);
  bytes.copy(hashed, HASH_BYTES);
  return hashed;
}

/** Bytes that sort as the values of one key attribute do. */
export function bytesOf(value: Value): Buffer {
  const type = typeOf(value);
  if (type === 'N') return numberKey(value['N'] as string);
  return type === 'S' ? Buffer.from(value['S'] as string) : Buffer.from(String(value['B']), 'base64');
}

/** The hashes of a segment of a parallel scan, from its first to before the next one's. */
export function segmentBounds(segment: number, segments: number): { from: Buffer; to: Buffer | undefined } {
  const bound = (place: number) => {
    const bytes = Buffer.alloc(HASH_BYTES);
    bytes.writeUInt32BE(Math.floor((place * 2 ** 32) / segments));
    return bytes;
  };
  return { from: bound(segment), to: segment + 1 < segments ? bound(segment + 1) : undefined };
}

function mismatch(problem: string): KeyMismatch {
  return new KeyMismatch(`One or more parameter values were invalid: ${problem}`);
}

/** The complaint about a key that is an empty text, or has no bytes. */
export function emptyKey(name: string): AwsError {
  return invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
  );
}

export function isEmpty(value: Value): boolean {
  return value['S'] === '' || value['B'] === '';
}

/** The error of a table that is not there. */
export function noSuchTable(): AwsError {
  return new AwsError('ResourceNotFoundException', 'Requested resource not found');
}
