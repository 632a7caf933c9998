import { runtime, util } from '@aws-appsync/utils';
import { closeHold } from '../../domain/hold-writes.ts';
import { EXPIRY_ACTOR } from '../../domain/last-change.ts';
import { holdPieces } from '../../domain/level-moves.ts';
import { effectiveStatus } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { seenAt, transactionOutcome, updateAction } from '../lib/dynamodb.ts';
import type { TransactAction } from '../lib/dynamodb.ts';
import { skipIfAnswered } from '../lib/pipeline.ts';
import { failed } from '../lib/refuse.ts';
import { closed, existing, viewOf } from '../lib/reservation.ts';
import type { ReleaseContext } from './index.ts';

export function request(ctx: ReleaseContext): { operation: 'TransactWriteItems'; transactItems: TransactAction[] } {
  skipIfAnswered(ctx.stash);
  const { reservationId } = ctx.args;
  const item = existing(reservationId, ctx.stash.item);
  if (item.status === 'FULFILLED') {
    closed(viewOf(item));
  }
  if (item.status !== 'ACTIVE') {
    ctx.stash.answer = viewOf(item);
    runtime.earlyReturn({});
  }
  const now = util.time.nowISO8601();
  const nowSeconds = util.time.nowEpochSeconds();
  const due = effectiveStatus(item, nowSeconds) === 'EXPIRED';
  const status = due ? ('EXPIRED' as const) : ('RELEASED' as const);
  ctx.stash.end = { status, closedAt: now, nowSeconds };
  const stamp = { now, change: { cause: status, actor: due ? EXPIRY_ACTOR : ctx.stash.actor, reference: reservationId } };
  const hold = updateAction(ctx.env['RESERVATIONS_TABLE'] ?? '', { reservation_id: reservationId }, closeHold(item, ctx.stash.end));
  const levels = item.lines.map((line) =>
    updateAction(
      ctx.env['INVENTORY_TABLE'] ?? '',
      { product_id: line.product_id, warehouse_id: line.warehouse_id },
      holdPieces(-line.quantity, stamp),
    ),
  );
  return { operation: 'TransactWriteItems', transactItems: [hold].concat(levels) };
}

export function response(ctx: ReleaseContext): Record<string, never> {
  const outcome = transactionOutcome(ctx);
  const { end } = ctx.stash;
  if (outcome.done) {
    const item = existing(ctx.args.reservationId, ctx.stash.item);
    ctx.stash.answer = viewOf({ ...item, status: end.status, closed_at: end.closedAt });
    return {};
  }
  const hold = seenAt(outcome, 0);
  if (hold.failed) {
    // Changed or ended meanwhile: the next attempt starts from what is there now.
    ctx.stash.item = hold.item as ReservationItem | null;
  } else if (!outcome.contended) {
    // Pieces that a hold has must be in its levels; the auditor will find why they are not.
    failed(ctx.error);
  }
  return {};
}
