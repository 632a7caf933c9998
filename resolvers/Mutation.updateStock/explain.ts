import { runtime } from '@aws-appsync/utils';
import type { DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { updateOf } from '../../domain/calls/product.ts';
import { isLive, stockLevel } from '../../domain/level.ts';
import { isNil } from '../../domain/nil.ts';
import { levelsNotFound } from '../../domain/refusals.ts';
import { getItem } from '../lib/dynamodb.ts';
import { refuse, sourceFailed } from '../lib/errors.ts';
import { isOwnWrite, versionConflict } from '../lib/versions.ts';
import type { UpdateContext } from './index.ts';

/** Reads what refused the write, or what a transaction wrote, which does not answer with it. */
export function request(ctx: UpdateContext): DynamoDBGetItemRequest {
  if (ctx.stash.answer) {
    runtime.earlyReturn({});
  }
  const { productId, warehouseId } = ctx.args.input;
  return getItem({ product_id: productId, warehouse_id: warehouseId });
}

/**
 * Says why. If nothing of it holds any more, the level has changed in between and the next step
 * tries again. While nobody knows why, it may have been the call's own effect that refused it.
 */
export function response(ctx: UpdateContext): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error, true);
  }
  const { input } = ctx.args;
  const item = ctx.result;
  if (item && ctx.stash.done) {
    ctx.stash.answer = stockLevel(item);
  } else if (item && isLive(item)) {
    const current = stockLevel(item);
    if (isOwnWrite(item, updateOf(ctx.stash.write).fingerprint)) {
      ctx.stash.answer = current;
    } else if (input.expectedVersion === 0) {
      const message = `${input.productId} in ${input.warehouseId} exists already, at version ${current.version}.`;
      refuse({ type: 'ALREADY_EXISTS', message, info: { current } });
    } else if (current.version !== input.expectedVersion) {
      versionConflict(input.expectedVersion, current);
    } else if (!isNil(input.stockCount) && input.stockCount < current.reservedCount && !input.allowBelowReserved) {
      const message = `${current.reservedCount} units are reserved. Set allowBelowReserved to record a count below that.`;
      refuse({ type: 'BELOW_RESERVED', message, info: { current } });
    }
  } else if (input.expectedVersion > 0) {
    refuse(levelsNotFound([{ product_id: input.productId, warehouse_id: input.warehouseId }]));
  }
  return {};
}
