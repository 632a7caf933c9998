import { util } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import type { ExtendCall } from '../../domain/calls/reservations.ts';
import { limits } from '../../domain/limits.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { MutationExtendReservationArgs, Reservation } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { checkId, checkNumber } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';

export type ExtendContext = Context<
  MutationExtendReservationArgs,
  Writing<Reservation, ExtendCall>,
  undefined,
  undefined,
  ReservationItem | null
>;

/**
 * Moves the end of a reservation, never to an earlier one: one conditional write; only when it is
 * refused the reservation is read to say why.
 */
export function request(ctx: ExtendContext): Record<string, never> {
  const { reservationId, ttlSeconds } = ctx.args;
  checkId('reservationId', reservationId);
  checkNumber('ttlSeconds', ttlSeconds, 1, limits.ttlSeconds);
  ctx.stash.write = { field: 'extendReservation', reservationId, ttlSeconds, keyOfId: util.base64Encode(reservationId) };
  return {};
}

export function response(ctx: ExtendContext): Reservation {
  return answerOf(ctx);
}
