import { util } from '@aws-appsync/utils';
import type { DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { stockLevel } from '../../domain/level.ts';
import { createLevel, updateLevel } from '../../domain/level-updates.ts';
import { isNil } from '../../domain/nil.ts';
import type { StockChangeCause, UpdateStockInput } from '../../schema/types.ts';
import { updateItem, writeSucceeded } from '../lib/dynamodb.ts';
import { skipIfAnswered } from '../lib/pipeline.ts';
import type { UpdateContext } from './index.ts';

export function request(ctx: UpdateContext): DynamoDBUpdateItemRequest {
  skipIfAnswered(ctx.stash);
  const { input } = ctx.args;
  const { actor, fingerprint } = ctx.stash;
  const creates = input.expectedVersion === 0;
  const stamp = {
    now: util.time.nowISO8601(),
    change: {
      cause: causeOf(input),
      actor,
      reason: input.reason,
      note: input.note,
      reference: input.reference,
    },
  };
  const write = creates ? createLevel(input, stamp, fingerprint) : updateLevel(input, stamp, fingerprint);
  return updateItem({ product_id: input.productId, warehouse_id: input.warehouseId }, write);
}

export function response(ctx: UpdateContext): Record<string, never> {
  if (writeSucceeded(ctx) && ctx.result) {
    ctx.stash.answer = stockLevel(ctx.result);
  }
  return {};
}

function causeOf(input: UpdateStockInput): StockChangeCause {
  if (input.expectedVersion === 0) {
    return 'CREATED';
  }
  return isNil(input.stockCount) ? 'SETTINGS' : 'COUNTED';
}
