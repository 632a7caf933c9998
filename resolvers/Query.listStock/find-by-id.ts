import { runtime } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { LISTING } from '../../domain/level.ts';
import { isNil } from '../../domain/nil.ts';
import { beginsWith, entriesRead, foundIn, keysWanted, readIndex, startOf } from './walk.ts';
import type { ListContext } from './walk.ts';

const SORT = 'list_key';

/** Walks the narrowest index by product id: of one warehouse, of one category, or of all levels. */
export function request(ctx: ListContext): DynamoDBQueryRequest {
  const { filter, rest } = ctx.stash;
  if (rest?.walk !== 'id') {
    runtime.earlyReturn({});
  }
  const limit = keysWanted(ctx.stash, 'id');
  if (!isNil(filter.warehouseId)) {
    return readIndex('warehouse-index', ['warehouse_id', filter.warehouseId], SORT, rest.after, limit);
  }
  if (!isNil(filter.category)) {
    return readIndex('category-index', ['category', filter.category], SORT, rest.after, limit);
  }
  return readIndex('listing-index', ['listing', LISTING], SORT, rest.after, limit);
}

export function response(ctx: ListContext): Record<string, never> {
  const { search } = ctx.stash;
  const { entries, ended } = entriesRead(ctx, SORT);
  const walked = foundIn('id', SORT, entries);
  ctx.stash.found = walked.filter((found) => beginsWith(found.product_id, search));
  ctx.stash.pending = ctx.stash.found;
  const next = search === '' ? null : startOf('name', search);
  ctx.stash.rest = ended ? next : (walked[walked.length - 1]?.position ?? next);
  return {};
}
