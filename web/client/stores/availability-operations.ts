import type { Availability, WarehouseAvailability } from '../../../schema/types.ts';
import { forEachProduct, type Operation } from '../operation.ts';
import { AVAILABILITY, WAREHOUSE } from '../selections.ts';

/** `availability` of several products at once. */
export function availabilityQuery(count: number): Operation<Record<string, Availability | null>, Record<string, string>> {
  return forEachProduct('availability', `{${AVAILABILITY}}`, count);
}

/** Every change of what can be sold of at most 50 products. */
export const availabilitySubscription: Operation<{ onAvailabilityChange: WarehouseAvailability | null }, { productIds: string[] }> =
  `subscription($productIds:[ID!]!){onAvailabilityChange(productIds:$productIds){${WAREHOUSE}}}`;
