import { limits } from './limits.ts';
import { whole } from './stored.ts';
import type { StockStatus } from '../schema/types.ts';

/** What shoppers can buy of a stored level, or of its movement; negative where more is kept. */
export function sellable(item: { available_count: number; safety_stock?: number }): number {
  return whole(whole(item.available_count) - whole(item.safety_stock));
}

/** The status of a level from what can be sold of it. */
export function stockStatus(sellableCount: number, thresholdLevel: number): StockStatus {
  if (sellableCount <= 0) {
    return 'OUT_OF_STOCK';
  }
  return sellableCount <= thresholdLevel ? 'LOW_STOCK' : 'IN_STOCK';
}

/** A product's status: the best among its warehouses. */
export function bestStatus(statuses: StockStatus[]): StockStatus {
  if (statuses.includes('IN_STOCK')) {
    return 'IN_STOCK';
  }
  return statuses.includes('LOW_STOCK') ? 'LOW_STOCK' : 'OUT_OF_STOCK';
}

/** The sum of counts, stopped at what a GraphQL Int can carry. */
export function boundedSum(counts: number[]): number {
  const sum = counts.reduce((total, count) => total + count, 0);
  return Math.max(-limits.sum, Math.min(limits.sum, sum));
}
