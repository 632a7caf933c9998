import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { fulfillmentView, orderKey } from '../domain/orders.ts';
import type { OrderItem } from '../domain/orders.ts';
import type { Fulfillment, QueryFulfillmentArgs } from '../schema/types.ts';
import { getItem } from './lib/dynamodb.ts';
import { checkId } from './lib/input.ts';
import { sourceFailed } from './lib/errors.ts';

/** An order that shipped, strongly consistent; null while it is not known, or still on its way. */
export function request(ctx: Context<QueryFulfillmentArgs>): DynamoDBGetItemRequest {
  checkId('orderId', ctx.args.orderId);
  return getItem({ request_id: orderKey(ctx.args.orderId) });
}

export function response(
  ctx: Context<QueryFulfillmentArgs, Record<string, unknown>, undefined, undefined, OrderItem | null>,
): Fulfillment | null {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  return ctx.result && ctx.result.state === 'SHIPPED' ? fulfillmentView(ctx.result) : null;
}
