import { closeHold } from '../hold-writes.ts';
import { secondsOf } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { shipPieces } from '../level-moves.ts';
import type { LineItem } from '../lines.ts';
import { shippedOrder } from '../orders.ts';
import type { AskedOrder } from '../orders.ts';
import type { ReservationItem } from '../reservation.ts';
import { onHold, onLevel } from './action.ts';
import type { Action } from './action.ts';

/** An order that one transaction ships, as plain data: all of one hold that was read, or pieces that are free. */
export interface ShipCall extends AskedOrder {
  hold: ReservationItem | null;
  lines: LineItem[];
  actor: string;
}

/** The record of the order, then its hold where it has one, then the levels. */
export function shipActions(call: ShipCall, at: Instant): Action[] {
  const { hold, lines, orderId, actor } = call;
  const record = shippedOrder(call, lines, at);
  const actions: Action[] = [{ table: 'REQUESTS_TABLE', key: { request_id: record.request_id }, item: { ...record } }];
  if (hold) {
    actions.push(onHold(hold.reservation_id, closeHold(hold, { status: 'FULFILLED', closedAt: at.iso, nowSeconds: secondsOf(at) })));
  }
  const stamp = { now: at.iso, change: { cause: 'FULFILLED' as const, actor, reference: orderId } };
  return actions.concat(lines.map((line) => onLevel(line, shipPieces(line.quantity, hold ? line.quantity : 0, stamp))));
}
