import { bestStatus, stockStatus } from '../../../domain/status.ts';
import type { StockLevel, StockStatus } from '../../../schema/types.ts';
import { URGENCY } from '../local-copy/question.ts';

/** What a warehouse may be of a product that is better elsewhere. */
export type Worse = 'OVERSOLD' | Exclude<StockStatus, 'IN_STOCK'>;

/** What a product is like, as shoppers see it, and where it is worse. */
export interface ProductStatus {
  /** The best of its warehouses: what the shop says. */
  status: StockStatus;
  /**
   * The most urgent thing that some warehouses have: what they owe, or a worse status than the
   * product's; with how many of them.
   */
  worse: { what: Worse; count: number } | undefined;
  /** What is available would make a better status: the rest is kept from shoppers. */
  isKept: boolean;
  /** No warehouse of it sends alerts. */
  muted: boolean;
}

/** Of a product's levels, of which there is one at least. */
export function productStatus(levels: readonly StockLevel[]): ProductStatus {
  const status = bestStatus(levels.map((level) => level.status));
  const unkept = bestStatus(levels.map(({ availableCount, thresholdLevel }) => stockStatus(availableCount, thresholdLevel)));
  return { status, worse: worseThan(status, levels), isKept: unkept !== status, muted: levels.every(({ muted }) => muted) };
}

function worseThan(status: StockStatus, levels: readonly StockLevel[]): ProductStatus['worse'] {
  const oversold = levels.filter(({ availableCount }) => availableCount < 0).length;
  if (oversold > 0) return { what: 'OVERSOLD', count: oversold };
  for (const what of ['OUT_OF_STOCK', 'LOW_STOCK'] as const) {
    const count = levels.filter((level) => level.status === what).length;
    if (count > 0 && URGENCY[what] < URGENCY[status]) return { what, count };
  }
  return undefined;
}

/** Sorts products: what is owed first, then by what shoppers see, and of these those with gaps. */
export function productUrgency(levels: readonly StockLevel[]): number {
  const { status, worse } = productStatus(levels);
  if (worse?.what === 'OVERSOLD') return -1;
  return URGENCY[status] * Object.keys(URGENCY).length + URGENCY[worse?.what ?? status];
}
