import type { DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { updateAction } from '../../domain/calls/stock.ts';
import { stockLevel } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { now, outcomeOf, updateItem } from '../lib/dynamodb.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import type { UpdateContext } from './index.ts';

export function request(ctx: UpdateContext): DynamoDBUpdateItemRequest {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return updateItem(updateAction(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: UpdateContext): Record<string, never> {
  const outcome = outcomeOf(ctx);
  ctx.stash.at = outcome.at;
  if (outcome.done) {
    ctx.stash.answer = stockLevel(outcome.item as unknown as LevelItem);
  }
  return {};
}
