import { changeReservation, closeReservation } from '../../domain/reservation-updates.ts';
import type { LevelItem } from '../../domain/level.ts';
import { changeReserved, putBack, shipPieces } from '../../domain/level-counts.ts';
import { isLive } from '../../domain/level.ts';
import { UNDO_ACTOR } from '../../domain/last-change.ts';
import { insufficientStock, levelsNotFound } from '../../domain/refusals.ts';
import type { Shortage } from '../../domain/refusals.ts';
import { epochSeconds } from '../lib/clock.ts';
import { Refusal } from '../lib/refusal.ts';
import { update } from '../lib/transactions.ts';
import type { Action, Seen } from '../lib/transactions.ts';
import type { ReservationPlan, LevelMove } from './plan.ts';
import type { OpenOrder } from './record.ts';

/** Ends a reservation as shipped, or leaves the rest held. */
export function endReservation(table: string, { hold: reservation, keeps }: ReservationPlan, now: Date): Action {
  const key = { reservation_id: reservation.reservation_id };
  if (keeps.length > 0) return update(table, key, changeReservation(reservation, keeps, epochSeconds(now), undefined));
  return update(
    table,
    key,
    closeReservation(reservation, { status: 'FULFILLED', closedAt: now.toISOString(), nowSeconds: epochSeconds(now) }),
  );
}

/** Which order ships, and who asked for it. */
export type Shipment = Pick<OpenOrder, 'order_id' | 'actor'>;

/** Ships units of a level. What only comes back is what a release does. */
export function shipLevel(table: string, { order_id, actor }: Shipment, move: LevelMove, at: Date): Action {
  const { ships, reserved, product_id, warehouse_id } = move;
  const change =
    ships > 0
      ? ({ cause: 'FULFILLED', actor, reference: order_id } as const)
      : ({ cause: 'RELEASED', actor, reference: move.hold } as const);
  return update(table, { product_id, warehouse_id }, shipPieces(ships, reserved, { now: at.toISOString(), change }));
}

/**
 * Puts units that were shipped back and reserves them again, whatever has become of the level
 * since: nothing may refuse this, or the order would stay half undone.
 */
export function unshipLevel(table: string, { order_id }: Shipment, move: LevelMove, name: string | null | undefined, at: Date): Action {
  const change = { cause: 'REPAIRED', actor: UNDO_ACTOR, reference: order_id } as const;
  const { ships, reserved, product_id, warehouse_id } = move;
  const level = { product_id, warehouse_id, ...(name && { name }) };
  return update(
    table,
    { product_id, warehouse_id },
    putBack({ stock: ships, reserved, newVersion: true, now: at.toISOString(), change }, level),
  );
}

/** A part of an order takes free units (positive), or gives them back. */
export function reserveLevel(
  table: string,
  { order_id, actor }: Shipment,
  { product_id, warehouse_id }: Pick<LevelMove, 'product_id' | 'warehouse_id'>,
  pieces: number,
  at: Date,
): Action {
  const change = { cause: pieces > 0 ? 'RESERVED' : 'RELEASED', actor, reference: order_id } as const;
  return update(table, { product_id, warehouse_id }, changeReserved(pieces, { now: at.toISOString(), change }));
}

/** Unknown and short levels among moves whose conditions failed, at the same places. */
export function refusedLevels(
  moves: readonly LevelMove[],
  seen: readonly (Seen | undefined)[],
): { unknown: LevelMove[]; short: Shortage[] } {
  const unknown: LevelMove[] = [];
  const short: Shortage[] = [];
  moves.forEach((move, place) => {
    if (!seen[place]?.failed) return;
    const item = seen[place].item as LevelItem | undefined;
    if (!isLive(item)) unknown.push(move);
    // Held units that are there but not reserved any more are no shortage: the auditor will find
    // why.
    else if (takeable(move, item) < move.ships)
      short.push({ productId: move.product_id, warehouseId: move.warehouse_id, requested: move.ships, available: takeable(move, item) });
  });
  return { unknown, short };
}

/** Throws NOT_FOUND, else INSUFFICIENT_STOCK, when there is anything to refuse. */
export function refuseLevels({ unknown, short }: ReturnType<typeof refusedLevels>): void {
  if (unknown.length > 0) throw new Refusal(levelsNotFound(unknown));
  if (short.length > 0) throw new Refusal(insufficientStock(short));
}

/** Of reserved units what a forced count left is there; of others what is free. */
function takeable(move: LevelMove, item: LevelItem): number {
  return move.reserved > 0 ? item.stock_count : Math.max(0, item.available_count);
}
