import type { DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { isLive, stockLevel } from '../../domain/level.ts';
import { levelsNotFound } from '../../domain/refusals.ts';
import { getItem } from '../lib/dynamodb.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { invalid, refuse, sourceFailed } from '../lib/errors.ts';
import { isOwnWrite, versionConflict } from '../lib/versions.ts';
import type { RemoveContext } from './index.ts';

/** Reads what refused the removal. */
export function request(ctx: RemoveContext): DynamoDBGetItemRequest {
  skipIfDone(ctx.stash);
  const { productId, warehouseId } = ctx.args.input;
  return getItem({ product_id: productId, warehouse_id: warehouseId });
}

/**
 * Says why. If nothing of it holds any more, the level has changed in between and the next step
 * tries again.
 */
export function response(ctx: RemoveContext): Record<string, never> {
  if (ctx.error) {
    // Its own effect may be what refused it.
    sourceFailed(ctx.error, true);
  }
  const { productId, warehouseId, expectedVersion } = ctx.args.input;
  const item = ctx.result;
  if (item && isOwnWrite(item, ctx.stash.write.fingerprint)) {
    ctx.stash.answer = stockLevel(item);
    return {};
  }
  if (!isLive(item)) {
    refuse(levelsNotFound([{ product_id: productId, warehouse_id: warehouseId }]));
  }
  if (item.stock_count !== 0) {
    invalid('stockCount', `is ${item.stock_count}; only an empty level can be removed`, 0);
  }
  if (item.reserved_count !== 0) {
    invalid('reservedCount', `is ${item.reserved_count}; only a level without holds can be removed`, 0);
  }
  if (item.version !== expectedVersion) {
    versionConflict(expectedVersion, stockLevel(item));
  }
  return {};
}
