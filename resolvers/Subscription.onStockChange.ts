import { extensions } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import { isNil } from '../domain/nil.ts';
import type { SubscriptionOnStockChangeArgs } from '../schema/types.ts';
import { checkId } from './lib/input.ts';
import { checkProducts, nameListener, productFilters } from './lib/subscription.ts';
import type { FilterEntry } from './lib/subscription.ts';

/** Checks what is subscribed to, once, at the start. */
export function request(ctx: Context<SubscriptionOnStockChangeArgs>): { payload: null } {
  const { productIds, warehouseId } = ctx.args;
  if (!isNil(productIds)) {
    checkProducts(productIds);
  }
  if (!isNil(warehouseId)) {
    checkId('warehouseId', warehouseId);
  }
  return { payload: null };
}

/**
 * A filter in every case: without one AppSync compares the arguments itself, and an explicit null
 * would match nothing for ever.
 */
export function response(ctx: Context<SubscriptionOnStockChangeArgs>): null {
  const { productIds, warehouseId } = ctx.args;
  const also: FilterEntry[] = isNil(warehouseId) ? [] : [{ fieldName: 'warehouseId', operator: 'eq', value: warehouseId }];
  // Sequences begin with 1, so this matches every event.
  const all: FilterEntry = { fieldName: 'sequence', operator: 'ge', value: 1 };
  extensions.setSubscriptionFilter({
    filterGroup: isNil(productIds) ? [{ filters: also.concat([all]) }] : productFilters(productIds, also),
  });
  nameListener(ctx.identity);
  return null;
}
