/** A global secondary index: string keys, keys only. */
export interface Index {
  name: string;
  partition: string;
  sort: string;
}

// Inventory: all levels, those of a category, with a barcode, of a warehouse, with a name, those
// that are low or out, those that are oversold.
export const LISTING_INDEX: Index = { name: 'listing-index', partition: 'listing', sort: 'list_key' };
export const CATEGORY_INDEX: Index = { name: 'category-index', partition: 'category', sort: 'list_key' };
export const BARCODE_INDEX: Index = { name: 'barcode-index', partition: 'barcode', sort: 'list_key' };
export const WAREHOUSE_INDEX: Index = { name: 'warehouse-index', partition: 'warehouse_id', sort: 'list_key' };
export const NAME_INDEX: Index = { name: 'name-index', partition: 'listing', sort: 'name_key' };
export const ATTENTION_INDEX: Index = { name: 'attention-index', partition: 'attention', sort: 'list_key' };
export const OVERSOLD_INDEX: Index = { name: 'oversold-index', partition: 'oversold', sort: 'list_key' };

/** Reservations: active reservations by their end. */
export const ACTIVE_HOLDS_INDEX: Index = { name: 'active-holds-index', partition: 'hold_shard', sort: 'hold_key' };

/** Reservations: committed ones by when they were. */
export const COMMITTED_INDEX: Index = { name: 'committed-index', partition: 'commit_shard', sort: 'commit_key' };

/** Movements: those of all levels by their moment; none of the release before. */
export const ACTIVITY_INDEX: Index = { name: 'activity-index', partition: 'activity_shard', sort: 'activity_key' };

/** Requests: orders that are not at their end. */
export const UNFINISHED_INDEX: Index = { name: 'unfinished-index', partition: 'unfinished', sort: 'request_id' };
