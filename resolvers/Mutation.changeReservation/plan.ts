import { lineChanges, sameLines } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { actorOf } from '../lib/identity.ts';
import { checkLevels } from '../lib/input.ts';
import { existing, holding, viewOf } from '../lib/reservation.ts';
import type { ChangeContext } from './index.ts';

/**
 * Decides by the reservation as it was last seen: the field ends, has its answer, or has a change
 * to write.
 */
export function plan(ctx: ChangeContext, seen: ReservationItem | null): void {
  const { reservationId, expectedRevision } = ctx.args.input;
  const { lines } = ctx.stash;
  checkLevels(lineChanges(existing(reservationId, seen).lines, lines).length);
  const reservation = holding(reservationId, seen);
  if (isNewest(ctx, reservation)) {
    ctx.stash.answer = viewOf(reservation);
  }
  ctx.stash.write = {
    field: 'changeReservation',
    hold: reservation,
    lines,
    expectedRevision: expectedRevision ?? null,
    actor: actorOf(ctx.identity),
  };
}

/**
 * Whether the reservation already is what this call makes of it: nothing to do, also when its first
 * answer was lost.
 */
function isNewest(ctx: ChangeContext, reservation: ReservationItem): boolean {
  const { expectedRevision } = ctx.args.input;
  const ownRevision = isNil(expectedRevision) || reservation.revision === expectedRevision || reservation.revision === expectedRevision + 1;
  return ownRevision && sameLines(reservation.lines, ctx.stash.lines);
}
