import { util } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { ACTIVE_HOLDS_INDEX } from '../../domain/indexes.ts';
import { isNil } from '../../domain/nil.ts';
import { sourceFailed } from '../lib/errors.ts';
import type { ReservationsContext } from './index.ts';

type Entries = { items: { reservation_id: string; hold_key: string }[]; nextToken?: string | null };

/** Reads the first keys of one shard; each run of this step takes the next shard. */
export function request(ctx: ReservationsContext): DynamoDBQueryRequest {
  const { shard, after, limit } = ctx.stash;
  return {
    operation: 'Query',
    index: ACTIVE_HOLDS_INDEX.name,
    query: {
      expression: '#hold_shard = :shard AND #hold_key > :after',
      expressionNames: { '#hold_shard': ACTIVE_HOLDS_INDEX.partition, '#hold_key': ACTIVE_HOLDS_INDEX.sort },
      expressionValues: util.dynamodb.toMapValues({ ':shard': `${shard}`, ':after': after }),
    },
    limit,
  };
}

export function response(ctx: ReservationsContext<Entries>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  ctx.stash.shard = ctx.stash.shard + 1;
  ctx.stash.more = ctx.stash.more || !isNil(ctx.result.nextToken);
  ctx.result.items.forEach((entry) => {
    ctx.stash.ids[entry.hold_key] = entry.reservation_id;
  });
  // Hold keys are ASCII, so JavaScript's order is DynamoDB's.
  ctx.stash.page = Object.keys(ctx.stash.ids).sort().slice(0, ctx.stash.limit);
  ctx.stash.pending = ctx.stash.page.map((key) => ({ reservation_id: ctx.stash.ids[key] ?? '' }));
  return {};
}
