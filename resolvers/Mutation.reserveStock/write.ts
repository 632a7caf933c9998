import { newReservation, poolOf, reserveActions } from '../../domain/calls/reservations.ts';
import type { ReserveCall } from '../../domain/calls/reservations.ts';
import { sameLines } from '../../domain/lines.ts';
import { idReused } from '../../domain/refusals.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { now, outcomeOf, seenAt, transaction } from '../lib/dynamodb.ts';
import { refuseLines } from '../lib/line-refusals.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { refuse } from '../lib/errors.ts';
import { viewOf } from '../lib/reservation.ts';
import type { ReserveContext } from './index.ts';

export function request(ctx: ReserveContext): ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return transaction(ctx, reserveActions(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: ReserveContext): Record<string, never> {
  const { write } = ctx.stash;
  const outcome = outcomeOf(ctx);
  const known = seenAt(outcome, 0).item as unknown as ReservationItem | null;
  if (outcome.done) {
    ctx.stash.answer = viewOf(newReservation(write, outcome.at));
  } else if (known) {
    ctx.stash.answer = isSameCall(known, write) ? viewOf(known) : refuse(idReused(known.reservation_id));
  } else if (!outcome.contended) {
    refuseLines(write.lines, outcome, {}, poolOf(write));
  }
  return {};
}

/**
 * Whether the stored reservation was asked for by the same input: what was first asked counts, not
 * what a change made of it.
 */
function isSameCall(known: ReservationItem, { asked, lines }: ReserveCall): boolean {
  return (
    sameLines(known.first_lines ?? known.lines, lines) &&
    (known.ttl_seconds ?? null) === (asked.ttlSeconds ?? null) &&
    (known.reference ?? null) === (asked.reference ?? null)
  );
}
