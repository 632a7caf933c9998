import { productStock } from '../domain/level.ts';
import type { ProductStock } from '../schema/types.ts';
import { productLevels, queryProduct } from './lib/product.ts';

/** A product over all its warehouses; null when it has none. */
export function request(ctx: Parameters<typeof queryProduct>[0]): ReturnType<typeof queryProduct> {
  return queryProduct(ctx);
}

export function response(ctx: Parameters<typeof queryProduct>[0]): ProductStock | null {
  const items = productLevels(ctx);
  return items.length > 0 ? productStock(ctx.args.productId, items) : null;
}
