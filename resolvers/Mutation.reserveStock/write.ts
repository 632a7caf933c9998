import { util } from '@aws-appsync/utils';
import { holdPieces } from '../../domain/level-moves.ts';
import { sameLines } from '../../domain/lines.ts';
import { HOLD_SHARDS, newHold } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { ReserveStockInput } from '../../schema/types.ts';
import { putNewAction, seenAt, transactionOutcome, updateAction } from '../lib/dynamodb.ts';
import type { TransactAction } from '../lib/dynamodb.ts';
import { refuseLines } from '../lib/line-refusals.ts';
import { idReused } from '../lib/once.ts';
import { skipIfAnswered } from '../lib/pipeline.ts';
import { endOfHold, holdKey, viewOf } from '../lib/reservation.ts';
import type { ReserveContext, ReserveStash } from './index.ts';

export function request(ctx: ReserveContext): { operation: 'TransactWriteItems'; transactItems: TransactAction[] } {
  skipIfAnswered(ctx.stash);
  const { reservationId } = ctx.args.input;
  const item = holdOf(ctx);
  ctx.stash.item = item;
  const stamp = { now: item.created_at, change: { cause: 'RESERVED' as const, actor: ctx.stash.actor, reference: reservationId } };
  const levels = ctx.stash.lines.map((line) =>
    updateAction(
      ctx.env['INVENTORY_TABLE'] ?? '',
      { product_id: line.product_id, warehouse_id: line.warehouse_id },
      holdPieces(line.quantity, stamp),
    ),
  );
  const hold = putNewAction(ctx.env['RESERVATIONS_TABLE'] ?? '', { reservation_id: reservationId }, { ...item });
  return { operation: 'TransactWriteItems', transactItems: [hold].concat(levels) };
}

export function response(ctx: ReserveContext): Record<string, never> {
  const outcome = transactionOutcome(ctx);
  const known = seenAt(outcome, 0).item as unknown as ReservationItem | null;
  if (outcome.done) {
    ctx.stash.answer = viewOf(ctx.stash.item);
  } else if (known) {
    ctx.stash.answer = isSameCall(known, ctx.args.input, ctx.stash) ? viewOf(known) : idReused(known.reservation_id);
  } else if (!outcome.contended) {
    refuseLines(ctx.stash.lines, outcome, {});
  }
  return {};
}

function holdOf(ctx: ReserveContext): ReservationItem {
  const { input } = ctx.args;
  const expiresAt = endOfHold(input.ttlSeconds ?? (JSON.parse(ctx.env['RESERVATION_TTL_SECONDS'] ?? '') as number));
  return newHold(input, ctx.stash.lines, {
    created_at: util.time.nowISO8601(),
    expires_at: expiresAt,
    hold_shard: `${util.time.nowEpochMilliSeconds() % HOLD_SHARDS}`,
    hold_key: holdKey(expiresAt, input.reservationId),
  });
}

/** Whether the stored hold was asked for by the same input: what was first asked counts, not what a change made of it. */
function isSameCall(known: ReservationItem, input: ReserveStockInput, stash: ReserveStash): boolean {
  return (
    sameLines(known.first_lines ?? known.lines, stash.lines) &&
    (known.ttl_seconds ?? null) === (input.ttlSeconds ?? null) &&
    (known.reference ?? null) === (input.reference ?? null)
  );
}
