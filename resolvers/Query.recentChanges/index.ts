import { util } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import { actorKind, actorName } from '../../domain/actor.ts';
import { limits } from '../../domain/limits.ts';
import { isShowable, stockChange } from '../../domain/movement.ts';
import type { MovementItem } from '../../domain/movement.ts';
import { isNil } from '../../domain/nil.ts';
import { END, SORT_KEY_PATTERN } from '../../domain/text.ts';
import type { ChangeFilterInput, QueryRecentChangesArgs, StockChange, StockChangePage } from '../../schema/types.ts';
import { contended, invalid } from '../lib/errors.ts';
import { checkId, pageSize } from '../lib/input.ts';
import { pageToken, readPageToken } from '../lib/page-token.ts';

/** The table key of a movement. */
export interface MovementKey {
  level: string;
  sequence: number;
}

/** What the steps of recentChanges share. */
export interface RecentStash {
  filter: ChangeFilterInput;
  /** The oldest moment that is asked for; empty for any. */
  since: string;
  limit: number;
  /** The index key before which, that is behind which, the page begins. */
  before: string;
  /** The shard that the next step reads. */
  shard: number;
  /** What the shards gave: table keys by index key, and index keys by moment, newest first. */
  keys: Record<string, MovementKey>;
  moments: Record<string, string[]>;
  /** The newest of the keys down to which the shards were read that have more; empty without. */
  readTo: string;
  /** The index keys of the page, in order, once all shards are read; `isCut` where more were. */
  page: string[];
  isCut: boolean;
  /** Movements still to read. */
  pending: MovementKey[];
  read: Record<string, MovementItem>;
}

export type RecentContext<Result = unknown> = Context<QueryRecentChangesArgs, RecentStash, undefined, undefined, Result>;

const WALKS = [{ walk: 'moment', pattern: SORT_KEY_PATTERN }];
const IN_UTC = `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?Z${END}`;

/** All moments are before it: they begin with a digit. */
const THE_END = ':';

/** The changes of all levels, newest first: keys from an index, then the movements. */
export function request(ctx: RecentContext): Record<string, never> {
  const { filter, since, limit, nextToken } = ctx.args;
  checkFilter(filter ?? {});
  if (!isNil(since) && !util.matches(IN_UTC, since)) {
    invalid('since', 'must be a moment in UTC, such as 2026-01-31T08:00:00.000Z');
  }
  ctx.stash.filter = filter ?? {};
  ctx.stash.since = isNil(since) ? '' : util.time.epochMilliSecondsToISO8601(util.time.parseISO8601ToEpochMilliSeconds(since));
  ctx.stash.limit = pageSize(limit);
  ctx.stash.before = isNil(nextToken) ? THE_END : readPageToken(ctx, walked(ctx), nextToken, WALKS).after;
  ctx.stash.shard = 0;
  ctx.stash.keys = {};
  ctx.stash.moments = {};
  ctx.stash.readTo = '';
  ctx.stash.page = [];
  ctx.stash.isCut = false;
  ctx.stash.pending = [];
  ctx.stash.read = {};
  return {};
}

export function response(ctx: RecentContext): StockChangePage {
  const { filter, page, isCut, read, readTo, pending } = ctx.stash;
  if (pending.length > 0) {
    contended();
  }
  const items: StockChange[] = [];
  page.forEach((key) => {
    const item = read[key];
    if (item && isShowable(item) && isBy(item, filter)) {
      items.push(stockChange(item));
    }
  });
  const after = isCut ? (page[page.length - 1] ?? '') : readTo;
  return { items, nextToken: after === '' ? null : pageToken(ctx, walked(ctx), { walk: 'moment', after }) };
}

/** An index key has only the beginning of a long actor. */
function isBy({ actor }: MovementItem, filter: ChangeFilterInput): boolean {
  return (isNil(filter.actor) || actorName(actor) === filter.actor) && (isNil(filter.actorKind) || actorKind(actor) === filter.actorKind);
}

function checkFilter({ productId, warehouseId, actor, causes }: ChangeFilterInput): void {
  if (!isNil(productId)) {
    checkId('filter.productId', productId);
  }
  if (!isNil(warehouseId)) {
    checkId('filter.warehouseId', warehouseId);
  }
  if (!isNil(actor)) {
    checkId('filter.actor', actor);
  }
  if (!isNil(causes) && (causes.length === 0 || causes.length > limits.causesPerFilter)) {
    invalid('filter.causes', `must be 1 to ${limits.causesPerFilter}`, limits.causesPerFilter);
  }
}

/** What a page token belongs to: null and left out are the same. */
function walked({ args, stash }: RecentContext): string {
  const { productId, warehouseId, actor, actorKind: kind, causes } = args.filter ?? {};
  return JSON.stringify([productId ?? null, warehouseId ?? null, actor ?? null, kind ?? null, causes ?? [], stash.since]);
}
