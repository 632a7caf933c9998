import { fold, searchPrefix, sortKey } from '../../../domain/text.ts';
import type { StockLevel } from '../../../schema/types.ts';
import type { StockView } from '../routing/view.ts';

/**
 * Whether the API would have a level on this page: `rows` are those that it had, and `nextToken`
 * says whether others follow.
 */
export function isOnPage(view: StockView, rows: readonly StockLevel[], nextToken: string | null): (level: StockLevel) => boolean {
  const [first, last] = [rows[0], rows.at(-1)];
  return (level) => {
    if (!matches(view, level)) return false;
    const afterFirst = view.page === undefined || (first !== undefined && !isBefore(level, first));
    const beforeLast = nextToken === null || (last !== undefined && !isBefore(last, level));
    return afterFirst && beforeLast;
  };
}

/** Whether the API's list of a view has this level. */
function matches({ search, warehouseId, category, barcode, status, oversold }: StockView, level: StockLevel): boolean {
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
function isBefore(one: StockLevel, other: StockLevel): boolean {
  return placeOf(one) < placeOf(other);
}

function placeOf({ productId, warehouseId }: StockLevel): string {
  return sortKey(productId, productId, warehouseId);
}
