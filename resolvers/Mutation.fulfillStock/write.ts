import { runtime } from '@aws-appsync/utils';
import { shipActions } from '../../domain/calls/orders.ts';
import { fulfillmentView, shippedOrder } from '../../domain/orders.ts';
import { now, outcomeOf, transaction } from '../lib/dynamodb.ts';
import type { FulfillContext } from './index.ts';

export function request(ctx: FulfillContext): ReturnType<typeof transaction> {
  const { write } = ctx.stash;
  if (!write) {
    runtime.earlyReturn({});
  }
  ctx.stash.at = now();
  return transaction(ctx, shipActions(write, ctx.stash.at));
}

/** Refused or contended, the order is as it was: the function finds out why, or tries again. */
export function response(ctx: FulfillContext): Record<string, never> {
  const { write } = ctx.stash;
  const outcome = outcomeOf(ctx);
  if (write && outcome.done) {
    ctx.stash.answer = fulfillmentView(shippedOrder(write, write.lines, outcome.at));
  }
  return {};
}
