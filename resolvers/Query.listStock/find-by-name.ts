import { runtime } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { NAME_INDEX } from '../../domain/indexes.ts';
import { LISTING } from '../../domain/level.ts';
import { beginsWith, entriesRead, foundIn, keysWanted, readIndex } from './walk.ts';
import type { ListContext } from './walk.ts';

/** Walks all levels by name, once the walk by id has ended and left room in the page. */
export function request(ctx: ListContext): DynamoDBQueryRequest {
  const { rest, found, limit } = ctx.stash;
  if (rest?.walk !== 'name' || found.length >= limit) {
    runtime.earlyReturn({});
  }
  return readIndex(NAME_INDEX, LISTING, rest.after, keysWanted(ctx.stash, 'name'));
}

export function response(ctx: ListContext): Record<string, never> {
  const { entries, ended } = entriesRead(ctx, NAME_INDEX);
  const walked = foundIn('name', NAME_INDEX, entries);
  // What begins with the search by its id was listed by the walk before.
  ctx.stash.found = ctx.stash.found.concat(walked.filter((found) => !beginsWith(found.product_id, ctx.stash.search)));
  ctx.stash.pending = ctx.stash.found;
  ctx.stash.rest = ended ? null : (walked[walked.length - 1]?.position ?? null);
  return {};
}
