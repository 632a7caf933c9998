import type { Context } from '@aws-appsync/utils';
import type { ReleaseCall } from '../../domain/calls/reservations.ts';
import { limits } from '../../domain/limits.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { MutationReleaseStockArgs, Reservation } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { checkId, checkNumber } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';

/** What the steps of releaseStock share. */
export interface ReleaseStash extends Writing<Reservation, ReleaseCall> {
  reservationId: string;
}

export type ReleaseContext = Context<MutationReleaseStockArgs, ReleaseStash, undefined, undefined, ReservationItem | null>;

/**
 * Gives the units of a reservation back, once. The reservation is read; each attempt is one
 * transaction bound to what was read.
 */
export function request(ctx: ReleaseContext): Record<string, never> {
  const { reservationId, expectedRevision } = ctx.args;
  checkId('reservationId', reservationId);
  checkNumber('expectedRevision', expectedRevision, 1, limits.sum);
  ctx.stash.reservationId = reservationId;
  return {};
}

export function response(ctx: ReleaseContext): Reservation {
  return answerOf(ctx);
}
