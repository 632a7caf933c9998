import { closeReservation } from '../reservation-updates.ts';
import { secondsOf } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { shipUnits } from '../level-counts.ts';
import type { LineItem } from '../lines.ts';
import { shipmentChange, shippedOrder } from '../orders.ts';
import type { AskedOrder } from '../orders.ts';
import { isCommitted } from '../reservation.ts';
import type { ReservationItem } from '../reservation.ts';
import { onLevel, onReservation, putRequest } from './action.ts';
import type { Action } from './action.ts';

/**
 * An order that one transaction ships, as plain data: all of one reservation that was read, or
 * units that are free.
 */
export interface ShipCall extends AskedOrder {
  hold: ReservationItem | null;
  lines: LineItem[];
  actor: string;
}

/** The record of the order, then its reservation where it has one, then the levels. */
export function shipActions(call: ShipCall, at: Instant): Action[] {
  const { hold: reservation, lines, orderId, actor } = call;
  const record = shippedOrder(call, lines, at);
  const stamp = { now: at.iso, change: shipmentChange(orderId, call.reference, actor) };
  const committed = reservation !== null && isCommitted(reservation);
  // AppSync's type check takes the first element of a list for the type of all, so that what is of
  // another kind comes first, one by one.
  const levels: Action[] = lines.map((line) => {
    const leaving = { ships: line.quantity, reserved: reservation ? line.quantity : 0, committed: committed ? line.quantity : 0 };
    return onLevel(line, shipUnits(leaving, stamp));
  });
  const end = reservation && closeReservation(reservation, { status: 'FULFILLED', closedAt: at.iso, nowSeconds: secondsOf(at) });
  const reserved: Action[] = reservation && end ? [onReservation(reservation.reservation_id, end) as Action].concat(levels) : levels;
  const actions: Action[] = [putRequest(record)];
  return actions.concat(reserved);
}
