import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { ReservationItem } from '../../domain/reservation.ts';
import { getItem } from './dynamodb.ts';
import { sourceFailed } from './errors.ts';

/** Reads the reservation: which levels it has units of, only it knows. */
export function request(ctx: Context<unknown, { reservationId: string }>): DynamoDBGetItemRequest {
  return getItem({ reservation_id: ctx.stash.reservationId });
}

/** The reservation that was read, or null. */
export function readReservation(ctx: Context<unknown, object, undefined, undefined, ReservationItem | null>): ReservationItem | null {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  return ctx.result;
}
