import { reservationClosed } from '../../domain/refusals.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { actorOf } from '../lib/identity.ts';
import { refuse } from '../lib/refuse.ts';
import { existing, viewOf } from '../lib/reservation.ts';
import type { ReleaseContext } from './index.ts';

/** Decides by the hold as it was last seen: the field ends, has its answer, or has a hold to end. */
export function plan(ctx: ReleaseContext, seen: ReservationItem | null): void {
  const hold = existing(ctx.args.reservationId, seen);
  if (hold.status === 'FULFILLED') {
    refuse(reservationClosed(viewOf(hold)));
  }
  if (hold.status !== 'ACTIVE') {
    ctx.stash.answer = viewOf(hold);
  }
  ctx.stash.write = { field: 'releaseStock', hold, actor: actorOf(ctx.identity) };
}
