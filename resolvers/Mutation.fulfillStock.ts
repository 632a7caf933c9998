import type { Context } from '@aws-appsync/utils';
import type { Refused } from '../domain/refusals.ts';
import type { Fulfillment, FulfillStockInput, MutationFulfillStockArgs } from '../schema/types.ts';
import { actorOf } from './lib/identity.ts';
import { failed, refuse, sourceFailed } from './lib/refuse.ts';

type Answer = { fulfillment?: Fulfillment; refusal?: Refused };

type Order = { task: 'fulfil'; input: FulfillStockInput; actor: string };

/** Orders need loops, retries and more than one transaction: a function's work. */
export function request(ctx: Context<MutationFulfillStockArgs>): { operation: 'Invoke'; payload: Order } {
  return { operation: 'Invoke', payload: { task: 'fulfil', input: ctx.args.input, actor: actorOf(ctx.identity) } };
}

export function response(ctx: Context<MutationFulfillStockArgs, Record<string, unknown>, undefined, undefined, Answer>): Fulfillment {
  if (ctx.error) {
    // Also when no answer came in time: what was begun is gone on with by the next call, or by the schedule.
    sourceFailed(ctx.error);
  }
  const { fulfillment, refusal } = ctx.result;
  if (refusal) {
    refuse(refusal);
  }
  return fulfillment ?? failed('The function answered nothing.');
}
