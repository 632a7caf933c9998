import { availability } from '../domain/level.ts';
import type { Availability } from '../schema/types.ts';
import { productLevels, queryProduct } from './lib/product.ts';

/** What a shopper may know of a product; null when no warehouse keeps it. */
export function request(ctx: Parameters<typeof queryProduct>[0]): ReturnType<typeof queryProduct> {
  return queryProduct(ctx);
}

export function response(ctx: Parameters<typeof queryProduct>[0]): Availability | null {
  const items = productLevels(ctx);
  return items.length > 0 ? availability(ctx.args.productId, items, JSON.parse(ctx.env['PUBLIC_COUNT_CAP'] ?? '') as number) : null;
}
