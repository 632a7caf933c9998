import { changeActions, changeTaking, movedLines } from '../../domain/calls/reservations.ts';
import { isNil } from '../../domain/nil.ts';
import { revisionConflict } from '../../domain/refusals.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { now, outcomeOf, seenAt, transaction } from '../lib/dynamodb.ts';
import { refuseLines, refuseUnknownLevels } from '../lib/line-refusals.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { failed, refuse } from '../lib/errors.ts';
import { viewOf } from '../lib/reservation.ts';
import type { ChangeContext } from './index.ts';
import { plan } from './plan.ts';

export function request(ctx: ChangeContext): ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return transaction(ctx, changeActions(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: ChangeContext): Record<string, never> {
  const { hold: read, lines, expectedRevision } = ctx.stash.write;
  const outcome = outcomeOf(ctx);
  const seen = seenAt(outcome, 0);
  if (outcome.done) {
    ctx.stash.answer = viewOf({ ...read, lines, revision: read.revision + 1 });
  } else if (seen.failed) {
    // The reservation is another than was read, or never was the expected revision: the next
    // attempt starts from what is there now.
    const reservation = seen.item as unknown as ReservationItem | null;
    plan(ctx, reservation);
    if (reservation && !isNil(expectedRevision) && reservation.revision !== expectedRevision && !ctx.stash.answer && !outcome.contended) {
      refuseUnknownLevels(movedLines(ctx.stash.write), outcome);
      refuse(revisionConflict(expectedRevision, viewOf(reservation)));
    }
  } else if (!outcome.contended) {
    if (!refuseLines(ctx.stash, changeTaking(ctx.stash.write), outcome)) {
      failed(ctx.error);
    }
  }
  return {};
}
