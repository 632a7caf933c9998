import { availability } from '../../domain/level.ts';
import type { Availability } from '../../schema/types.ts';
import { beginProduct, productLevels } from '../lib/product.ts';
import type { ProductContext } from '../lib/product.ts';

/** What a shopper may know of a product; null when no warehouse keeps it. */
export function request(ctx: ProductContext): Record<string, never> {
  return beginProduct(ctx);
}

export function response(ctx: ProductContext): Availability | null {
  const pages = productLevels(ctx);
  return pages.length > 0 ? availability(ctx.args.productId, pages, JSON.parse(ctx.env['PUBLIC_COUNT_CAP'] ?? '') as number) : null;
}
