import { runtime } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { LISTING_INDEX } from '../../domain/indexes.ts';
import { beginsWith, entriesRead, foundIn, keysWanted, narrowest, readIndex, startOf } from './walk.ts';
import type { ListContext } from './walk.ts';

/** Walks the narrowest index by product id. */
export function request(ctx: ListContext): DynamoDBQueryRequest {
  const { filter, rest } = ctx.stash;
  if (rest?.walk !== 'id') {
    runtime.earlyReturn({});
  }
  const { index, partition } = narrowest(filter);
  return readIndex(index, partition, rest.after, keysWanted(ctx.stash, 'id'));
}

// They all sort by the same key.
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
