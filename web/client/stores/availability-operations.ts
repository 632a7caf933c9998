import type { ProductAvailability, WarehouseAvailability } from '../../../schema/types.ts';
import type { Operation } from '../operation.ts';
import { PRODUCT_AVAILABILITY, WAREHOUSE } from '../public-selections.ts';

/** Up to 100 products, in the order asked. */
export const availabilitiesQuery: Operation<{ availabilities: ProductAvailability[] }, { productIds: string[] }> =
  `query($productIds:[ID!]!){availabilities(productIds:$productIds){${PRODUCT_AVAILABILITY}}}`;

/** Every change of what can be sold of at most 50 products. */
export const availabilitySubscription: Operation<{ onAvailabilityChange: WarehouseAvailability | null }, { productIds: string[] }> =
  `subscription($productIds:[ID!]!){onAvailabilityChange(productIds:$productIds){${WAREHOUSE}}}`;
