import type { DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { ReservationItem } from '../../domain/reservation.ts';
import { getItem } from '../lib/dynamodb.ts';
import { sourceFailed } from '../lib/refuse.ts';
import type { ChangeContext } from './index.ts';

/** Reads the hold: the differences of its levels cannot be computed without. */
export function request(ctx: ChangeContext): DynamoDBGetItemRequest {
  return getItem({ reservation_id: ctx.args.input.reservationId });
}

export function response(ctx: ChangeContext<ReservationItem | null>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  ctx.stash.item = ctx.result;
  return {};
}
