import { util } from '@aws-appsync/utils';
import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { isLive } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { checkId } from './input.ts';
import { sourceFailed, invalid } from './refuse.ts';

type ProductContext = Context<
  { productId: string },
  Record<string, unknown>,
  undefined,
  undefined,
  { items: LevelItem[]; nextToken?: string | null }
>;

/** Reads every level of a product, strongly consistent, sorted by warehouse. */
export function queryProduct(ctx: ProductContext): DynamoDBQueryRequest {
  checkId('productId', ctx.args.productId);
  return {
    operation: 'Query',
    query: {
      expression: '#product_id = :product_id',
      expressionNames: { '#product_id': 'product_id' },
      expressionValues: util.dynamodb.toMapValues({ ':product_id': ctx.args.productId }),
    },
    consistentRead: true,
    // One more than is answered: a full read says that there may be more, also when there is not.
    limit: limits.warehousesPerProduct + 1,
  };
}

/** The live levels that were read. A product in more warehouses (retired levels count) is refused: part of a sum would be a lie. */
export function productLevels(ctx: ProductContext): LevelItem[] {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  if (ctx.result.nextToken) {
    invalid('productId', `is kept in more than ${limits.warehousesPerProduct} warehouses`, limits.warehousesPerProduct);
  }
  return ctx.result.items.filter((item) => isLive(item));
}
