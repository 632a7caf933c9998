import { util } from '@aws-appsync/utils';
import { isNil } from '../../domain/nil.ts';
import { committedForAnother } from '../../domain/refusals.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { refuse } from '../lib/errors.ts';
import { actorOf } from '../lib/identity.ts';
import { existing, holding, viewOf } from '../lib/reservation.ts';
import type { CommitContext } from './index.ts';

/**
 * Decides by the reservation as it was last seen: the field ends, has its answer, or has a
 * reservation to commit.
 */
export function plan(ctx: CommitContext, seen: ReservationItem | null): void {
  const { reservationId, orderId } = ctx.args.input;
  const reservation = existing(reservationId, seen);
  const view = viewOf(reservation);
  if (reservation.order_id === orderId) {
    ctx.stash.answer = view;
  } else if (!isNil(reservation.order_id)) {
    refuse(committedForAnother(view));
  }
  const reacquire = view.status === 'EXPIRED' && (ctx.args.input.reacquire ?? false);
  ctx.stash.write = {
    field: 'commitReservation',
    hold: ctx.stash.answer || reacquire ? reservation : holding(reservationId, reservation),
    orderId,
    reacquire,
    keyOfOrder: util.base64Encode(orderId),
    keyOfId: util.base64Encode(reservationId),
    actor: actorOf(ctx.identity),
  };
}
