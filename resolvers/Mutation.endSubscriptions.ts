import { extensions } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import type { MutationEndSubscriptionsArgs } from '../schema/types.ts';
import { checkId } from './lib/input.ts';

/** Checks whose subscriptions are to end. */
export function request(ctx: Context<MutationEndSubscriptionsArgs>): { payload: null } {
  checkId('username', ctx.args.username);
  return { payload: null };
}

/**
 * Ends those that `nameListener` has given this name: one call for each field, of which AppSync
 * takes five.
 */
export function response(ctx: Context<MutationEndSubscriptionsArgs>): string {
  const { username } = ctx.args;
  extensions.invalidateSubscriptions({ subscriptionField: 'onStockChange', payload: { username } });
  extensions.invalidateSubscriptions({ subscriptionField: 'onAvailabilityChange', payload: { username } });
  return username;
}
