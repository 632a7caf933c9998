import { setTimeout as pause } from 'node:timers/promises';
import { createBuckets } from '../../local/emulator/gateway/buckets.ts';
import { createConflicts } from '../../local/emulator/gateway/conflicts.ts';
import { itemBytes, writeUnits } from '../../local/emulator/gateway/item-size.ts';
import { cancelled, cancelledFor, throttled } from '../../local/emulator/gateway/refusals.ts';
import { holds, type Item, largerBytes, type MemoryTable, placeOf, type Update, updated } from './memory-table.ts';

// What the sweeper uses of DynamoDB, in memory, no faster than the service takes it: where DynamoDB
// Local, which runs on one processor, cannot show it.

/**
 * Units a second that the service documents: of a new table on demand, and of one partition or
 * item.
 */
export const RATES = { tableWrites: 4_000, tableReads: 12_000, partitionWrites: 1_000, partitionReads: 3_000 };
/** Of the index, as of a table. A page of a query ends at 1 MB. */
const PAGE_BYTES = 1_048_576;

/** What the service does not document, or leaves to chance. */
export interface Assumptions {
  /** How long a transaction of up to 100 actions takes, milliseconds. */
  transactionMs: number;
  /** How long a read takes, milliseconds. */
  readMs: number;
  /** On how many partitions the four shards of the index lie: 4 at best, 1 at worst. */
  indexPartitions: number;
  /**
   * How many seconds here are one of the service, for a machine that is too busy to keep up with
   * it. The two durations are the service's.
   */
  slowDown: number;
}

/** What calls took. */
export interface Taken {
  transactions: number;
  throttled: number;
  conflicts: number;
  readUnits: number;
  /** Write units by table, and those of the index. */
  writeUnits: Record<string, number>;
}

type Body = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown>;

const INDEX = 'index';

/** The stand-in with these tables. `call` rejects with an `AwsError`. */
export function createStandIn(tables: ReadonlyMap<string, MemoryTable>, { transactionMs, readMs, indexPartitions, slowDown }: Assumptions) {
  const clock = () => performance.now() / slowDown;
  const takes = (milliseconds: number) => pause(milliseconds * slowDown);
  const writes = createBuckets(RATES.tableWrites, clock);
  const reads = createBuckets(RATES.tableReads, clock);
  const partitionWrites = createBuckets(RATES.partitionWrites, clock);
  const partitionReads = createBuckets(RATES.partitionReads, clock);
  const conflicts = createConflicts(clock);
  const shards = new Map<string, Item[]>();
  const taken: Taken = { transactions: 0, throttled: 0, conflicts: 0, readUnits: 0, writeUnits: {} };

  const itemOf = (table: string, key: Item) => tables.get(table)?.get(placeOf(key));
  const partitionOf = (shard: unknown) => `${INDEX} ${Number(shard) % indexPartitions}`;

  /** The index entries of a shard in order, gathered once: nothing begins while this runs. */
  function shardOf(table: string, shard: string): Item[] {
    const known = shards.get(shard);
    if (known) return known;
    const items = [...(tables.get(table)?.values() ?? [])].filter(({ hold_shard }) => hold_shard?.['S'] === shard);
    const entries = items.map(({ reservation_id, hold_shard, hold_key }) => ({ reservation_id, hold_shard, hold_key }) as Item);
    entries.sort((one, other) => (String(one['hold_key']?.['S']) < String(other['hold_key']?.['S']) ? -1 : 1));
    shards.set(shard, entries);
    return entries;
  }

  async function query(body: Body): Promise<Answer> {
    const { ':shard': shard, ':end': end } = body['ExpressionAttributeValues'] as Record<string, { S: string }>;
    const partition = partitionOf(shard?.S);
    if (!partitionReads.hasLeft(partition)) throw refused();
    await takes(readMs);
    const table = String(body['TableName']);
    const from = (body['ExclusiveStartKey'] as { hold_key: { S: string } } | undefined)?.hold_key.S ?? '';
    const Items: Item[] = [];
    let bytes = 0;
    for (const entry of shardOf(table, shard?.S ?? '')) {
      const key = String(entry['hold_key']?.['S']);
      if (key <= from || key >= (end?.S ?? '') || !itemOf(table, { id: entry['reservation_id'] as Item[string] })?.['hold_key']) continue;
      Items.push(entry);
      bytes += itemBytes(entry);
      if (bytes >= PAGE_BYTES) break;
    }
    partitionReads.take(partition, Math.ceil(bytes / 4_096) / 2);
    const count = { Count: Items.length, ...(bytes >= PAGE_BYTES && { LastEvaluatedKey: Items.at(-1) }) };
    return body['Select'] === 'COUNT' ? count : { Items, ...count };
  }

  async function batchGet(body: Body): Promise<Answer> {
    const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(body['RequestItems'] as Record<string, { Keys: Item[] }>);
    if (!reads.hasLeft(table)) throw refused();
    await takes(readMs);
    const items = Keys.flatMap((key) => itemOf(table, key) ?? []);
    const units = items.reduce((sum, item) => sum + Math.ceil(itemBytes(item) / 4_096), 0);
    reads.take(table, units);
    taken.readUnits += units;
    return { Responses: { [table]: items }, UnprocessedKeys: {} };
  }

  /**
   * Takes twice the units of each item, and one of the index for each reservation that leaves it.
   */
  async function transact(body: Body): Promise<Answer> {
    const updates = (body['TransactItems'] as { Update: Update }[]).map(({ Update }) => Update);
    const names = updates.map(({ TableName, Key }) => TableName + placeOf(Key));
    const entered = updates.map(({ TableName, Key }) => itemOf(TableName, Key)?.['hold_shard']);
    const partitions = entered.filter((shard) => shard !== undefined).map((shard) => partitionOf(shard['S']));
    const open =
      updates.every(({ TableName }, place) => writes.hasLeft(TableName) && partitionWrites.hasLeft(names[place] ?? '')) &&
      partitions.every((partition) => partitionWrites.hasLeft(partition) && writes.hasLeft(INDEX));
    if (!open) {
      taken.throttled += 1;
      throw cancelledFor('ThrottlingError', [0], updates.length);
    }
    const met = conflicts.met('TransactWriteItems', names);
    if (met.length > 0) {
      taken.conflicts += 1;
      throw cancelledFor('TransactionConflict', met, updates.length);
    }
    taken.transactions += 1;
    const end = conflicts.begin('TransactWriteItems', names, clock() + transactionMs);
    // Nobody else changes these items meanwhile.
    const befores = updates.map(({ TableName, Key }) => itemOf(TableName, Key) ?? {});
    const afters = updates.map((update, place) => updated(befores[place] ?? {}, update));
    const failed = updates.map((update, place) => !holds(befores[place] ?? {}, update));
    for (const [place, { TableName }] of updates.entries())
      charge(TableName, names[place] ?? '', 2 * writeUnits(largerBytes(befores[place] ?? {}, afters[place] ?? {})));
    await takes(transactionMs);
    end();
    if (failed.includes(true)) throw cancelled(failed.map((each) => ({ Code: each ? 'ConditionalCheckFailed' : 'None' })));
    for (const [place, { TableName, Key }] of updates.entries()) tables.get(TableName)?.set(placeOf(Key), afters[place] ?? {});
    for (const partition of partitions) charge(INDEX, partition, 1);
    return {};
  }

  function charge(table: string, key: string, units: number): void {
    writes.take(table, units);
    partitionWrites.take(key, units);
    taken.writeUnits[table] = (taken.writeUnits[table] ?? 0) + units;
  }

  function refused() {
    taken.throttled += 1;
    return throttled();
  }

  const operations: Readonly<Record<string, (body: Body) => Promise<Answer>>> = {
    Query: query,
    BatchGetItem: batchGet,
    TransactWriteItems: transact,
  };
  return {
    taken,
    call: (operation: string, body: Body): Promise<Answer> => {
      const asked = operations[operation];
      return asked ? asked(body) : Promise.reject(new Error(`This stand-in does not know ${operation}.`));
    },
  };
}
