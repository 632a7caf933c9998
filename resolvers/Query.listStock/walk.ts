import { util } from '@aws-appsync/utils';
import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { ATTENTION_INDEX, BARCODE_INDEX, CATEGORY_INDEX, LISTING_INDEX, OVERSOLD_INDEX, WAREHOUSE_INDEX } from '../../domain/indexes.ts';
import type { Index } from '../../domain/indexes.ts';
import { LISTING } from '../../domain/level.ts';
import { filterFields } from '../../domain/level-fields.ts';
import { OVERSOLD, attentionOf } from '../../domain/derived-status.ts';
import { KEYS_PER_READ } from '../../domain/limits.ts';
import { isNil } from '../../domain/nil.ts';
import { KEY_SEPARATOR, fold, searchPrefix } from '../../domain/text.ts';
import type { QueryListStockArgs, StockFilterInput } from '../../schema/types.ts';
import type { LevelKey, LevelReads } from '../lib/batch-levels.ts';
import type { Position } from '../lib/page-token.ts';
import { sourceFailed } from '../lib/errors.ts';

/** A level that a walk found, and where. */
export interface Found extends LevelKey {
  position: Position;
}

/** What the steps of listStock share. */
export interface ListStash extends LevelReads {
  filter: StockFilterInput;
  /** The folded search; empty without one. */
  search: string;
  limit: number;
  /** At most KEYS_PER_READ levels, in the order of the list. */
  found: Found[];
  /** Where to go on; null when all walks have ended. */
  rest: Position | null;
}

/** An entry of an index: both sort keys are there under their own names. */
type Entry = LevelKey & Record<string, string>;

export type ListContext = Context<QueryListStockArgs, ListStash, undefined, undefined, { items: Entry[]; nextToken?: string | null }>;

/**
 * Where walk "id" (levels by product id) or "name" (by name, only for a search) begins: keys that
 * begin with the search are greater than the search alone, and all keys are greater than a
 * separator.
 */
export function startOf(walk: string, search: string): Position {
  return { walk, after: search === '' ? KEY_SEPARATOR : searchPrefix(search) };
}

/** Whether an id or name begins with the search; the keys hold only its first characters. */
export function beginsWith(text: string, search: string): boolean {
  return fold(text).startsWith(search);
}

/**
 * The index over product ids that holds the least of what a filter does not want, the partition in
 * it, and how many fields of the filter it answers. A barcode is a product's; what needs attention
 * is few; most levels are in stock and not oversold, so these have no index of their own.
 */
export function narrowest(filter: StockFilterInput): { index: Index; partition: string; answers: number } {
  const { barcode, category, oversold, status, warehouseId } = filter;
  if (!isNil(barcode)) {
    return { index: BARCODE_INDEX, partition: barcode, answers: 1 };
  }
  if (oversold === true) {
    // Whatever is oversold is out of stock.
    return { index: OVERSOLD_INDEX, partition: OVERSOLD, answers: status === 'OUT_OF_STOCK' ? 2 : 1 };
  }
  const attention = isNil(status) ? undefined : attentionOf(status);
  if (attention) {
    return { index: ATTENTION_INDEX, partition: attention, answers: 1 };
  }
  if (!isNil(warehouseId)) {
    return { index: WAREHOUSE_INDEX, partition: warehouseId, answers: 1 };
  }
  return isNil(category)
    ? { index: LISTING_INDEX, partition: LISTING, answers: 0 }
    : { index: CATEGORY_INDEX, partition: category, answers: 1 };
}

/**
 * How many keys the next read may bring: no more than the page needs where the index answers the
 * whole filter, and as many as one read of levels takes where some of them may be dropped.
 */
export function keysWanted(stash: ListStash, walk: string): number {
  const { warehouseId, status, oversold } = stash.filter;
  const looked: unknown[] = filterFields.map(({ field }) => stash.filter[field]);
  const asked = looked.concat([warehouseId, status, oversold]).filter((field) => !isNil(field)).length;
  const answersAll = walk === 'id' && narrowest(stash.filter).answers === asked;
  return answersAll ? stash.limit : KEYS_PER_READ - stash.found.length;
}

/** One read of an index, from the position on. */
export function readIndex(index: Index, partition: string, after: string, limit: number): DynamoDBQueryRequest {
  return {
    operation: 'Query',
    index: index.name,
    query: {
      expression: '#partition = :partition AND #sort > :after',
      expressionNames: { '#partition': index.partition, '#sort': index.sort },
      expressionValues: util.dynamodb.toMapValues({ ':partition': partition, ':after': after }),
    },
    limit,
  };
}

/** The entries of a read that still begin with the search, and whether the walk has ended. */
export function entriesRead(ctx: ListContext, index: Index): { entries: Entry[]; ended: boolean } {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const { items, nextToken } = ctx.result;
  const prefix = searchPrefix(ctx.stash.search);
  const entries = items.filter((item) => (item[index.sort] ?? '').startsWith(prefix));
  return { entries, ended: isNil(nextToken) || entries.length < items.length };
}

/** Entries as found levels. */
export function foundIn(walk: string, index: Index, entries: Entry[]): Found[] {
  return entries.map((entry) => ({
    product_id: entry.product_id,
    warehouse_id: entry.warehouse_id,
    position: { walk, after: entry[index.sort] ?? '' },
  }));
}
