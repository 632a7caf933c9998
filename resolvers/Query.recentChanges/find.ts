import { util } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { readActivityKey } from '../../domain/activity.ts';
import type { ActivityKey } from '../../domain/activity.ts';
import { actorKind, actorName } from '../../domain/actor.ts';
import { ACTIVITY_INDEX } from '../../domain/indexes.ts';
import { isNil } from '../../domain/nil.ts';
import type { ChangeFilterInput } from '../../schema/types.ts';
import { sourceFailed } from '../lib/errors.ts';
import type { MovementKey, RecentContext, RecentStash } from './index.ts';

type Entry = MovementKey & { activity_key: string };
type Entries = { items: Entry[]; nextToken?: string | null };

/**
 * How many keys of a shard are looked at for those that a filter wants. AppSync ends array methods
 * after 1,000 elements without a word.
 */
const MOST_LOOKED_AT = 1_000;

/** Reads the newest keys of one shard; each run of this step takes the next shard. */
export function request(ctx: RecentContext): DynamoDBQueryRequest {
  const { before, filter, limit, shard } = ctx.stash;
  const isFiltered = Object.values(filter).some((value) => !isNil(value));
  return {
    operation: 'Query',
    index: ACTIVITY_INDEX.name,
    query: {
      expression: '#shard = :shard AND #key < :before',
      expressionNames: { '#shard': ACTIVITY_INDEX.partition, '#key': ACTIVITY_INDEX.sort },
      expressionValues: util.dynamodb.toMapValues({ ':shard': `${shard}`, ':before': before }),
    },
    scanIndexForward: false,
    limit: isFiltered ? MOST_LOOKED_AT : limit,
  };
}

/**
 * Keys of a shard that was not read to its end say nothing of what lies behind them: the page goes
 * no further than the newest of these ends.
 */
export function response(ctx: RecentContext<Entries>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const { since, limit } = ctx.stash;
  const { items, nextToken } = ctx.result;
  const end = items[items.length - 1]?.activity_key ?? '';
  // Moments compare as texts, and no two shards have the same one.
  if (!isNil(nextToken) && end >= since && end > ctx.stash.readTo) {
    ctx.stash.readTo = end;
  }
  // More than a page of one shard, newest first, are in no page of all.
  keep(ctx.stash, items.filter((entry) => isAsked(readActivityKey(entry.activity_key), ctx.stash)).slice(0, limit + 1));
  ctx.stash.shard = ctx.stash.shard + 1;
  const known = inOrder(ctx.stash);
  ctx.stash.page = known.slice(0, limit);
  ctx.stash.isCut = known.length > limit;
  ctx.stash.pending = ctx.stash.page.map((key) => ctx.stash.keys[key] ?? { level: '', sequence: 0 });
  return {};
}

function keep(stash: RecentStash, entries: Entry[]): void {
  entries.forEach(({ activity_key: key, level, sequence }) => {
    const { changedAt } = readActivityKey(key);
    stash.keys[key] = { level, sequence };
    stash.moments[changedAt] = (stash.moments[changedAt] ?? []).concat([key]);
  });
}

/** The keys of all shards so far, newest first: moments are ASCII, whatever the ids. */
function inOrder({ moments, readTo }: RecentStash): string[] {
  const { changedAt: oldest } = readActivityKey(readTo);
  const known = Object.keys(moments).filter((moment) => moment >= oldest);
  return known
    .sort()
    .reverse()
    .flatMap((moment) => moments[moment] ?? []);
}

function isAsked(key: ActivityKey, { filter, since }: RecentStash): boolean {
  const { productId, warehouseId, causes } = filter;
  return (
    key.changedAt >= since &&
    (isNil(productId) || key.productId === productId) &&
    (isNil(warehouseId) || key.warehouseId === warehouseId) &&
    (isNil(causes) || causes.some((cause) => cause === key.cause)) &&
    mayBeBy(key, filter)
  );
}

/** Where an actor did not fit into the key, the movement decides. */
function mayBeBy({ actor, isActorCut }: ActivityKey, filter: ChangeFilterInput): boolean {
  const stored = actor === '' ? null : actor;
  const name = actorName(stored);
  return (
    (isNil(filter.actorKind) || actorKind(stored) === filter.actorKind) &&
    (isNil(filter.actor) || name === filter.actor || (isActorCut && name !== null && filter.actor.startsWith(name)))
  );
}
