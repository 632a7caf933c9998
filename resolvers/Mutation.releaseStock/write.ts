import { endAt, releaseActions } from '../../domain/calls/reservations.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { now, outcomeOf, seenAt, transaction } from '../lib/dynamodb.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { failed } from '../lib/errors.ts';
import { viewOf } from '../lib/reservation.ts';
import type { ReleaseContext } from './index.ts';
import { plan } from './plan.ts';

export function request(ctx: ReleaseContext): ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return transaction(ctx, releaseActions(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: ReleaseContext): Record<string, never> {
  const { write } = ctx.stash;
  const outcome = outcomeOf(ctx);
  const seen = seenAt(outcome, 0);
  if (outcome.done) {
    const { status, closedAt } = endAt(write, outcome.at);
    ctx.stash.answer = viewOf({ ...write.hold, status, closed_at: closedAt });
  } else if (seen.failed) {
    // Changed or ended meanwhile: the next attempt starts from what is there now.
    plan(ctx, seen.item as unknown as ReservationItem | null);
  } else if (!outcome.contended) {
    // Units that a reservation has must be in its levels; the auditor will find why they are not.
    failed(ctx.error);
  }
  return {};
}
