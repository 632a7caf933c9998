import { commitActions, committedAt, commitTaking } from '../../domain/calls/reservations.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { now, outcomeOf, seenAt, transaction } from '../lib/dynamodb.ts';
import { failed } from '../lib/errors.ts';
import { refuseLines } from '../lib/line-refusals.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { viewOf } from '../lib/reservation.ts';
import type { CommitContext } from './index.ts';
import { plan } from './plan.ts';

export function request(ctx: CommitContext): ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return transaction(ctx, commitActions(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: CommitContext): Record<string, never> {
  const { write } = ctx.stash;
  const outcome = outcomeOf(ctx);
  const seen = seenAt(outcome, 0);
  if (outcome.done) {
    ctx.stash.answer = viewOf(committedAt(write, outcome.at));
  } else if (seen.failed) {
    // Changed, swept or ended meanwhile: the next attempt starts from what is there now.
    plan(ctx, seen.item as unknown as ReservationItem | null);
  } else if (!outcome.contended) {
    if (!refuseLines(ctx.stash, commitTaking(write), outcome)) {
      // Units that a reservation has must be in its levels; the auditor will find why they are not.
      failed(ctx.error);
    }
  }
  return {};
}
