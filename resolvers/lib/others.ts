import { runtime, util } from '@aws-appsync/utils';
import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { insufficientStock } from '../../domain/refusals.ts';
import { refuse } from './errors.ts';
import { withOthers } from './line-refusals.ts';
import type { Answered } from './pipeline.ts';

type OthersContext = Context<unknown, Answered<unknown>, undefined, undefined, { items: LevelItem[] }>;

/** Reads who else has the product that is short, strongly consistent; skipped where none is. */
export function request(ctx: OthersContext): DynamoDBQueryRequest {
  const { short } = ctx.stash;
  if (short?.products.length !== 1) {
    runtime.earlyReturn({});
  }
  return {
    operation: 'Query',
    query: {
      expression: '#product_id = :product_id',
      expressionNames: { '#product_id': 'product_id' },
      expressionValues: util.dynamodb.toMapValues({ ':product_id': short.products[0] }),
    },
    consistentRead: true,
    limit: limits.levelsPerRead,
  };
}

/** Refuses, with the other warehouses; without them where they could not be read. */
export function response(ctx: OthersContext): never {
  const { lines, pool } = ctx.stash.short ?? { lines: [], pool: 'sellable' as const };
  refuse(insufficientStock(ctx.error ? lines : withOthers(lines, ctx.result.items, pool)));
}
