import type { Context } from '@aws-appsync/utils';
import type { ChangeCall } from '../../domain/calls/reservations.ts';
import { limits } from '../../domain/limits.ts';
import type { LineItem } from '../../domain/lines.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { MutationChangeReservationArgs, Reservation } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { checkId, checkLevels, checkLines, checkNumber } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';

/** What the steps of changeReservation share. */
export interface ChangeStash extends Writing<Reservation, ChangeCall> {
  reservationId: string;
  /** The new lines. */
  lines: LineItem[];
}

export type ChangeContext = Context<MutationChangeReservationArgs, ChangeStash, undefined, undefined, ReservationItem | null>;

/**
 * Replaces the lines of a reservation. The reservation is read once; each attempt is one
 * transaction that is bound to the revision it was computed from.
 */
export function request(ctx: ChangeContext): Record<string, never> {
  const { input } = ctx.args;
  checkId('reservationId', input.reservationId);
  checkNumber('expectedRevision', input.expectedRevision, 1, limits.sum);
  ctx.stash.lines = checkLines(input.lines);
  checkLevels(ctx.stash.lines.length);
  ctx.stash.reservationId = input.reservationId;
  return {};
}

export function response(ctx: ChangeContext): Reservation {
  return answerOf(ctx);
}
