import { runtime, util } from '@aws-appsync/utils';
import { changeHold } from '../../domain/hold-writes.ts';
import { holdPieces } from '../../domain/level-moves.ts';
import { lineChanges, quantities, sameLines } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { seenAt, transactionOutcome, updateAction } from '../lib/dynamodb.ts';
import type { TransactAction } from '../lib/dynamodb.ts';
import { checkLevels } from '../lib/input.ts';
import { refuseLines, refuseUnknownLevels } from '../lib/line-refusals.ts';
import { skipIfAnswered } from '../lib/pipeline.ts';
import { failed, refuse } from '../lib/refuse.ts';
import { existing, holding, viewOf } from '../lib/reservation.ts';
import type { ChangeContext } from './index.ts';

export function request(ctx: ChangeContext): { operation: 'TransactWriteItems'; transactItems: TransactAction[] } {
  skipIfAnswered(ctx.stash);
  const { reservationId, expectedRevision } = ctx.args.input;
  const { lines, actor } = ctx.stash;
  const changes = lineChanges(existing(reservationId, ctx.stash.item).lines, lines);
  checkLevels(changes.length);
  const item = holding(reservationId, ctx.stash.item);
  if (isNewest(ctx, item)) {
    ctx.stash.answer = viewOf(item);
    runtime.earlyReturn({});
  }
  ctx.stash.moved = changes.filter((change) => change.quantity !== 0);
  const stamp = { now: util.time.nowISO8601(), change: { cause: 'RESERVATION_CHANGED' as const, actor, reference: reservationId } };
  const hold = updateAction(
    ctx.env['RESERVATIONS_TABLE'] ?? '',
    { reservation_id: reservationId },
    changeHold(item, lines, expectedRevision),
  );
  const levels = ctx.stash.moved.map((line) =>
    updateAction(
      ctx.env['INVENTORY_TABLE'] ?? '',
      { product_id: line.product_id, warehouse_id: line.warehouse_id },
      holdPieces(line.quantity, stamp),
    ),
  );
  return { operation: 'TransactWriteItems', transactItems: [hold].concat(levels) };
}

export function response(ctx: ChangeContext): Record<string, never> {
  const { reservationId, expectedRevision } = ctx.args.input;
  const { lines, moved } = ctx.stash;
  const outcome = transactionOutcome(ctx);
  const read = existing(reservationId, ctx.stash.item);
  if (outcome.done) {
    ctx.stash.answer = viewOf({ ...read, lines, revision: read.revision + 1 });
    return {};
  }
  const hold = seenAt(outcome, 0);
  if (hold.failed) {
    // The hold is another than was read, or never was the expected revision: the next attempt starts from what is there now.
    ctx.stash.item = hold.item as ReservationItem | null;
  }
  if (outcome.contended) {
    return {};
  }
  if (!hold.failed) {
    refuseLines(moved, outcome, quantities(read.lines));
    failed(ctx.error);
  }
  const item = holding(reservationId, ctx.stash.item);
  if (!isNil(expectedRevision) && item.revision !== expectedRevision && !isNewest(ctx, item)) {
    refuseUnknownLevels(moved, outcome);
    refuse('VERSION_CONFLICT', `Reservation ${reservationId} is at revision ${item.revision}, not ${expectedRevision}. Look at it again.`, {
      expectedRevision,
      reservation: viewOf(item),
    });
  }
  return {};
}

/** Whether the hold already is what this call makes of it: nothing to do, also when its first answer was lost. */
function isNewest(ctx: ChangeContext, item: ReservationItem): boolean {
  const { expectedRevision } = ctx.args.input;
  const ownRevision = isNil(expectedRevision) || item.revision === expectedRevision || item.revision === expectedRevision + 1;
  return ownRevision && sameLines(item.lines, ctx.stash.lines);
}
