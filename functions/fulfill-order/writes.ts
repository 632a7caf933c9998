import { onLevel, onReservation } from '../../domain/calls/action.ts';
import type { UpdateAction } from '../../domain/calls/action.ts';
import type { ConditionalUpdate } from '../../domain/expression.ts';
import { secondsOf } from '../../domain/instant.ts';
import type { Instant } from '../../domain/instant.ts';
import { UNDO_ACTOR } from '../../domain/last-change.ts';
import { changeReserved, putBack, shipPieces } from '../../domain/level-counts.ts';
import type { LineItem } from '../../domain/lines.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { changeReservation, closeReservation, reopenReservation, restoreLines } from '../../domain/reservation-updates.ts';
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
  return status === 'ACTIVE' && revision === origin.revision + 1 ? restoreLines(reservation, lines) : undefined;
}

/** Which order ships, and who asked for it. */
export type Shipment = Pick<OpenOrder, 'order_id' | 'actor'>;

/** Ships units of a level. What is only given back is what a release does. */
export function shipLevel({ order_id, actor }: Shipment, move: LevelMove, at: Instant): UpdateAction {
  const { ships, reserved, reservationId } = move;
  const change =
    ships > 0
      ? ({ cause: 'FULFILLED', actor, reference: order_id } as const)
      : ({ cause: 'RELEASED', actor, reference: reservationId } as const);
  return onLevel(move, shipPieces(ships, reserved, { now: at.iso, change }));
}

/**
 * Puts units that were shipped back and reserves them again, whatever has become of the level
 * since: nothing may refuse this, or the order would stay half undone.
 */
export function unshipLevel({ order_id }: Shipment, move: LevelMove, name: string | null | undefined, at: Instant): UpdateAction {
  const change = { cause: 'REPAIRED', actor: UNDO_ACTOR, reference: order_id } as const;
  const { ships, reserved, product_id, warehouse_id } = move;
  const level = { product_id, warehouse_id, ...(name && { name }) };
  return onLevel(move, putBack({ stock: ships, reserved, newVersion: true, now: at.iso, change }, level));
}

/** A sub-reservation takes free units. */
export function takeUnits({ order_id, actor }: Shipment, line: LineItem, at: Instant): UpdateAction {
  const change = { cause: 'RESERVED', actor, reference: order_id } as const;
  return onLevel(line, changeReserved(line.quantity, { now: at.iso, change }));
}

/** A sub-reservation gives units back to what is free. */
export function releaseUnits({ order_id, actor }: Shipment, line: LineItem, at: Instant): UpdateAction {
  const change = { cause: 'RELEASED', actor, reference: order_id } as const;
  return onLevel(line, changeReserved(-line.quantity, { now: at.iso, change }));
}
