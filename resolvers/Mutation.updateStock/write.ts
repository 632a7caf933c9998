import type { DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { createActions } from '../../domain/calls/product.ts';
import { updateAction } from '../../domain/calls/stock.ts';
import { stockLevel } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { now, outcomeOf, transaction, updateItem } from '../lib/dynamodb.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import type { UpdateContext } from './index.ts';

export function request(ctx: UpdateContext): DynamoDBUpdateItemRequest | ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  const { write, at } = ctx.stash;
  return write.field === 'updateStock' ? updateItem(updateAction(write, at)) : transaction(ctx, createActions(write, at));
}

export function response(ctx: UpdateContext): Record<string, never> {
  const outcome = outcomeOf(ctx);
  ctx.stash.at = outcome.at;
  if (ctx.stash.write.field !== 'updateStock') {
    ctx.stash.done = outcome.done;
  } else if (outcome.done) {
    ctx.stash.answer = stockLevel(outcome.item as unknown as LevelItem);
  }
  return {};
}
