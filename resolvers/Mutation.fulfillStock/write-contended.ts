import type { Context } from '@aws-appsync/utils';
import type { Refused } from '../../domain/refusals.ts';
import type { Fulfillment, FulfillStockInput, MutationFulfillStockArgs } from '../../schema/types.ts';
import { actorOf } from '../lib/identity.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { failed, refuse, sourceFailed } from '../lib/errors.ts';
import type { FulfillStash } from './index.ts';

type Answer = { fulfillment?: Fulfillment; refusal?: Refused };

type Order = { task: 'fulfil'; input: FulfillStockInput; actor: string; asked: string | null };

/** What needs loops, retries or more than one transaction is a function's work. */
export function request(ctx: Context<MutationFulfillStockArgs, FulfillStash>): { operation: 'Invoke'; payload: Order } {
  skipIfDone(ctx.stash);
  const { asked } = ctx.stash;
  return { operation: 'Invoke', payload: { task: 'fulfil', input: ctx.args.input, actor: actorOf(ctx.identity), asked: asked ?? null } };
}

export function response(ctx: Context<MutationFulfillStockArgs, FulfillStash, undefined, undefined, Answer>): Record<string, never> {
  if (ctx.error) {
    // Also when no answer came in time: what was begun is gone on with by the next call, or by the
    // schedule.
    sourceFailed(ctx.error);
  }
  const { fulfillment, refusal } = ctx.result;
  if (refusal) {
    refuse(refusal);
  }
  ctx.stash.answer = fulfillment ?? failed('The function answered nothing.');
  return {};
}
