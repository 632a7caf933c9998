import { fold } from '../../../domain/text.ts';
import type { StockLevel } from '../../../schema/types.ts';
import type { Counts, LevelIndex } from '../local-copy/level-index.ts';
import {
  belongs,
  type CountField,
  countOf,
  type Facet,
  facets,
  matcherOf,
  type Narrowing,
  type Question,
  sorted,
  type SortField,
  sortValueOf,
  textOf,
} from '../local-copy/question.ts';
import { productStatus, productUrgency } from './product-status.ts';

/** A product with its levels, by warehouse: all, or those of the warehouse that is asked for. */
export interface ProductRow {
  productId: string;
  levels: readonly StockLevel[];
}

/**
 * The products that a question asks for. Status and oversold are asked of the product, in the
 * warehouse that is asked for or in all; words and the other filters of any of its levels.
 */
export function findProducts(index: LevelIndex, { sort, descending, ...narrowing }: Question): ProductRow[] {
  const ids = new Set(index.find(without(narrowing, OF_PRODUCTS)).map(({ productId }) => productId));
  const rows = [...ids].map((productId) => rowOf(index, productId, narrowing)).filter(({ levels }) => isAsked(levels, narrowing));
  return sort === undefined || (sort === 'productId' && !descending) ? rows : sorted(rows, valueOf(sort), descending);
}

/** Whether a product is among those that a question asks for. */
export function productMatcher(index: LevelIndex, narrowing: Narrowing): (productId: string) => boolean {
  const matcher = matcherOf(without(narrowing, OF_PRODUCTS));
  return (productId) => {
    const { levels } = rowOf(index, productId, narrowing);
    return levels.some((level) => belongs(matcher, level, textOf(level))) && isAsked(levels, narrowing);
  };
}

/** How many products have each value of a filter, under the other filters. */
export function countProducts(index: LevelIndex, narrowing: Narrowing): Counts {
  const counts: Record<Facet, Map<string, number>> = { warehouseId: new Map(), category: new Map(), status: new Map() };
  for (const facet of facets) {
    const own = facet === 'warehouseId' ? [facet, ...OF_PRODUCTS] : [facet];
    for (const row of findProducts(index, without(narrowing, own))) {
      for (const value of valuesOf(row, facet, narrowing)) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
    }
  }
  return counts;
}

/** In a warehouse a product is what its level there is. */
function valuesOf({ levels }: ProductRow, facet: Facet, narrowing: Narrowing): Iterable<string> {
  if (facet === 'status') return [productStatus(levels).status];
  if (facet === 'warehouseId') return levels.filter((level) => isAsked([level], narrowing)).map(({ warehouseId }) => warehouseId);
  return new Set(levels.flatMap(({ category }) => category ?? []));
}

/** What is asked of a product rather than of each of its levels. */
const OF_PRODUCTS = ['status', 'oversold'] as const;

function without(narrowing: Narrowing, fields: readonly (keyof Narrowing)[]): Narrowing {
  return Object.fromEntries(Object.entries(narrowing).filter(([field]) => !fields.some((each) => each === field)));
}

function rowOf(index: LevelIndex, productId: string, { warehouseId }: Narrowing): ProductRow {
  const levels = index.levelsOf(productId);
  if (warehouseId === undefined) return { productId, levels };
  const wanted = fold(warehouseId);
  return { productId, levels: levels.filter((level) => fold(level.warehouseId) === wanted) };
}

function isAsked(levels: readonly StockLevel[], { status, oversold }: Narrowing): boolean {
  if (levels.length === 0) return false;
  if (oversold && !levels.some(({ availableCount }) => availableCount < 0)) return false;
  return status === undefined || productStatus(levels).status === status;
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

/** A product stands where its status does, or by the sum of a count. */
function valueOf(sort: SortField): (row: ProductRow) => number | string | null {
  if (sort === 'status') return ({ levels }) => productUrgency(levels);
  const ofLevel = sortValueOf(sort);
  return (row) => {
    const values = row.levels.map(ofLevel);
    if (sort === 'lastUpdated') return (values as string[]).toSorted().at(-1) ?? null;
    if (typeof values[0] === 'number' && sort !== 'muted') return totalOf(row, sort as CountField);
    return values[0] ?? null;
  };
}
