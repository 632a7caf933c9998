import type { DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { isLive, stockLevel } from '../../domain/level.ts';
import { isNil } from '../../domain/nil.ts';
import { getItem } from '../lib/dynamodb.ts';
import { skipIfAnswered } from '../lib/pipeline.ts';
import { sourceFailed, levelsNotFound, refuse } from '../lib/refuse.ts';
import { isOwnWrite, versionConflict } from '../lib/versions.ts';
import type { UpdateContext } from './index.ts';

/** Reads what refused the write. */
export function request(ctx: UpdateContext): DynamoDBGetItemRequest {
  skipIfAnswered(ctx.stash);
  const { productId, warehouseId } = ctx.args.input;
  return getItem({ product_id: productId, warehouse_id: warehouseId });
}

/** Says why. If nothing of it holds any more, the level has changed in between and the next step tries again. */
export function response(ctx: UpdateContext): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const { input } = ctx.args;
  const item = ctx.result;
  if (item && isLive(item)) {
    const current = stockLevel(item);
    if (isOwnWrite(item, ctx.stash.fingerprint)) {
      ctx.stash.answer = current;
    } else if (input.expectedVersion === 0) {
      refuse('ALREADY_EXISTS', `${input.productId} in ${input.warehouseId} exists already, at version ${current.version}.`, { current });
    } else if (current.version !== input.expectedVersion) {
      versionConflict(input.expectedVersion, current);
    } else if (!isNil(input.stockCount) && input.stockCount < current.reservedCount && !input.allowBelowReserved) {
      refuse('BELOW_RESERVED', `${current.reservedCount} pieces are held. Set allowBelowReserved to record a count below that.`, {
        current,
      });
    }
  } else if (input.expectedVersion > 0) {
    levelsNotFound([{ product_id: input.productId, warehouse_id: input.warehouseId }]);
  }
  return {};
}
