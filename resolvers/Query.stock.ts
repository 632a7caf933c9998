import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { isLive, stockLevel } from '../domain/level.ts';
import type { LevelItem } from '../domain/level.ts';
import type { QueryStockArgs, StockLevel } from '../schema/types.ts';
import { getItem } from './lib/dynamodb.ts';
import { checkId } from './lib/input.ts';
import { sourceFailed } from './lib/errors.ts';

/** One level, strongly consistent. */
export function request(ctx: Context<QueryStockArgs>): DynamoDBGetItemRequest {
  const { productId, warehouseId } = ctx.args;
  checkId('productId', productId);
  checkId('warehouseId', warehouseId);
  return getItem({ product_id: productId, warehouse_id: warehouseId });
}

export function response(ctx: Context<QueryStockArgs, Record<string, unknown>, undefined, undefined, LevelItem | null>): StockLevel | null {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  return isLive(ctx.result) ? stockLevel(ctx.result) : null;
}
