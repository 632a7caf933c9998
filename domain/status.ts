import { limits } from './limits.ts';
import type { StockStatus } from '../schema/types.ts';

/** The status of a level from the numbers it is shown with. */
export function stockStatus(availableCount: number, thresholdLevel: number): StockStatus {
  if (availableCount <= 0) {
    return 'OUT_OF_STOCK';
  }
  return availableCount <= thresholdLevel ? 'LOW_STOCK' : 'IN_STOCK';
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
