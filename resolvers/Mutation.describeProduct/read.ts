import { runtime } from '@aws-appsync/utils';
import type { DynamoDBQueryRequest } from '@aws-appsync/utils';
import { productStock } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { isAsSaid, siblingOf } from '../../domain/product-description.ts';
import { invalid, refuse } from '../lib/errors.ts';
import { keepPage, productLevels, readPage } from '../lib/product.ts';
import type { DescribeContext } from './index.ts';

/** Reads the levels as they are now, to decide what to write, and at last for the answer. */
export function request(ctx: DescribeContext): DynamoDBQueryRequest {
  if (ctx.stash.answer) {
    runtime.earlyReturn({});
  }
  ctx.stash.pages = [];
  ctx.stash.after = '';
  return readPage(ctx);
}

/** A product without levels has no place for a description. */
export function response(ctx: DescribeContext): Record<string, never> {
  keepPage(ctx);
  const { productId, done, write } = ctx.stash;
  const pages = productLevels(ctx);
  const levels = pages.flatMap((page) => page);
  if (levels.length === 0) {
    refuse({
      type: 'NOT_FOUND',
      message: `No stock level of ${productId} is known. Create one with updateStock first.`,
      info: { productId },
    });
  }
  if (done) {
    ctx.stash.answer = productStock(productId, pages);
  } else if (levels.length > limits.linesPerReservation) {
    const most = limits.linesPerReservation;
    invalid('productId', `is in ${levels.length} warehouses, and at most ${most} can be described at once`, most);
  } else {
    ctx.stash.write = { ...write, levels: levels.filter((level) => !isAsSaid(level, write.input)).map((level) => siblingOf(level)) };
  }
  return {};
}
