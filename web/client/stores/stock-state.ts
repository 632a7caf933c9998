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

/** The level after a change: events carry the whole state. */
export function levelAfter(change: StockChange): StockLevel {
  const { productId, warehouseId, name, category, stockCount, reservedCount, availableCount, thresholdLevel, status } = change;
  const { muted, version, sequence, changedAt } = change;
  const numbers = { stockCount, reservedCount, availableCount, thresholdLevel, muted: muted ?? false, status, version, sequence };
  return { productId, warehouseId, name: name ?? null, category: category ?? null, ...numbers, lastUpdated: changedAt };
}
