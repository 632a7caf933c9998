import type { Context } from '@aws-appsync/utils';
import { productStock } from '../../domain/level.ts';
import type { ProductStock, QueryProductStockArgs } from '../../schema/types.ts';
import { beginProduct, productLevels } from '../lib/product.ts';
import type { ProductRead } from '../lib/product.ts';

type ProductStockContext = Context<QueryProductStockArgs, ProductRead>;

/** A product over all its warehouses; null when it has none. */
export function request(ctx: ProductStockContext): Record<string, never> {
  return beginProduct(ctx, ctx.args.productId, 'productId');
}

export function response(ctx: ProductStockContext): ProductStock | null {
  const pages = productLevels(ctx);
  return pages.length > 0 ? productStock(ctx.args.productId, pages) : null;
}
