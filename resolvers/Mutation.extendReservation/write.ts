import { util } from '@aws-appsync/utils';
import type { DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { extendHold } from '../../domain/hold-writes.ts';
import { updateItem, writeSucceeded } from '../lib/dynamodb.ts';
import { skipIfAnswered } from '../lib/pipeline.ts';
import { holdKey, viewOf } from '../lib/reservation.ts';
import type { ExtendContext } from './index.ts';

export function request(ctx: ExtendContext): DynamoDBUpdateItemRequest {
  skipIfAnswered(ctx.stash);
  const { reservationId } = ctx.args;
  const { end } = ctx.stash;
  return updateItem({ reservation_id: reservationId }, extendHold(end, holdKey(end, reservationId), util.time.nowEpochSeconds()));
}

export function response(ctx: ExtendContext): Record<string, never> {
  if (writeSucceeded(ctx) && ctx.result) {
    ctx.stash.answer = viewOf(ctx.result);
  }
  return {};
}
