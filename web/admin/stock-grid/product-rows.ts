import type { StockLevel } from '../../../schema/types.ts';
import { type CountField, countOf, sorted, type SortField, sortValue } from '../local-copy/question.ts';

/** A product with all of its levels, by warehouse. */
export interface ProductRow {
  productId: string;
  levels: readonly StockLevel[];
}

/** The products of these levels, as often as they come once. */
export function productRows(
  found: readonly StockLevel[],
  levelsOf: (productId: string) => readonly StockLevel[],
  sort?: SortField,
  descending?: boolean,
): ProductRow[] {
  const ids = new Set(found.map(({ productId }) => productId));
  const rows = [...ids].map((productId) => ({ productId, levels: levelsOf(productId) })).filter(({ levels }) => levels.length > 0);
  return sort === undefined || sort === 'productId' ? rows : sorted(rows, (row) => valueOf(row, sort), descending);
}

/**
 * A number of a product, in units. What one warehouse owes is not hidden by what another one has:
 * there a product has nothing more to give.
 */
export function totalOf({ levels }: ProductRow, field: CountField): number {
  const counts = levels.map((level) => countOf(level, field));
  if (field === 'aboveThreshold') return Math.min(...counts);
  const isWhatIsLeft = field === 'availableCount' || field === 'sellableCount';
  return counts.reduce((sum, count) => sum + (isWhatIsLeft ? Math.max(0, count) : count), 0);
}

/** A product stands where its most urgent level does, or by the sum of a count. */
function valueOf(row: ProductRow, sort: SortField): number | string | null {
  const values = row.levels.map((level) => sortValue(level, sort));
  if (sort === 'status') return Math.min(...(values as number[]));
  if (sort === 'lastUpdated') return (values as string[]).toSorted().at(-1) ?? null;
  if (typeof values[0] === 'number' && sort !== 'muted') return totalOf(row, sort as CountField);
  return values[0] ?? null;
}
