import type { LastChange } from './last-change.ts';
import { FIELD_SORT_KEYS, fieldKeys, fieldValues, filterFields } from './level-fields.ts';
import type { FieldAttributes, FieldKeys } from './level-fields.ts';
import { isNil } from './nil.ts';
import { warehouseAvailability } from './shown.ts';
import type { Shown } from './shown.ts';
import { bestStatus, boundedSum, sellable, stockStatus } from './status.ts';
import { time, whole } from './stored.ts';
import { sortKey } from './text.ts';
import type { Availability, ProductStock, StockFilterInput, StockLevel, StockStatus } from '../schema/types.ts';

/** An item of the Inventory table. Counts are units, times ISO 8601 in UTC. */
export interface LevelItem extends FieldAttributes {
  product_id: string;
  warehouse_id: string;
  stock_count: number;
  reserved_count: number;
  available_count: number;
  /**
   * Of the reserved ones, those of committed reservations. Absent before a release that had none.
   */
  committed_count?: number;
  /** Kept from shoppers. Absent in levels of a release that had none, as the next two. */
  safety_stock?: number;
  /**
   * available_count - safety_stock, on which reservations condition: a condition cannot subtract.
   */
  sellable_count?: number;
  /**
   * reserved_count + safety_stock: what a new count subtracts to get sellable_count, since an
   * update can subtract only once.
   */
  withheld_count?: number;
  threshold_level: number;
  version: number;
  sequence: number;
  last_updated: string;
  /**
   * The updateStock or removeStock that made version `update_version`, to recognise the same call
   * sent again.
   */
  update_input?: string;
  update_version?: number;
  /** Present in the tombstone of a retired level. */
  removed_at?: string;
  /** What the last change was. Written with every change; the change feed reads it. */
  last_change?: LastChange;
  /** Only under a cap, and not before the feed has seen a change of the level under one. */
  shown?: Shown;
}

/** The value of the partition attribute of the two indexes over all levels. */
export const LISTING = 'LEVEL';

/** True for an item that reads and writes may see: there and not retired. */
export function isLive(item: LevelItem | null | undefined): item is LevelItem {
  return !!item && !item.removed_at;
}

/** What puts a level that is there into the indexes; without a name there is no name key. */
export interface IndexKeys extends FieldKeys {
  listing: string;
  list_key: string;
}

/** See IndexKeys. */
export function indexKeys(level: Pick<LevelItem, 'product_id' | 'warehouse_id'> & FieldAttributes): IndexKeys {
  return { listing: LISTING, list_key: listKey(level.product_id, level.warehouse_id), ...fieldKeys(level) };
}

/** The attributes without which a level is in no index. */
export const INDEX_SORT_KEYS: (keyof IndexKeys)[] = ['list_key', ...FIELD_SORT_KEYS];

/** The sort key of all indexes over product ids. */
export function listKey(productId: string, warehouseId: string): string {
  return sortKey(productId, productId, warehouseId);
}

/** An item as callers see it, with the status computed from its own numbers. */
export function stockLevel(item: LevelItem): StockLevel {
  return {
    productId: item.product_id,
    warehouseId: item.warehouse_id,
    ...fieldValues(item),
    stockCount: whole(item.stock_count),
    reservedCount: whole(item.reserved_count),
    committedCount: whole(item.committed_count),
    availableCount: whole(item.available_count),
    safetyStock: whole(item.safety_stock),
    sellableCount: sellable(item),
    thresholdLevel: whole(item.threshold_level),
    status: stockStatus(sellable(item), whole(item.threshold_level)),
    version: whole(item.version),
    sequence: whole(item.sequence),
    lastUpdated: time(item.last_updated),
  };
}

/** Down to where a caller may take units: to the safety stock, or to the last that is available. */
export type Pool = 'sellable' | 'available';

/**
 * How many units this level can give to a caller: never negative, also where a forced count left
 * less than is reserved.
 */
export function takeable(level: StockLevel, pool: Pool): number {
  return Math.max(0, pool === 'sellable' ? level.sellableCount : level.availableCount);
}

/**
 * A product over its levels (at least one), in pages as they were read: AppSync ends array methods
 * after 1,000 elements without a word, and each page has fewer.
 */
export function productStock(productId: string, pages: LevelItem[][]): ProductStock {
  return {
    productId,
    stockCount: boundedSum(pages.map((items) => boundedSum(items.map((item) => whole(item.stock_count))))),
    reservedCount: boundedSum(pages.map((items) => boundedSum(items.map((item) => whole(item.reserved_count))))),
    committedCount: boundedSum(pages.map((items) => boundedSum(items.map((item) => whole(item.committed_count))))),
    availableCount: boundedSum(pages.map((items) => boundedSum(items.map((item) => whole(item.available_count))))),
    sellableCount: boundedSum(pages.map((items) => sumOfSellable(items))),
    status: bestStatus(pages.map((items) => statusOf(items))),
    levels: pages.flatMap((items) => items.map((item) => stockLevel(item))),
  };
}

/**
 * A product as shoppers see it: the sum of what its warehouses can sell (at least one level, in
 * pages as they were read).
 */
export function availability(productId: string, pages: LevelItem[][], cap: number): Availability {
  const counts = pages.map((items) => sumOfSellable(items));
  return {
    productId,
    availableCount: Math.min(cap, boundedSum(counts)),
    status: bestStatus(pages.map((items) => statusOf(items))),
    warehouses: pages.flatMap((items) => items.map((item) => warehouseAvailability(item, cap))),
  };
}

function sumOfSellable(items: LevelItem[]): number {
  return boundedSum(items.map((item) => Math.max(0, sellable(item))));
}

function statusOf(items: LevelItem[]): StockStatus {
  return bestStatus(items.map((item) => stockStatus(sellable(item), whole(item.threshold_level))));
}

/**
 * Whether a level matches every given field of a filter but `search`, which the index walk decides.
 */
export function matchesFilter(level: StockLevel, filter: StockFilterInput): boolean {
  const { status, oversold, warehouseId } = filter;
  return (
    filterFields.every(({ field }) => isNil(filter[field]) || level[field] === filter[field]) &&
    (isNil(warehouseId) || level.warehouseId === warehouseId) &&
    (isNil(status) || level.status === status) &&
    (isNil(oversold) || level.availableCount < 0 === oversold)
  );
}
