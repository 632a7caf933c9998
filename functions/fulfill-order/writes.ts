import { onLevel, onReservation } from '../../domain/calls/action.ts';
import type { UpdateAction } from '../../domain/calls/action.ts';
import type { ConditionalUpdate } from '../../domain/expression.ts';
import { secondsOf } from '../../domain/instant.ts';
import type { Instant } from '../../domain/instant.ts';
import { UNDO_ACTOR } from '../../domain/last-change.ts';
import { changeReserved, putBack, shipUnits } from '../../domain/level-counts.ts';
import type { LineItem } from '../../domain/lines.ts';
import { shipmentChange } from '../../domain/orders.ts';
import { isOpen } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { changeReservation, closeReservation, reopenReservation, restoreLines } from '../../domain/reservation-updates.ts';
import { releaseLine } from '../lib/release-line.ts';
import type { LevelMove } from './level-move.ts';
import type { ReservationPlan } from './plan.ts';
import type { OpenOrder } from './open-order.ts';
import type { Origin } from './sub-reservations.ts';

// What an order does to levels and to the caller's reservations.

/** Ends a reservation as shipped, or leaves the rest reserved. */
export function endReservation({ reservation, keeps }: ReservationPlan, at: Instant): UpdateAction {
  const nowSeconds = secondsOf(at);
  const write =
    keeps.length > 0
      ? changeReservation(reservation, keeps, nowSeconds, undefined)
      : closeReservation(reservation, { status: 'FULFILLED', closedAt: at.iso, nowSeconds });
  return onReservation(reservation.reservation_id, write);
}

/**
 * Makes a reservation what it was before the order took it over, if it still is as the order left
 * it; undefined otherwise.
 */
export function restoreReservation(reservation: ReservationItem | undefined, { lines, ...origin }: Origin): ConditionalUpdate | undefined {
  if (!reservation) return undefined;
  const { status, revision } = reservation;
  if (!lines) return status === 'FULFILLED' && revision === origin.revision ? reopenReservation(origin) : undefined;
  return isOpen(reservation) && revision === origin.revision + 1 ? restoreLines(reservation, lines) : undefined;
}

/** Which order ships, and who asked for it. */
export type Shipment = Pick<OpenOrder, 'order_id' | 'actor' | 'reference'>;

/** Ships units of a level. What is only given back is what a release does. */
export function shipLevel({ order_id, actor, reference }: Shipment, move: LevelMove, at: Instant): UpdateAction {
  const change =
    move.ships > 0 ? shipmentChange(order_id, reference, actor) : ({ cause: 'RELEASED', actor, reference: move.reservationId } as const);
  return onLevel(move, shipUnits(move, { now: at.iso, change }));
}

/**
 * Puts units that were shipped back and reserves them again, whatever has become of the level
 * since: nothing may refuse this, or the order would stay half undone.
 */
export function unshipLevel({ order_id }: Shipment, move: LevelMove, name: string | null | undefined, at: Instant): UpdateAction {
  const change = { cause: 'REPAIRED', actor: UNDO_ACTOR, reference: order_id } as const;
  const { ships, reserved, committed, product_id, warehouse_id } = move;
  const level = { product_id, warehouse_id, ...(name && { name }) };
  return onLevel(move, putBack({ stock: ships, reserved, committed, newVersion: true, now: at.iso, change }, level));
}

/** A sub-reservation takes available units: at the counter, safety stock included. */
export function takeUnits({ order_id, actor }: Shipment, line: LineItem, at: Instant): UpdateAction {
  const change = { cause: 'RESERVED', actor, reference: order_id } as const;
  return onLevel(line, changeReserved(line.quantity, { pool: 'available', committed: false }, { now: at.iso, change }));
}

/** A sub-reservation gives units back to what is available. */
export function releaseUnits({ order_id, actor }: Shipment, line: LineItem, committed: boolean, at: Instant): UpdateAction {
  return releaseLine(line, committed, { now: at.iso, change: { cause: 'RELEASED', actor, reference: order_id } });
}
