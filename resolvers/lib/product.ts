import { runtime, util } from '@aws-appsync/utils';
import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { availability, isLive } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { isNil } from '../../domain/nil.ts';
import type { Availability } from '../../schema/types.ts';
import { checkId } from './input.ts';
import { invalid, sourceFailed } from './errors.ts';

/** What a pipeline that reads a product shares. */
export interface ProductRead {
  productId: string;
  /** What was read, page by page; none without levels. */
  pages: LevelItem[][];
  /** The warehouse to go on after; null when all are read. Empty at first: no warehouse id is. */
  after: string | null;
  /** Whether it is read for the answer to a write that is done. */
  done?: boolean;
}

/** A pipeline that reads a product, whether that is an argument or belongs to a list. */
type ProductContext = Context<object, ProductRead>;
type PageContext = Context<object, ProductRead, undefined, undefined, { items: LevelItem[]; nextToken?: string | null }>;

/** Begins a pipeline over the levels of a product; `field` is what the caller calls it. */
export function beginProduct(ctx: ProductContext, productId: string, field: string): Record<string, never> {
  checkId(field, productId);
  ctx.stash.productId = productId;
  ctx.stash.pages = [];
  ctx.stash.after = '';
  return {};
}

/**
 * Reads levels of a product, strongly consistent, sorted by warehouse. Nearly always the first page
 * has them all.
 */
export function readPage(ctx: PageContext): DynamoDBQueryRequest {
  const { after } = ctx.stash;
  if (isNil(after)) {
    runtime.earlyReturn({});
  }
  const onward = after === '' ? '' : ' AND #warehouse_id > :after';
  const names = { '#product_id': 'product_id' };
  const values = { ':product_id': ctx.stash.productId };
  return {
    operation: 'Query',
    query: {
      expression: `#product_id = :product_id${onward}`,
      expressionNames: after === '' ? names : { ...names, '#warehouse_id': 'warehouse_id' },
      expressionValues: util.dynamodb.toMapValues(after === '' ? values : { ...values, ':after': after }),
    },
    consistentRead: true,
    limit: limits.levelsPerRead,
  };
}

/** Keeps a page. */
export function keepPage(ctx: PageContext): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error, ctx.stash.done);
  }
  const { items, nextToken } = ctx.result;
  const live = items.filter((item) => isLive(item));
  if (live.length > 0) {
    ctx.stash.pages.push(live);
  }
  ctx.stash.after = isNil(nextToken) ? null : (items[items.length - 1]?.warehouse_id ?? null);
  return {};
}

/** A step that reads a page and does nothing else. */
export function request(ctx: PageContext): DynamoDBQueryRequest {
  return readPage(ctx);
}

export function response(ctx: PageContext): Record<string, never> {
  return keepPage(ctx);
}

/** What a shopper may know of the product; null when no warehouse keeps it. */
export function publicAvailability(ctx: ProductContext): Availability | null {
  const pages = productLevels(ctx);
  return pages.length > 0 ? availability(ctx.stash.productId, pages, JSON.parse(ctx.env['PUBLIC_COUNT_CAP'] ?? '') as number) : null;
}

/**
 * All live levels of the product, in pages. One with more than the pages take is refused: part of a
 * sum would be a lie.
 */
export function productLevels(ctx: ProductContext): LevelItem[][] {
  return isNil(ctx.stash.after) ? ctx.stash.pages : invalid('productId', 'has more stock levels than one answer can hold');
}
