import type { Context } from '@aws-appsync/utils';
import type { Availability } from '../../schema/types.ts';
import { beginProduct, publicAvailability } from '../lib/product.ts';
import type { ProductRead } from '../lib/product.ts';
import type { AskedProduct } from '../Query.availabilities.ts';

type AvailabilityContext = Context<object, ProductRead, undefined, AskedProduct>;

/**
 * What a shopper may know of one product of `availabilities`, just as `availability` says it. What
 * is wrong with one costs no other.
 */
export function request(ctx: AvailabilityContext): Record<string, never> {
  const { productId, field } = ctx.source as AskedProduct;
  return beginProduct(ctx, productId, field);
}

export function response(ctx: AvailabilityContext): Availability | null {
  return publicAvailability(ctx);
}
