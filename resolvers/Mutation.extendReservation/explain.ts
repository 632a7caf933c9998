import type { DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { extendedEnd } from '../../domain/calls/reservations.ts';
import { isNil } from '../../domain/nil.ts';
import { getItem } from '../lib/dynamodb.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { sourceFailed } from '../lib/errors.ts';
import { holding, viewOf } from '../lib/reservation.ts';
import type { ExtendContext } from './index.ts';

/** Reads the reservation that would not be extended. */
export function request(ctx: ExtendContext): DynamoDBGetItemRequest {
  skipIfDone(ctx.stash);
  return getItem({ reservation_id: ctx.args.reservationId });
}

/**
 * It has ended, has no end, or its end is as late as it can be already. Otherwise the next step
 * tries again.
 */
export function response(ctx: ExtendContext): Record<string, never> {
  if (ctx.error) {
    // Its own effect may be what refused it.
    sourceFailed(ctx.error, true);
  }
  const item = holding(ctx.args.reservationId, ctx.result);
  if (item.status === 'COMMITTED' || item.expires_at >= extendedEnd(ctx.stash.at, ctx.args.ttlSeconds, item.latest_end)) {
    ctx.stash.answer = viewOf(item);
  }
  if (!isNil(item.latest_end)) {
    ctx.stash.write.latest = item.latest_end;
  }
  return {};
}
