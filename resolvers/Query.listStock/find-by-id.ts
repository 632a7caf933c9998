import { runtime } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { CATEGORY_INDEX, LISTING_INDEX, WAREHOUSE_INDEX } from '../../domain/indexes.ts';
import { LISTING } from '../../domain/level.ts';
import { isNil } from '../../domain/nil.ts';
import { beginsWith, entriesRead, foundIn, keysWanted, readIndex, startOf } from './walk.ts';
import type { ListContext } from './walk.ts';

/** Walks the narrowest index by product id: of one warehouse, of one category, or of all levels. */
export function request(ctx: ListContext): DynamoDBQueryRequest {
  const { filter, rest } = ctx.stash;
  if (rest?.walk !== 'id') {
    runtime.earlyReturn({});
  }
  const limit = keysWanted(ctx.stash, 'id');
  if (!isNil(filter.warehouseId)) {
    return readIndex(WAREHOUSE_INDEX, filter.warehouseId, rest.after, limit);
  }
  if (!isNil(filter.category)) {
    return readIndex(CATEGORY_INDEX, filter.category, rest.after, limit);
  }
  return readIndex(LISTING_INDEX, LISTING, rest.after, limit);
}

// All three indexes sort by the same key.
export function response(ctx: ListContext): Record<string, never> {
  const { search } = ctx.stash;
  const { entries, ended } = entriesRead(ctx, LISTING_INDEX);
  const walked = foundIn('id', LISTING_INDEX, entries);
  ctx.stash.found = walked.filter((found) => beginsWith(found.product_id, search));
  ctx.stash.pending = ctx.stash.found;
  const next = search === '' ? null : startOf('name', search);
  ctx.stash.rest = ended ? next : (walked[walked.length - 1]?.position ?? next);
  return {};
}
