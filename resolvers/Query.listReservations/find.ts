import { util } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { isNil } from '../../domain/nil.ts';
import { sourceFailed } from '../lib/errors.ts';
import type { ReservationsContext } from './index.ts';

type Entry = { reservation_id: string } & Record<string, string>;
type Entries = { items: Entry[]; nextToken?: string | null };

/**
 * How many keys of a shard are looked at for the reservations of one order. AppSync ends array
 * methods after 1,000 elements without a word.
 */
const MOST_LOOKED_AT = 1_000;

/** Reads the first keys of one shard; each run of this step takes the next shard. */
export function request(ctx: ReservationsContext): DynamoDBQueryRequest {
  const { index, shard, after, limit, mark } = ctx.stash;
  return {
    operation: 'Query',
    index: index.name,
    query: {
      expression: '#shard = :shard AND #key > :after',
      expressionNames: { '#shard': index.partition, '#key': index.sort },
      expressionValues: util.dynamodb.toMapValues({ ':shard': `${shard}`, ':after': after }),
    },
    limit: mark === '' ? limit : MOST_LOOKED_AT,
  };
}

/**
 * Keys of a shard that was not read to its end say nothing of what lies behind them: the page goes
 * no further than the first of these ends.
 */
export function response(ctx: ReservationsContext<Entries>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const { index, mark, limit } = ctx.stash;
  const { items, nextToken } = ctx.result;
  ctx.stash.shard = ctx.stash.shard + 1;
  const last = items[items.length - 1];
  const end = last?.[index.sort];
  if (!isNil(nextToken) && end && (ctx.stash.readTo === '' || end < ctx.stash.readTo)) {
    ctx.stash.readTo = end;
  }
  items.forEach((entry) => {
    const key = entry[index.sort] ?? '';
    if (mark === '' || key.split('#')[1] === mark) {
      ctx.stash.ids[key] = entry.reservation_id;
    }
  });
  const { readTo } = ctx.stash;
  // These keys are ASCII, so JavaScript's order is DynamoDB's.
  const known = Object.keys(ctx.stash.ids).filter((key) => readTo === '' || key <= readTo);
  ctx.stash.page = known.sort().slice(0, limit);
  ctx.stash.isCut = known.length > limit;
  ctx.stash.pending = ctx.stash.page.map((key) => ({ reservation_id: ctx.stash.ids[key] ?? '' }));
  return {};
}
