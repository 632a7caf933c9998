import { productStock } from '../../domain/level.ts';
import type { ProductStock } from '../../schema/types.ts';
import { beginProduct, productLevels } from '../lib/product.ts';
import type { ProductContext } from '../lib/product.ts';

/** A product over all its warehouses; null when it has none. */
export function request(ctx: ProductContext): Record<string, never> {
  return beginProduct(ctx);
}

export function response(ctx: ProductContext): ProductStock | null {
  const pages = productLevels(ctx);
  return pages.length > 0 ? productStock(ctx.args.productId, pages) : null;
}
