import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { ReservationItem } from '../domain/reservation.ts';
import type { QueryReservationArgs, Reservation } from '../schema/types.ts';
import { getItem } from './lib/dynamodb.ts';
import { checkId } from './lib/input.ts';
import { sourceFailed } from './lib/errors.ts';
import { viewOf } from './lib/reservation.ts';

/** A reservation, strongly consistent. */
export function request(ctx: Context<QueryReservationArgs>): DynamoDBGetItemRequest {
  checkId('reservationId', ctx.args.reservationId);
  return getItem({ reservation_id: ctx.args.reservationId });
}

export function response(
  ctx: Context<QueryReservationArgs, Record<string, unknown>, undefined, undefined, ReservationItem | null>,
): Reservation | null {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  return ctx.result ? viewOf(ctx.result) : null;
}
