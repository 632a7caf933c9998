import { fold, searchPrefix, sortKey } from '../../../domain/text.ts';
import type { StockLevel } from '../../../schema/types.ts';
import type { StockView } from '../routing/view.ts';

/** Whether the list of a view has this level. */
export function matches({ search, warehouseId, category, barcode, status, oversold }: StockView, level: StockLevel): boolean {
  return (
    (search === undefined || isFound(search, level)) &&
    (warehouseId === undefined || level.warehouseId === warehouseId) &&
    (category === undefined || level.category === category) &&
    (barcode === undefined || level.barcode === barcode) &&
    (status === undefined || level.status === status) &&
    (oversold === undefined || level.availableCount < 0)
  );
}

function isFound(search: string, { productId, name }: StockLevel): boolean {
  const prefix = searchPrefix(search);
  return fold(productId).startsWith(prefix) || fold(name ?? '').startsWith(prefix);
}

/** Whether a level comes before another in a list that is sorted by product and warehouse. */
export function isBefore(one: StockLevel, other: StockLevel): boolean {
  return placeOf(one) < placeOf(other);
}

function placeOf({ productId, warehouseId }: StockLevel): string {
  return sortKey(productId, productId, warehouseId);
}
