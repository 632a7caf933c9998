import type { Availability, WarehouseAvailability } from '../../../schema/types.ts';
import { forEachProduct, type Operation } from '../operation.ts';

const WAREHOUSE = 'productId warehouseId availableCount status sequence lastUpdated';

/** `availability` of several products at once. */
export function availabilityQuery(count: number): Operation<Record<string, Availability | null>, Record<string, string>> {
  return forEachProduct('availability', `{productId availableCount status warehouses{${WAREHOUSE}}}`, count);
}

/** Every change of what can be sold of at most 50 products. */
export const availabilitySubscription: Operation<{ onAvailabilityChange: WarehouseAvailability | null }, { productIds: string[] }> =
  `subscription($productIds:[ID!]!){onAvailabilityChange(productIds:$productIds){${WAREHOUSE}}}`;
