import { itemBytes } from '../../../gateway/item-size.ts';
import { readUnits, reported } from '../capacity.ts';
import { readExpressions, type Bindings, type Expressions } from '../expressions/bindings.ts';
import type { Condition } from '../expressions/condition.ts';
import type { Path } from '../expressions/cursor.ts';
import { checkCondition, holds } from '../expressions/evaluate.ts';
import { keyRangeOf, type KeyRange } from '../expressions/key-condition.ts';
import { pathsOfCondition, refusePathsInKeys } from '../expressions/paths.ts';
import { checkProjection, projected } from '../expressions/project.ts';
import { invalid, invalidParameter, notBuilt, onlyParameters } from '../refuse.ts';
import {
  bytesOf,
  keyAttributes,
  keyOf,
  partitionBytes,
  segmentBounds,
  storedKeyOfRequest,
  type IndexSchema,
  type KeySchema,
  type StoredKey,
} from '../schema.ts';
import type { Range, StoredItem, Table } from '../table.ts';
import { canonicalItem, typeOf, type Item, type Value } from '../values.ts';
import type { Answer, Operation, Request } from './context.ts';

/** What one page looks at, bytes. */
const MAX_PAGE_BYTES = 1024 * 1024;
const SHARED = [
  ...['TableName', 'ConsistentRead', 'Limit', 'ExclusiveStartKey', 'FilterExpression', 'ProjectionExpression', 'Select'],
  ...['ExpressionAttributeNames', 'ExpressionAttributeValues', 'ReturnConsumedCapacity'],
];

/** `Query` of a table or an index. */
export const query: Operation = (request, { tables }) => {
  onlyParameters(request, [...SHARED, 'IndexName', 'KeyConditionExpression', 'ScanIndexForward'], 'Query');
  const table = tables.get(request['TableName']);
  const index = indexOf(request, table);
  const expressions = readExpressions(request);
  const { keyCondition, bindings } = expressions;
  if (!keyCondition) throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  checkCondition(keyCondition, bindings, 'KeyConditionExpression');
  const schema = index ?? table.schema;
  const range = keyRangeOf(keyCondition, schema, bindings);
  const after = startOf(request, table, index);
  if (after && !(after.position.partition.equals(partitionBytes(range.partition)) && isWithin(after.position.sort, range)))
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  const forward = request['ScanIndexForward'] !== false;
  const bounds = boundsOf(range, forward);
  const found = bounds && table.query(index, { ...bounds, ...(after && { after: { sort: after.position.sort, item: after.item } }) });
  return page(request, { table, index, found: found ?? [], expressions });
};

/** `Scan` of a table, whole or in segments. */
export const scan: Operation = (request, { tables }) => {
  if (request['IndexName'] !== undefined) throw notBuilt('Scan of an index');
  onlyParameters(request, [...SHARED, 'Segment', 'TotalSegments'], 'Scan');
  const table = tables.get(request['TableName']);
  const expressions = readExpressions(request);
  const { Segment = 0, TotalSegments = 1 } = request as { Segment?: number; TotalSegments?: number };
  if (Segment >= TotalSegments) throw invalid('The Segment parameter is zero-based and must be less than parameter TotalSegments');
  const after = startOf(request, table, undefined);
  const found = table.scan(segmentBounds(Segment, TotalSegments), after?.item);
  return page(request, { table, index: undefined, found, expressions });
};

function indexOf(request: Request, { schema }: Table): IndexSchema | undefined {
  const { IndexName: name } = request as { IndexName?: string };
  if (name === undefined) return undefined;
  const index = schema.indexes.find((each) => each.name === name);
  if (!index) throw invalid(`The table does not have the specified index: ${name}`);
  if (request['ConsistentRead'] === true) throw invalid('Consistent reads are not supported on global secondary indexes');
  if (request['Select'] === 'ALL_ATTRIBUTES')
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  return index;
}

interface Reading {
  table: Table;
  index: IndexSchema | undefined;
  found: Iterable<StoredItem>;
  expressions: Expressions;
}

/** Reads until the page is full: what the filter leaves out counts too. */
function page(request: Request, { table, index, found, expressions }: Reading): Answer {
  const { filter, projection, bindings } = expressions;
  refusePathsInKeys(expressions, table.schema);
  if (filter) checkFilter(filter, expressions, index ?? table.schema);
  if (index) refuseNotInIndex(expressions, table, index);
  if (projection) checkProjection(projection, bindings);
  const limit = limitOf(request);
  const items: Item[] = [];
  let [scanned, bytes] = [0, 0];
  let last: Item | undefined;
  for (const { item } of found) {
    scanned += 1;
    bytes += itemBytes(item);
    if (!filter || holds(filter, item, bindings)) items.push(projected(item, projection, bindings));
    if (scanned < limit && bytes < MAX_PAGE_BYTES) continue;
    last = { ...keyOf(item, table.schema), ...(index && keyOf(item, index)) };
    break;
  }
  const units = readUnits(bytes, request['ConsistentRead'] === true);
  const consumed = { table: table.schema.name, units: index ? 0 : units, indexes: index ? { [index.name]: units } : {} };
  const counted = request['Select'] === 'COUNT';
  return {
    ...(!counted && { Items: items }),
    Count: items.length,
    ScannedCount: scanned,
    ...(last && { LastEvaluatedKey: last }),
    ...reported([consumed], request['ReturnConsumedCapacity'], false),
  };
}

/** A query cannot filter by what it is asked for by key. */
function checkFilter(filter: Condition, { bindings, keyCondition }: Expressions, schema: KeySchema): void {
  checkCondition(filter, bindings, 'FilterExpression');
  if (!keyCondition) return;
  const keys = keyAttributes(schema).map(({ name }) => name);
  const used = rootsOf(pathsOfCondition(filter), bindings).find((name) => keys.includes(name));
  if (used !== undefined) throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${used}`);
}

/** Refuses to ask an index for what is not in it: keys are. */
function refuseNotInIndex({ filter, projection, bindings }: Expressions, { schema }: Table, index: IndexSchema): void {
  const keys = new Set([...keyAttributes(schema), ...keyAttributes(index)].map(({ name }) => name));
  const missing = (paths: readonly Path[]) => rootsOf(paths, bindings).filter((name) => !keys.has(name));
  const [asked, filtered] = [missing(projection ?? []), missing(filter ? pathsOfCondition(filter) : [])];
  if (asked.length > 0) throw invalidParameter(`Global secondary index ${index.name} does not project [${asked.join(', ')}]`);
  if (filtered.length > 0)
    throw invalidParameter(`Secondary index ${index.name} does not project one or more filter attributes: [${filtered.join(', ')}]`);
}

function rootsOf(paths: readonly Path[], { names }: Bindings): string[] {
  return paths.map((path) => names(path)[0] as string);
}

function limitOf(request: Request): number {
  const { Limit: limit } = request as { Limit?: number | null };
  if (limit === undefined || limit === null) return Infinity;
  if (!(limit >= 1))
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  return limit;
}

/** Where a page begins: the key of the item behind which, and its place in what is read. */
function startOf(request: Request, table: Table, index: IndexSchema | undefined): { item: StoredKey; position: StoredKey } | undefined {
  const given = request['ExclusiveStartKey'];
  if (given === undefined || given === null) return undefined;
  const key = canonicalItem(given);
  const wanted = [...keyAttributes(table.schema), ...(index ? keyAttributes(index) : [])];
  const names = new Set(wanted.map(({ name }) => name));
  const fits = Object.keys(key).length === names.size && wanted.every(({ name, type }) => key[name] && typeOf(key[name]) === type);
  if (!fits) throw invalid('The provided starting key is invalid');
  const item = storedKeyOfRequest(keyOf(key, table.schema), table.schema);
  if (!index) return { item, position: item };
  const { partition, sort } = index;
  return {
    item,
    position: {
      partition: partitionBytes(key[partition.name] as Value),
      sort: sort ? bytesOf(key[sort.name] as Value) : Buffer.alloc(0),
    },
  };
}

/** The bounds of the sort key; undefined when nothing can be within. */
function boundsOf({ partition, sort }: KeyRange, forward: boolean): Range | undefined {
  const range = { partition: partitionBytes(partition), forward };
  if (!sort) return range;
  const at = (value: Value, inclusive: boolean) => ({ sort: bytesOf(value), inclusive });
  switch (sort.kind) {
    case '=':
      return { ...range, low: at(sort.value, true), high: at(sort.value, true) };
    case '<':
    case '<=':
      return { ...range, high: at(sort.value, sort.kind === '<=') };
    case '>':
    case '>=':
      return { ...range, low: at(sort.value, sort.kind === '>=') };
    case 'between':
      return { ...range, low: at(sort.low, true), high: at(sort.high, true) };
    case 'begins': {
      const high = following(bytesOf(sort.prefix));
      return { ...range, low: at(sort.prefix, true), ...(high && { high: { sort: high, inclusive: false } }) };
    }
  }
}

function isWithin(sort: Buffer, range: KeyRange): boolean {
  const { low, high } = boundsOf(range, true) ?? {};
  const below = low && (low.inclusive ? sort.compare(low.sort) < 0 : sort.compare(low.sort) <= 0);
  const above = high && (high.inclusive ? sort.compare(high.sort) > 0 : sort.compare(high.sort) >= 0);
  return !below && !above;
}

/**
 * The first bytes that do not begin with a prefix and come behind all that do; undefined when there
 * are none.
 */
function following(prefix: Buffer): Buffer | undefined {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return undefined;
  const bytes = Buffer.from(prefix.subarray(0, last + 1));
  bytes[last] = (bytes[last] as number) + 1;
  return bytes;
}
