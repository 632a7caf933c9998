import { FIELD_NAMES, productFields } from '../../../domain/level-fields.ts';
import { stockStatus } from '../../../domain/status.ts';
import type { ProductStock, StockKeyInput, StockLevel, UpdateStockInput } from '../../../schema/types.ts';
import { OnhandError } from '../../../web/client/errors.ts';
import type { ProductChange } from '../../../web/csv/verdict.ts';
import { noFields } from '../../support/level-fields.ts';

/** One text for each level. */
export const nameOf = ({ productId, warehouseId }: StockKeyInput) => JSON.stringify([productId, warehouseId]);

export function level(key: StockKeyInput, set: Partial<StockLevel> = {}): StockLevel {
  const { stockCount = 10, reservedCount = 0, committedCount = 0, safetyStock = 0, thresholdLevel = 2 } = set;
  const availableCount = stockCount - reservedCount;
  const sellableCount = availableCount - safetyStock;
  return {
    ...{ productId: key.productId, warehouseId: key.warehouseId, ...noFields, version: 1, sequence: 1 },
    ...{ stockCount, reservedCount, committedCount, availableCount, safetyStock, sellableCount },
    ...{ thresholdLevel, status: stockStatus(sellableCount, thresholdLevel) },
    ...{ lastUpdated: '2026-03-01T12:00:00.000Z', ...set },
  };
}

/** A table with the compare-and-set of updateStock, behind what an import asks of a client. */
export function warehouse(...given: StockLevel[]) {
  const table = new Map(given.map((each) => [nameOf(each), each]));
  const writes: UpdateStockInput[] = [];
  const descriptions: ProductChange[] = [];
  return {
    table,
    writes,
    descriptions,
    levels: () => [...table.values()],
    stocks: async ({ keys }: { keys: readonly StockKeyInput[] }) => keys.map((key) => table.get(nameOf(key)) ?? null),
    async updateStock(input: UpdateStockInput): Promise<StockLevel> {
      const current = table.get(nameOf(input));
      if ((current?.version ?? 0) !== input.expectedVersion) {
        throw new OnhandError(current ? 'VERSION_CONFLICT' : 'NOT_FOUND', 'It changed.', { errorInfo: { current } });
      }
      const { productId, warehouseId, expectedVersion } = input;
      const asked = ['stockCount', 'thresholdLevel', 'safetyStock', ...FIELD_NAMES] as const;
      const entries: [string, unknown][] = asked.map((field) => [field, input[field]]);
      const set = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
      const next = level({ productId, warehouseId }, { ...current, ...(set as Partial<StockLevel>), version: expectedVersion + 1 });
      table.set(nameOf(input), next);
      writes.push(input);
      return next;
    },
    async describeProduct(input: ProductChange): Promise<ProductStock> {
      const { productId, expected } = input;
      const said: Said = Object.fromEntries(productFields.filter(({ field }) => field in input).map(({ field }) => [field, input[field]]));
      const levels = [...table.values()].filter((each) => each.productId === productId && !isAs(each, said));
      const expectedOf = new Map((expected ?? []).map(({ warehouseId, ...seen }) => [warehouseId, seen]));
      const others = levels.filter((each) => !isAs(each, expectedOf.get(each.warehouseId) ?? {}));
      if (others.length > 0) throw new OnhandError('VERSION_CONFLICT', 'It changed.', { errorInfo: { expected, levels: others } });
      for (const each of levels) table.set(nameOf(each), level(each, { ...each, ...set(said), version: each.version + 1 }));
      descriptions.push(input);
      const none = { stockCount: 0, reservedCount: 0, committedCount: 0, availableCount: 0, sellableCount: 0 };
      return { productId, ...none, status: 'IN_STOCK', levels: [...table.values()] };
    },
  };
}

type Said = Record<string, string | null | undefined>;

function isAs(level: StockLevel, said: Said): boolean {
  return Object.entries(said).every(([field, text]) => (level[field as 'name'] ?? '') === text);
}

function set(said: Said): Partial<StockLevel> {
  return Object.fromEntries(Object.entries(said).map(([field, text]) => [field, text === '' ? null : text]));
}

export const lamp = level({ productId: 'lamp', warehouseId: 'LONDON' }, { name: 'Lamp', version: 4 });
