import { limits } from '../../domain/limits.ts';
import type { StockChange, StockKeyInput, StockLevel } from '../../schema/types.ts';

/** What tells of the past of a level, newest change first. */
export interface ReadsHistory {
  eachStockChange(args: StockKeyInput & { limit: number }, options?: { signal?: AbortSignal }): AsyncIterable<StockChange>;
}

/**
 * The version that a level had at a time; 0 when there was none. History follows a change within
 * about a second: one that it does not have yet makes the version lower than it was, and so a
 * conflict, never an overwritten sale.
 */
export async function versionAt(client: ReadsHistory, level: StockLevel, time: Date, signal?: AbortSignal): Promise<number> {
  if (Date.parse(level.lastUpdated) <= time.getTime()) return level.version;
  const { productId, warehouseId } = level;
  const changes = client.eachStockChange({ productId, warehouseId, limit: limits.pageSize }, signal && { signal });
  for await (const { changedAt, version } of changes) if (Date.parse(changedAt) <= time.getTime()) return version;
  return 0;
}
