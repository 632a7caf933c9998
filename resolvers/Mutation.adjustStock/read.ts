import type { DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { stockLevel } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { getItem } from '../lib/dynamodb.ts';
import { contended, sourceFailed } from '../lib/errors.ts';
import type { AdjustContext } from './index.ts';

/**
 * Reads the level as it is now, the effect included: a transaction does not answer with what it
 * wrote.
 */
export function request(ctx: AdjustContext): DynamoDBGetItemRequest {
  if (!ctx.stash.done) {
    contended();
  }
  const { productId, warehouseId } = ctx.args.input;
  return getItem({ product_id: productId, warehouse_id: warehouseId });
}

/** A level that was retired since is answered too, as the tombstone keeps it. */
export function response(ctx: AdjustContext<LevelItem>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error, ctx.stash.done);
  }
  ctx.stash.answer = stockLevel(ctx.result);
  return {};
}
