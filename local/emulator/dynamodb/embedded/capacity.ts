import type { AwsError } from '../../gateway/gateway.ts';
import { itemBytes, writeUnits } from '../../gateway/item-size.ts';
import { keyOf } from './schema.ts';
import type { IndexMove, Table } from './table.ts';
import type { Item } from './values.ts';

/** Request units that a call took of one table, and of its indexes. */
export interface Consumed {
  table: string;
  /** Of the table itself. */
  units: number;
  indexes: Readonly<Record<string, number>>;
}

const READ_UNIT_BYTES = 4096;

/**
 * Units of reading so many bytes: half a unit for 4 KB when they may be a little old. At least the
 * units of one block.
 */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}

/** Units of writing an item: of the larger of what was there and what is there then. */
export function unitsOfWrite(old: Item | undefined, next: Item | undefined): number {
  return writeUnits(Math.max(old ? itemBytes(old) : 0, next ? itemBytes(next) : 0));
}

/**
 * Units of entries of indexes that go and come: each is a write of its own. An item that stays in
 * its place costs nothing.
 */
export function unitsOfMoves(
  table: Table,
  moves: readonly IndexMove[],
  old: Item | undefined,
  next: Item | undefined,
): Record<string, number> {
  const units: Record<string, number> = {};
  for (const { index, from, to } of moves) {
    const entry = (item: Item) => writeUnits(itemBytes({ ...keyOf(item, table.schema), ...keyOf(item, index) }));
    units[index.name] = (from && old ? entry(old) : 0) + (to && next ? entry(next) : 0);
  }
  return units;
}

/** Adds up what calls took, table by table. */
export function summed(consumed: readonly Consumed[]): Consumed[] {
  const byTable = new Map<string, { table: string; units: number; indexes: Record<string, number> }>();
  for (const { table, units, indexes } of consumed) {
    const sum = byTable.get(table) ?? { table, units: 0, indexes: {} };
    byTable.set(table, sum);
    sum.units += units;
    for (const [index, each] of Object.entries(indexes)) sum.indexes[index] = (sum.indexes[index] ?? 0) + each;
  }
  return [...byTable.values()];
}

/**
 * What an answer says of it, as `ReturnConsumedCapacity` asks: a list for calls of several tables.
 * Only transactions say beside the units of which `kind` they are.
 */
export function reported(
  consumed: readonly Consumed[],
  asked: unknown,
  several: boolean,
  kind?: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): { ConsumedCapacity?: unknown } {
  if (asked !== 'INDEXES' && asked !== 'TOTAL') return {};
  const unitsOf = (units: number) => ({ CapacityUnits: units, ...(kind && { [kind]: units }) });
  const each = summed(consumed).map(({ table, units, indexes }) => {
    const total = unitsOf(units + Object.values(indexes).reduce((sum, index) => sum + index, 0));
    if (asked === 'TOTAL') return { TableName: table, ...total };
    const named = Object.entries(indexes).map(([name, its]) => [name, unitsOf(its)] as const);
    return {
      TableName: table,
      ...total,
      Table: unitsOf(units),
      ...(named.length > 0 && { GlobalSecondaryIndexes: Object.fromEntries(named) }),
    };
  });
  return { ConsumedCapacity: several ? each : each[0] };
}

/**
 * Notes at a refusal what it took: conditions that fail cost as much as writes, which the service
 * bills and does not say.
 */
export function refusedAt(refusal: AwsError, consumed: readonly Consumed[]): AwsError {
  refusal.consumed = reported(consumed, 'INDEXES', true).ConsumedCapacity as AwsError['consumed'];
  return refusal;
}
