import type { Context } from '@aws-appsync/utils';
import type { Availability, QueryAvailabilityArgs } from '../../schema/types.ts';
import { beginProduct, publicAvailability } from '../lib/product.ts';
import type { ProductRead } from '../lib/product.ts';

type AvailabilityContext = Context<QueryAvailabilityArgs, ProductRead>;

/** What a shopper may know of a product; null when no warehouse keeps it. */
export function request(ctx: AvailabilityContext): Record<string, never> {
  return beginProduct(ctx, ctx.args.productId, 'productId');
}

export function response(ctx: AvailabilityContext): Availability | null {
  return publicAvailability(ctx);
}
