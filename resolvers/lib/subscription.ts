import { extensions, util } from '@aws-appsync/utils';
import type { AppSyncIdentityCognito, Identity, SubscriptionFilter } from '@aws-appsync/utils';
import { limits } from '../../domain/limits.ts';
import { checkId } from './input.ts';
import { invalid } from './errors.ts';

/** What AppSync compares in one filter with `in`. */
const VALUES_PER_FILTER = 5;

/** One comparison of an enhanced filter with a field of the event. */
export type FilterEntry = SubscriptionFilter['filterGroup'][number]['filters'][number];

/** Refuses no product and more than one subscription can filter. */
export function checkProducts(productIds: string[]): void {
  if (productIds.length < 1 || productIds.length > limits.productsPerSubscription) {
    const most = limits.productsPerSubscription;
    invalid('productIds', `must be 1 to ${most}; open more subscriptions for more products`, most);
  }
  productIds.forEach((productId, index) => {
    checkId(`productIds[${index}]`, productId);
  });
}

/**
 * Lets `endSubscriptions` find what a member of staff listens to. Who signs or has the public key
 * cannot be found: their rights do not end by name.
 */
export function nameListener(identity: Identity): void {
  if (util.authType() === 'User Pool Authorization') {
    const { username } = identity as AppSyncIdentityCognito;
    extensions.setSubscriptionInvalidationFilter({
      filterGroup: [{ filters: [{ fieldName: 'username', operator: 'eq', value: username }] }],
    });
  }
}

/**
 * Filters of which one must match: any of the products (at most 50, five a filter), and what is
 * asked of every event beside.
 */
export function productFilters(productIds: string[], also: FilterEntry[]): SubscriptionFilter['filterGroup'] {
  const groups: string[][] = [];
  productIds.forEach((productId, index) => {
    if (index % VALUES_PER_FILTER === 0) {
      groups.push([]);
    }
    groups[groups.length - 1]?.push(productId);
  });
  return groups.map((value) => ({ filters: also.concat([{ fieldName: 'productId', operator: 'in', value }]) }));
}
