import { bestStatus, boundedSum, stockStatus } from '../../../domain/status.ts';
import type { Availability, StockChange, StockKeyInput, StockLevel, WarehouseAvailability } from '../../../schema/types.ts';
import type { FakeApi, HttpCall, HttpAnswer } from './fake-api.ts';
import { noFields } from '../../support/level-fields.ts';

/** A table of stock behind a fake API: what the stores have to end equal to. */
export interface Shop {
  /**
   * Changes a level, publishes that unless said otherwise, and answers with the level. Creates it
   * when it is new. What is not recorded is no change either, as with an initial load.
   */
  change(key: StockKeyInput, count: number, how?: 'quietly' | 'unrecorded'): StockLevel;
  remove(key: StockKeyInput, how?: 'quietly'): void;
  level(key: StockKeyInput): StockLevel | null;
  levels(): StockLevel[];
  /** What happened to levels, published or not, oldest first. */
  readonly changes: readonly StockChange[];
  availability(productId: string): Availability | null;
  /** How an HTTP query is answered from the table. */
  answer(call: HttpCall): HttpAnswer;
}

export function shop(api: FakeApi, cap = Number.MAX_SAFE_INTEGER): Shop {
  const table = new Map<string, StockLevel>();
  /** Sequences go on when a level is retired and made again. */
  const sequences = new Map<string, number>();
  const nameOf = ({ productId, warehouseId }: StockKeyInput) => JSON.stringify([productId, warehouseId]);
  const levels = () => [...table.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, level]) => level);
  const next = (key: StockKeyInput) => {
    const sequence = (sequences.get(nameOf(key)) ?? 0) + 1;
    sequences.set(nameOf(key), sequence);
    return sequence;
  };
  const changes: StockChange[] = [];
  const record = (level: StockLevel, cause: StockChange['cause'], how: 'quietly' | undefined) => {
    const { lastUpdated, ...state } = level;
    const change: StockChange = {
      ...{ ...state, cause, changedAt: lastUpdated },
      ...{ stockDelta: 0, reservedDelta: 0, actor: 'staff', reason: null, note: null, reference: null },
    };
    changes.push(change);
    if (how === 'quietly') return;
    const asksFor = (variables: Record<string, unknown>) => {
      const { productIds, warehouseId = level.warehouseId } = variables as { productIds?: string[]; warehouseId?: string };
      return (productIds?.includes(level.productId) ?? true) && warehouseId === level.warehouseId;
    };
    const field = (name: string, value: unknown) =>
      api.publish({ data: { [name]: value } }, ({ query, variables }) => query.includes(name) && asksFor(variables));
    field('onStockChange', change);
    field('onAvailabilityChange', publicOf(level, cap));
  };
  const self: Shop = {
    change(key, count, how) {
      const sequence = next(key);
      const level: StockLevel = {
        ...{ productId: key.productId, warehouseId: key.warehouseId, ...noFields },
        ...{ stockCount: count, reservedCount: 0, availableCount: count, thresholdLevel: 2, status: stockStatus(count, 2) },
        ...{ committedCount: 0, safetyStock: 0, sellableCount: count },
        ...{ version: sequence, sequence, lastUpdated: new Date(sequence * 1_000).toISOString() },
      };
      table.set(nameOf(key), level);
      if (how !== 'unrecorded') record(level, sequence === 1 ? 'CREATED' : 'COUNTED', how);
      return level;
    },
    remove(key, how) {
      const level = self.level(key);
      if (!level) return;
      table.delete(nameOf(key));
      const last = { ...level, stockCount: 0, availableCount: 0, status: 'OUT_OF_STOCK' as const, sequence: next(key) };
      record(last, 'REMOVED', how);
    },
    level: (key) => table.get(nameOf(key)) ?? null,
    levels,
    changes,
    availability(productId) {
      const kept = levels().filter((level) => level.productId === productId);
      if (kept.length === 0) return null;
      const sum = boundedSum(kept.map((level) => Math.max(0, level.availableCount)));
      const warehouses = kept.map((level) => publicOf(level, cap));
      return { productId, availableCount: Math.min(cap, sum), status: bestStatus(warehouses.map(({ status }) => status)), warehouses };
    },
    answer({ variables }) {
      const { keys, filter, productIds } = variables as {
        keys?: StockKeyInput[];
        filter?: { warehouseId?: string };
        productIds?: string[];
      };
      if (productIds) {
        const availabilities = productIds.map((productId) => ({ productId, availability: self.availability(productId) }));
        return { body: { data: { availabilities } } };
      }
      if (keys) return { body: { data: { stocks: keys.map((key) => self.level(key)) } } };
      if (filter) {
        const items = levels().filter(({ warehouseId }) => (filter.warehouseId ?? warehouseId) === warehouseId);
        const from = Number(variables['nextToken'] ?? 0);
        const nextToken = from + 2 < items.length ? String(from + 2) : null;
        return { body: { data: { listStock: { items: items.slice(from, from + 2), nextToken } } } };
      }
      const ids = Object.entries(variables) as [string, string][];
      const one = (id: string) => ({ levels: levels().filter(({ productId }) => productId === id) });
      return { body: { data: Object.fromEntries(ids.map(([alias, id]) => [alias, one(id)])) } };
    },
  };
  api.onHttp = (call) => self.answer(call);
  return self;
}

function publicOf(
  { productId, warehouseId, availableCount, status, sequence, lastUpdated }: StockLevel,
  cap: number,
): WarehouseAvailability {
  return { productId, warehouseId, availableCount: Math.min(cap, Math.max(0, availableCount)), status, sequence, lastUpdated };
}
