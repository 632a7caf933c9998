import { isNil } from '../../domain/nil.ts';
import { reservationClosed, revisionConflict } from '../../domain/refusals.ts';
import { isOpen } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { actorOf } from '../lib/identity.ts';
import { refuse } from '../lib/errors.ts';
import { existing, viewOf } from '../lib/reservation.ts';
import type { ReleaseContext } from './index.ts';

/**
 * Decides by the reservation as it was last seen: the field ends, has its answer, or has a
 * reservation to end.
 */
export function plan(ctx: ReleaseContext, seen: ReservationItem | null): void {
  const { reservationId, expectedRevision } = ctx.args;
  const reservation = existing(reservationId, seen);
  if (reservation.status === 'FULFILLED') {
    refuse(reservationClosed(viewOf(reservation)));
  }
  if (!isOpen(reservation)) {
    ctx.stash.answer = viewOf(reservation);
  } else if (!isNil(expectedRevision) && reservation.revision !== expectedRevision) {
    // Enough here: what is written is bound to the revision that was read.
    refuse(revisionConflict(expectedRevision, viewOf(reservation)));
  }
  ctx.stash.write = { field: 'releaseStock', hold: reservation, actor: actorOf(ctx.identity) };
}
