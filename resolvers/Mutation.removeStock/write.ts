import type { DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { removeAction } from '../../domain/calls/stock.ts';
import { stockLevel } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { now, outcomeOf, updateItem } from '../lib/dynamodb.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import type { RemoveContext } from './index.ts';

export function request(ctx: RemoveContext): DynamoDBUpdateItemRequest {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return updateItem(removeAction(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: RemoveContext): Record<string, never> {
  const outcome = outcomeOf(ctx);
  ctx.stash.at = outcome.at;
  if (outcome.done) {
    ctx.stash.answer = stockLevel(outcome.item as unknown as LevelItem);
  }
  return {};
}
