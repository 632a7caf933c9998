import { limits } from '../../../domain/limits.ts';
import type { ProductStock, StockChange, StockFilterInput, StockKeyInput, StockLevel, StockPage } from '../../../schema/types.ts';
import { forEachProduct, type Operation } from '../operation.ts';
import { CHANGE, LEVEL } from '../selections.ts';

/** Up to 100 levels by key. */
export const stocksQuery: Operation<{ stocks: (StockLevel | null)[] }, { keys: StockKeyInput[] }> =
  `query($keys:[StockKeyInput!]!){stocks(keys:$keys){${LEVEL}}}`;

/** A page of levels. */
export const listQuery: Operation<{ listStock: StockPage }, { filter: StockFilterInput; limit: number; nextToken: string | null }> =
  `query($filter:StockFilterInput,$limit:Int,$nextToken:String){listStock(filter:$filter,limit:$limit,nextToken:$nextToken){items{${LEVEL}} nextToken}}`;

/** All levels of several products. */
export function productStockQuery(count: number): Operation<Record<string, Pick<ProductStock, 'levels'> | null>, Record<string, string>> {
  return forEachProduct('productStock', `{levels{${LEVEL}}}`, count);
}

/** What to listen to. With both, both must match; with neither, every level. */
export interface StockScope {
  productIds?: readonly string[];
  warehouseId?: string;
}

/** One scope for each subscription that it takes. */
export function subscriptionScopes({ productIds, ...rest }: StockScope): StockScope[] {
  if (!productIds) return [rest];
  const most = limits.productsPerSubscription;
  const count = Math.ceil(productIds.length / most);
  return Array.from({ length: count }, (_, index) => ({ ...rest, productIds: productIds.slice(index * most, (index + 1) * most) }));
}

/**
 * Every change in a scope of at most 50 products. An argument that is not given is not in the text:
 * AppSync would compare events with null.
 */
export function changesOf({ productIds, warehouseId }: StockScope): Operation<{ onStockChange: StockChange | null }, StockScope> {
  const used = [...(productIds ? [['productIds', '[ID!]']] : []), ...(warehouseId === undefined ? [] : [['warehouseId', 'ID']])];
  const declared = used.length > 0 ? `(${used.map(([name, type]) => `$${name}:${type}`).join()})` : '';
  const passed = used.length > 0 ? `(${used.map(([name]) => `${name}:$${name}`).join()})` : '';
  return `subscription${declared}{onStockChange${passed}{${CHANGE}}}`;
}
