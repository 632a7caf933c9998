import { runtime, util } from '@aws-appsync/utils';
import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { LevelItem } from '../../domain/level.ts';
import { insufficientStock } from '../../domain/refusals.ts';
import { refuse } from './errors.ts';
import type { Answered } from './pipeline.ts';

type OthersContext = Context<unknown, Answered<unknown>, undefined, undefined, { items: LevelItem[] }>;

/** Reads whether one product that is short is kept in one warehouse only; skipped for several. */
export function request(ctx: OthersContext): DynamoDBQueryRequest {
  const { short } = ctx.stash;
  const productId = short?.lines[0]?.productId;
  if (short?.lines.length !== 1 || !productId) {
    runtime.earlyReturn({});
  }
  return {
    operation: 'Query',
    query: {
      expression: '#product_id = :product_id',
      expressionNames: { '#product_id': 'product_id' },
      expressionValues: util.dynamodb.toMapValues({ ':product_id': productId }),
    },
    consistentRead: true,
    limit: 2,
  };
}

/**
 * Refuses where nobody else can have it. Otherwise the function that waits does, as it can read all
 * levels as they are at one moment, and write again where there now is enough.
 */
export function response(ctx: OthersContext): Record<string, never> {
  const { short } = ctx.stash;
  if (short && !ctx.error && ctx.result.items.length === 1) {
    refuse(insufficientStock(short.lines.map((line) => ({ ...line, others: [] }))));
  }
  return {};
}
