import { extensions } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import type { SubscriptionOnAvailabilityChangeArgs } from '../schema/types.ts';
import { checkProducts, nameListener, productFilters } from './lib/subscription.ts';

/** Checks what is subscribed to, once, at the start. */
export function request(ctx: Context<SubscriptionOnAvailabilityChangeArgs>): { payload: null } {
  checkProducts(ctx.args.productIds);
  return { payload: null };
}

export function response(ctx: Context<SubscriptionOnAvailabilityChangeArgs>): null {
  extensions.setSubscriptionFilter({ filterGroup: productFilters(ctx.args.productIds, []) });
  nameListener(ctx.identity);
  return null;
}
