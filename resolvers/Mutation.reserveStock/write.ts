import { runtime } from '@aws-appsync/utils';
import type { Outcome } from '../../domain/calls/action.ts';
import type { ContendedAnswer } from '../../domain/calls/call.ts';
import { newReservation, reserveActions, reserveTaking } from '../../domain/calls/reservations.ts';
import type { ReserveCall } from '../../domain/calls/reservations.ts';
import type { LevelItem } from '../../domain/level.ts';
import { levelKey, sameLines } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import { idReused } from '../../domain/refusals.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { now, outcomeOf, seenAt, transaction } from '../lib/dynamodb.ts';
import { refuseLines } from '../lib/line-refusals.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { refuse } from '../lib/errors.ts';
import { viewOf } from '../lib/reservation.ts';
import type { ReserveContext } from './index.ts';
import { plan } from './plan.ts';

/** Writes the lines, or the second choice; skipped where the function that waits has to. */
export function request(ctx: ReserveContext): ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  if (ctx.stash.waits) {
    runtime.earlyReturn({});
  }
  ctx.stash.at = now();
  return transaction(ctx, reserveActions(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: ReserveContext): Record<string, never> {
  const { write } = ctx.stash;
  const outcome = outcomeOf(ctx);
  // The function says which it chose; DynamoDB does not.
  const { lines }: Partial<ContendedAnswer> = ctx.result ?? {};
  write.lines = lines ?? write.lines;
  const known = seenAt(outcome, 0).item as unknown as ReservationItem | null;
  if (outcome.done) {
    ctx.stash.answer = viewOf(newReservation(write, outcome.at));
  } else if (known) {
    ctx.stash.answer = isSameCall(known, write) ? viewOf(known) : refuse(idReused(known.reservation_id));
  } else if (outcome.contended) {
    ctx.stash.waits = true;
  } else if (write.sourcing) {
    planAnew(ctx, outcome);
  } else {
    refuseLines(ctx.stash, reserveTaking(write), outcome);
  }
  return {};
}

/** The failed conditions have brought their levels as they are, so nothing needs to be read. */
function planAnew(ctx: ReserveContext, outcome: Outcome): void {
  ctx.stash.write.lines.forEach((line, index) => {
    const { failed, item } = seenAt(outcome, index + 1);
    if (failed) {
      ctx.stash.read[levelKey(line.product_id, line.warehouse_id)] = item as LevelItem | null;
    }
  });
  plan(ctx);
}

/**
 * Whether the stored reservation was asked for by the same input: what was first asked counts, not
 * what a change made of it, or which warehouses were chosen.
 */
function isSameCall(known: ReservationItem, { asked, lines, sourcing }: ReserveCall): boolean {
  const sameInput =
    isNil(sourcing) && isNil(known.input) ? sameLines(known.first_lines ?? known.lines, lines) : known.input === sourcing?.input;
  return sameInput && (known.ttl_seconds ?? null) === (asked.ttlSeconds ?? null) && (known.reference ?? null) === (asked.reference ?? null);
}
