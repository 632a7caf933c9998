import { util } from '@aws-appsync/utils';
import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { limits } from '../domain/limits.ts';
import { isShowable, movementsOf, stockChange } from '../domain/movement.ts';
import type { MovementItem } from '../domain/movement.ts';
import { isNil } from '../domain/nil.ts';
import { END } from '../domain/text.ts';
import type { QueryStockHistoryArgs, StockChangePage } from '../schema/types.ts';
import { checkId, checkNumber, pageSize } from './lib/input.ts';
import { pageToken, readPageToken } from './lib/page-token.ts';
import { sourceFailed } from './lib/errors.ts';

type HistoryContext = Context<
  QueryStockHistoryArgs,
  Record<string, unknown>,
  undefined,
  undefined,
  { items: MovementItem[]; nextToken?: string | null }
>;

/** By sequence: a whole number from 1 on. */
const WALKS = [{ walk: 'sequence', pattern: `^[1-9][0-9]{0,9}${END}` }];

/** The changes of a level: newest first, or from a sequence forward. */
export function request(ctx: HistoryContext): DynamoDBQueryRequest {
  const { productId, warehouseId, afterSequence, limit, nextToken } = ctx.args;
  checkId('productId', productId);
  checkId('warehouseId', warehouseId);
  checkNumber('afterSequence', afterSequence, 0, limits.sum);
  const size = pageSize(limit);
  const forward = !isNil(afterSequence);
  // Sequences are positive: a page begins after 0 going forward, before the largest going back.
  const start = forward ? afterSequence : limits.sum;
  const from = isNil(nextToken) ? start : (JSON.parse(readPageToken(ctx, walked(ctx.args), nextToken, WALKS).after) as number);
  return {
    operation: 'Query',
    query: {
      expression: `#level = :level AND #sequence ${forward ? '>' : '<'} :from`,
      expressionNames: { '#level': 'level', '#sequence': 'sequence' },
      expressionValues: util.dynamodb.toMapValues({ ':level': movementsOf(productId, warehouseId), ':from': from }),
    },
    scanIndexForward: forward,
    consistentRead: true,
    limit: size,
  };
}

export function response(ctx: HistoryContext): StockChangePage {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  const { items, nextToken } = ctx.result;
  const last = items[items.length - 1];
  const position = { walk: 'sequence', after: `${last?.sequence}` };
  return {
    items: items.filter((item) => isShowable(item)).map((item) => stockChange(item)),
    nextToken: last && !isNil(nextToken) ? pageToken(ctx, walked(ctx.args), position) : null,
  };
}

/** What a page token belongs to. */
function walked(args: QueryStockHistoryArgs): string {
  return JSON.stringify([args.productId, args.warehouseId, args.afterSequence ?? null]);
}
