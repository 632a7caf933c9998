import { itemBytes } from '../../../gateway/item-size.ts';
import { reported } from '../capacity.ts';
import { invalid, onlyParameters } from '../refuse.ts';
import type { StoredKey } from '../schema.ts';
import { isRecord, type Item } from '../values.ts';
import { carryOut, readWrite } from '../write.ts';
import type { Operation, Request } from './context.ts';
import { read } from './single-item.ts';

const MAX_KEYS = 100;
const MAX_WRITES = 25;
/** What a `BatchGetItem` answers at most; the keys behind it come back as unprocessed. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** `BatchGetItem`. */
export const batchGetItem: Operation = (request, context) => {
  onlyParameters(request, ['RequestItems', 'ReturnConsumedCapacity'], 'BatchGetItem');
  const asked = requestsOf(request).flatMap(([table, given]) => {
    const { Keys, ConsistentRead, ...expressions } = given as Request & { Keys: unknown[] };
    onlyParameters(expressions, ['ProjectionExpression', 'ExpressionAttributeNames'], 'BatchGetItem');
    return Keys.map((Key) => ({ table, given, consistent: ConsistentRead === true, request: { ...expressions, Key } }));
  });
  if (asked.length > MAX_KEYS) throw invalid('Too many items requested for the BatchGetItem call');
  refuseDoubles(asked.map((each) => JSON.stringify([each.table, Object.entries(each.request.Key as object).sort()])));
  const responses: Record<string, Item[]> = Object.fromEntries(asked.map(({ table }) => [table, []]));
  const unprocessed: Record<string, Request & { Keys: unknown[] }> = {};
  const consumed = [];
  let bytes = 0;
  for (const each of asked) {
    const found = read(each.table, each.request, each.consistent, context);
    bytes += found.bytes;
    if (bytes > MAX_ANSWER_BYTES) {
      (unprocessed[each.table] ??= { ...(each.given as Request), Keys: [] }).Keys.push(each.request.Key);
      continue;
    }
    if (found.item) responses[each.table]?.push(found.item);
    consumed.push(found.consumed);
  }
  return { Responses: responses, UnprocessedKeys: unprocessed, ...reported(consumed, request['ReturnConsumedCapacity'], true) };
};

/** `BatchWriteItem`: each write for itself, all or none of them here. */
export const batchWriteItem: Operation = (request, context) => {
  onlyParameters(request, ['RequestItems', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics'], 'BatchWriteItem');
  const writes = requestsOf(request).flatMap(([tableName, entries]) => {
    const table = context.tables.get(tableName);
    return (entries as Request[]).map((entry) => {
      const { PutRequest, DeleteRequest } = entry as { PutRequest?: Request; DeleteRequest?: Request };
      if (!PutRequest && !DeleteRequest)
        throw invalid('Supplied WriteRequest is empty, must contain exactly one of the supported requests');
      return PutRequest ? readWrite('Put', table, PutRequest) : readWrite('Delete', table, DeleteRequest ?? {});
    });
  });
  if (writes.length > MAX_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
  refuseDoubles(writes.map(({ table, key }) => nameOf(table.schema.name, key)));
  const planned = writes.map(({ plan }) => plan());
  for (const each of planned) carryOut(each, context.log);
  const consumed = planned.map((each) => each.consumed);
  return { UnprocessedItems: {}, ...reported(consumed, request['ReturnConsumedCapacity'], true) };
};

function requestsOf(request: Request): [string, unknown][] {
  const items = request['RequestItems'];
  if (!isRecord(items) || Object.keys(items).length === 0)
    throw invalid('The requestItems parameter is required for a batch and must not be empty');
  return Object.entries(items);
}

function refuseDoubles(names: readonly string[]): void {
  if (new Set(names).size < names.length) throw invalid('Provided list of item keys contains duplicates');
}

/** An item by table and key, the same for every request that names it. */
export function nameOf(table: string, { partition, sort }: StoredKey): string {
  return `${table} ${partition.toString('hex')} ${sort.toString('hex')}`;
}

/** The size of the items that a transaction or a batch sends, bytes. */
export function bytesOfItems(items: readonly (Item | undefined)[]): number {
  return items.reduce((sum, item) => sum + (item ? itemBytes(item) : 0), 0);
}
