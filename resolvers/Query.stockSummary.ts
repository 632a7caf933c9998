import { util } from '@aws-appsync/utils';
import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { SUMMARY_PARTITION } from '../domain/movement.ts';
import { boundedSum } from '../domain/status.ts';
import type { StockSummary } from '../schema/types.ts';
import { sourceFailed } from './lib/errors.ts';

type SummaryContext = Context<unknown, Record<string, unknown>, undefined, undefined, { items: StockSummary[] }>;

/** The counters that the change feed keeps, one item a shard. */
export function request(): DynamoDBQueryRequest {
  return {
    operation: 'Query',
    query: {
      expression: '#level = :summary',
      expressionNames: { '#level': 'level' },
      expressionValues: util.dynamodb.toMapValues({ ':summary': SUMMARY_PARTITION }),
    },
    consistentRead: true,
  };
}

/** A shard alone may be negative: a level can be counted by one and leave by another. */
export function response(ctx: SummaryContext): StockSummary {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const shards = ctx.result.items;
  return {
    levels: boundedSum(shards.map((shard) => shard.levels)),
    low: boundedSum(shards.map((shard) => shard.low)),
    out: boundedSum(shards.map((shard) => shard.out)),
    oversold: boundedSum(shards.map((shard) => shard.oversold)),
  };
}
