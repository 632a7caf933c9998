import { isLive, matchesFilter, stockLevel } from '../../domain/level.ts';
import { filterFields } from '../../domain/level-fields.ts';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import { SORT_KEY_PATTERN, fold } from '../../domain/text.ts';
import type { StockFilterInput, StockLevel, StockPage } from '../../schema/types.ts';
import { levelsRead } from '../lib/batch-levels.ts';
import { checkId, checkText, pageSize } from '../lib/input.ts';
import { pageToken, readPageToken } from '../lib/page-token.ts';
import { invalid } from '../lib/errors.ts';
import { beginsWith, startOf } from './walk.ts';
import type { Found, ListContext } from './walk.ts';

/** By product id, then by name. */
const WALKS = [
  { walk: 'id', pattern: SORT_KEY_PATTERN },
  { walk: 'name', pattern: SORT_KEY_PATTERN },
];

/** A page of levels: keys from an index, numbers from the table. */
export function request(ctx: ListContext): Record<string, never> {
  const filter = ctx.args.filter ?? {};
  checkFilter(filter);
  const { nextToken } = ctx.args;
  const search = fold(filter.search ?? '');
  ctx.stash.filter = filter;
  ctx.stash.search = search;
  ctx.stash.limit = pageSize(ctx.args.limit);
  ctx.stash.rest = isNil(nextToken) ? startOf('id', search) : readPageToken(ctx, filterKey(filter), nextToken, WALKS);
  ctx.stash.found = [];
  ctx.stash.pending = [];
  ctx.stash.read = {};
  return {};
}

/** Indexes lag and hold only the beginnings of names, so what was read decides what is listed. */
export function response(ctx: ListContext): StockPage {
  const { filter, search, limit, found, rest } = ctx.stash;
  const read = levelsRead(ctx.stash);
  const items: StockLevel[] = [];
  let cutAt: Found | undefined;
  for (const candidate of found) {
    const item = read[levelKey(candidate.product_id, candidate.warehouse_id)];
    if (
      isLive(item) &&
      matchesFilter(stockLevel(item), filter) &&
      (candidate.position.walk === 'id' || beginsWith(item.name ?? '', search))
    ) {
      if (items.length === limit) {
        break;
      }
      items.push(stockLevel(item));
    }
    cutAt = candidate;
  }
  const last = found[found.length - 1];
  const next = cutAt && cutAt !== last ? cutAt.position : rest;
  return { items, nextToken: next ? pageToken(ctx, filterKey(filter), next) : null };
}

function checkFilter(filter: StockFilterInput): void {
  if (!isNil(filter.warehouseId)) {
    checkId('filter.warehouseId', filter.warehouseId);
  }
  filterFields.forEach(({ field, limit }) => {
    if (filter[field] === '') {
      invalid(`filter.${field}`, `must have 1 to ${limit} characters`, limit);
    }
    checkText(`filter.${field}`, filter[field], limit);
  });
  checkText('filter.search', filter.search, limits.searchLength);
}

/**
 * What a token belongs to: null and left out are the same. A filter that was possible before keeps
 * its text, so that a deploy ends no list that somebody is in the middle of.
 */
function filterKey(filter: StockFilterInput): string {
  const { category, status, oversold, warehouseId, search } = filter;
  const asked: unknown[] = [category ?? null, status ?? null, oversold ?? null, warehouseId ?? null, search ?? ''];
  const named = filterFields
    .filter(({ field }) => field !== 'category' && !isNil(filter[field]))
    .map(({ field }) => [field, filter[field]]);
  return JSON.stringify(asked.concat(named));
}
