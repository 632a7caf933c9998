import { runtime, util } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { updateOf } from '../../domain/calls/product.ts';
import { isLive } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { saysAll, siblingOf } from '../../domain/product-description.ts';
import { sourceFailed } from '../lib/errors.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import type { UpdateContext } from './index.ts';

type SiblingContext = UpdateContext<{ items: LevelItem[] }>;

/**
 * Reads the product of a level that is to be created without a whole description. No other update
 * pays for it.
 */
export function request(ctx: SiblingContext): DynamoDBQueryRequest {
  skipIfDone(ctx.stash);
  const { input } = ctx.args;
  if (input.expectedVersion > 0 || saysAll(input)) {
    runtime.earlyReturn({});
  }
  return {
    operation: 'Query',
    query: {
      expression: '#product_id = :product_id',
      expressionNames: { '#product_id': 'product_id' },
      expressionValues: util.dynamodb.toMapValues({ ':product_id': input.productId }),
    },
    consistentRead: true,
    limit: limits.pageSize,
  };
}

/** The first other level, by warehouse id, is the one that is taken after. */
export function response(ctx: SiblingContext): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const update = updateOf(ctx.stash.write);
  const sibling = ctx.result.items.find((item) => isLive(item) && item.warehouse_id !== ctx.args.input.warehouseId);
  ctx.stash.write = sibling ? { field: 'createFromSibling', update, sibling: siblingOf(sibling) } : update;
  return {};
}
