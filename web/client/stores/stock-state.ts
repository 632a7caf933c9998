import { fieldsAfter } from '../../../domain/level-fields.ts';
import type { StockChange, StockKeyInput, StockLevel } from '../../../schema/types.ts';

/** A level's key in a store. Ids may hold any character, so they are not just joined. */
export function keyOf({ productId, warehouseId }: StockKeyInput): string {
  return JSON.stringify([productId, warehouseId]);
}

/** The ids of a key. */
export function fromKey(key: string): StockKeyInput {
  const [productId, warehouseId] = JSON.parse(key) as [string, string];
  return { productId, warehouseId };
}

/**
 * The level after a change: events carry the whole state. One of a release that had no committed
 * units and no safety stock says null of them.
 */
export function levelAfter(change: StockChange): StockLevel {
  const { productId, warehouseId, stockCount, reservedCount, availableCount, thresholdLevel, status, version, sequence, changedAt } =
    change;
  const { committedCount, safetyStock, sellableCount } = change;
  const counts = {
    ...{ stockCount, reservedCount, availableCount, thresholdLevel },
    ...{ committedCount: committedCount ?? 0, safetyStock: safetyStock ?? 0, sellableCount: sellableCount ?? availableCount },
  };
  return { productId, warehouseId, ...fieldsAfter(change), ...counts, status, version, sequence, lastUpdated: changedAt };
}
