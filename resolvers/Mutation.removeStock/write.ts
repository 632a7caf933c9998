import { util } from '@aws-appsync/utils';
import type { DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { stockLevel } from '../../domain/level.ts';
import { removeLevel } from '../../domain/level-updates.ts';
import { updateItem, writeSucceeded } from '../lib/dynamodb.ts';
import { skipIfAnswered } from '../lib/pipeline.ts';
import type { RemoveContext } from './index.ts';

export function request(ctx: RemoveContext): DynamoDBUpdateItemRequest {
  skipIfAnswered(ctx.stash);
  const { productId, warehouseId, expectedVersion, note } = ctx.args.input;
  const stamp = { now: util.time.nowISO8601(), change: { cause: 'REMOVED' as const, actor: ctx.stash.actor, note } };
  return updateItem({ product_id: productId, warehouse_id: warehouseId }, removeLevel(expectedVersion, stamp, ctx.stash.fingerprint));
}

export function response(ctx: RemoveContext): Record<string, never> {
  if (writeSucceeded(ctx) && ctx.result) {
    ctx.stash.answer = stockLevel(ctx.result);
  }
  return {};
}
