import type { Context } from '@aws-appsync/utils';
import type { CommitCall } from '../../domain/calls/reservations.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { MutationCommitReservationArgs, Reservation } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { checkId, checkNewId } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';

/** What the steps of commitReservation share. */
export interface CommitStash extends Writing<Reservation, CommitCall> {
  reservationId: string;
}

export type CommitContext = Context<MutationCommitReservationArgs, CommitStash, undefined, undefined, ReservationItem | null>;

/**
 * Makes the units of a reservation those of a paid order, once. The reservation is read; each
 * attempt is one transaction bound to what was read.
 */
export function request(ctx: CommitContext): Record<string, never> {
  const { reservationId, orderId } = ctx.args.input;
  checkId('reservationId', reservationId);
  checkNewId('orderId', orderId);
  ctx.stash.reservationId = reservationId;
  return {};
}

export function response(ctx: CommitContext): Reservation {
  return answerOf(ctx);
}
