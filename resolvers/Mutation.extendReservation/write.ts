import type { DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { extendAction } from '../../domain/calls/reservations.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { now, outcomeOf, updateItem } from '../lib/dynamodb.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { viewOf } from '../lib/reservation.ts';
import type { ExtendContext } from './index.ts';

export function request(ctx: ExtendContext): DynamoDBUpdateItemRequest {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return updateItem(extendAction(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: ExtendContext): Record<string, never> {
  const outcome = outcomeOf(ctx);
  ctx.stash.at = outcome.at;
  if (outcome.done) {
    ctx.stash.answer = viewOf(outcome.item as unknown as ReservationItem);
  }
  return {};
}
