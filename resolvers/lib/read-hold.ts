import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { ReservationItem } from '../../domain/reservation.ts';
import { getItem } from './dynamodb.ts';
import { sourceFailed } from './refuse.ts';

/** What a pipeline that begins with a hold shares. */
export interface HoldRead {
  reservationId: string;
  /** The hold as it was last seen. */
  item: ReservationItem | null;
}

/** Reads the hold: which levels it has pieces of, only it knows. */
export function request(ctx: Context<unknown, HoldRead>): DynamoDBGetItemRequest {
  return getItem({ reservation_id: ctx.stash.reservationId });
}

export function response(ctx: Context<unknown, HoldRead, undefined, undefined, ReservationItem | null>): Record<string, never> {
  if (ctx.error) {
    sourceFailed(ctx.error);
  }
  ctx.stash.item = ctx.result;
  return {};
}
