import { AwsError } from './gateway.ts';
import { writeUnits } from './item-size.ts';
import { createKnownSizes } from './known-sizes.ts';
import type { TouchedItem, TouchedItems } from './touched-items.ts';
import { transactedUnits } from './transacted-units.ts';
import type { Consumption } from './units.ts';

type Body = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

/** Counts what calls consume. Items that it sees are remembered by their size. */
export interface Meter {
  /** Of a call that worked, given with what DynamoDB Local says of it. */
  consumed(operation: string, body: Body, answer: Answer): Consumption[];
  /** Of a call that failed: cancelled transactions and failed conditions cost as much as others. */
  consumedByFailure(operation: string, body: Body, error: unknown): Consumption[];
}

/**
 * What DynamoDB Local says under `ReturnConsumedCapacity: INDEXES`; `Table` is missing for other
 * values.
 */
interface Capacity {
  TableName: string;
  CapacityUnits: number;
  Table?: { CapacityUnits: number };
}

/**
 * Takes DynamoDB Local's numbers, which follow the documentation for all but three: transactions
 * that write (always four times the units of one item a table, however many there are), items that
 * are not there in a batch (none), queries that find nothing (none).
 */
export function createMeter(touched: TouchedItems): Meter {
  const sizes = createKnownSizes();

  function ofReads(operation: string, body: Body, answer: Answer): Consumption[] {
    const items = touched.of(operation, body);
    const queried = touched.queried(operation, body);
    return capacities(answer).flatMap(({ TableName: table, CapacityUnits }) => {
      const named = items.filter((item) => item.table === table);
      const units = CapacityUnits + leastUnits(body, table) * unbilled(operation, table, named.length, answer);
      if (named.length === 0) return [{ table, read: units, write: 0, ...(queried === undefined ? {} : { key: queried }) }];
      return named.map(({ partition }) => ({ table, read: units / named.length, write: 0, key: partition }));
    });
  }

  function ofWrites(items: readonly TouchedItem[], answer: Answer): Consumption[] {
    return capacities(answer).flatMap(({ TableName: table, CapacityUnits, Table }) => {
      const named = items.filter((item) => item.table === table);
      const base = Table?.CapacityUnits ?? CapacityUnits;
      const ofItems = named.map(({ item }) => ({ table, read: 0, write: base / named.length, key: item }));
      return CapacityUnits > base ? [...ofItems, { table, read: 0, write: CapacityUnits - base }] : ofItems;
    });
  }

  const ofTransaction = (items: readonly TouchedItem[]) =>
    items.flatMap((item) => transactedUnits(item, sizes.largest(item), touched.indexKeys(item.table)));

  return {
    consumed(operation, body, answer) {
      if (isRead(operation)) return ofReads(operation, body, answer);
      const items = touched.of(operation, body);
      const units = operation === 'TransactWriteItems' ? ofTransaction(items) : ofWrites(items, answer);
      sizes.note(items, answer);
      return units;
    },
    consumedByFailure(operation, body, error) {
      const code = error instanceof AwsError ? error.code : '';
      const items = touched.of(operation, body);
      if (code === 'TransactionCanceledException') return isThrottled(error as AwsError) ? [] : ofTransaction(items);
      if (code !== 'ConditionalCheckFailedException') return [];
      return items.map((item) => ({ table: item.table, read: 0, write: writeUnits(sizes.stored(item)), key: item.item }));
    },
  };
}

/** Whether a call only reads items. */
export function isRead(operation: string): boolean {
  return /^(GetItem|BatchGetItem|TransactGetItems|Query|Scan)$/.test(operation);
}

/** What was turned away before it began has consumed nothing. */
export function isThrottled({ body }: AwsError): boolean {
  const { CancellationReasons = [] } = body as { CancellationReasons?: { Code: string }[] };
  return CancellationReasons.some(({ Code }) => Code === 'ThrottlingError');
}

/** Reads of what is not there that DynamoDB Local takes for free. */
function unbilled(operation: string, table: string, asked: number, answer: Answer): number {
  if (operation === 'Query') return answer['ScannedCount'] === 0 ? 1 : 0;
  if (operation !== 'BatchGetItem') return 0;
  const found = ((answer['Responses'] ?? {}) as Record<string, unknown[]>)[table]?.length ?? 0;
  const left = ((answer['UnprocessedKeys'] ?? {}) as Record<string, { Keys: unknown[] }>)[table]?.Keys.length ?? 0;
  return asked - found - left;
}

/** What the smallest read costs: half a unit when it may be a little old. */
function leastUnits(body: Body, table: string): number {
  const request = ((body['RequestItems'] ?? {}) as Record<string, Body>)[table] ?? body;
  return request['ConsistentRead'] === true ? 1 : 0.5;
}

/** What an answer says that its call took, by table. */
export function capacities(answer: Answer): Capacity[] {
  const { ConsumedCapacity: capacity = [] } = answer as { ConsumedCapacity?: Capacity | Capacity[] };
  return Array.isArray(capacity) ? capacity : [capacity];
}
