import type { DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { ReservationItem } from '../../domain/reservation.ts';
import { getItem } from '../lib/dynamodb.ts';
import { sourceFailed } from '../lib/refuse.ts';
import type { ReleaseContext } from './index.ts';

/** Reads the hold: which levels get pieces back, only it knows. */
export function request(ctx: ReleaseContext): DynamoDBGetItemRequest {
  return getItem({ reservation_id: ctx.args.reservationId });
}

export function response(ctx: ReleaseContext<ReservationItem | null>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  ctx.stash.item = ctx.result;
  return {};
}
