import { secondsOf } from './instant.ts';
import type { Instant } from './instant.ts';
import type { LastChange } from './last-change.ts';
import { retention } from './limits.ts';
import { reservationLine } from './lines.ts';
import type { LineItem } from './lines.ts';
import { isNil } from './nil.ts';
import type { RequestItem } from './requests.ts';
import { text } from './stored.ts';
import { KEY_SEPARATOR } from './text.ts';
import type { Fulfillment } from '../schema/types.ts';

/**
 * Where an order is. One that fits a transaction is SHIPPED at once. A larger one brings its units
 * into reservations of its own, its sub-reservations (HOLDING), ships these one after the other
 * (SHIPPING), or gives everything back after a refusal (UNDOING).
 */
export type OrderState = 'HOLDING' | 'SHIPPING' | 'UNDOING' | 'SHIPPED';

/** The partition of the index over orders that are not at their end. */
export const UNFINISHED = 'ORDER';

/** The record of an order in the Requests table. */
export interface OrderItem extends RequestItem {
  order_id: string;
  state: OrderState;
  /** What the caller named beside its id, as the order that this is a parcel of. */
  reference?: string | null;
  reservation_ids: string[];
  /** What shipped, and when, ISO 8601; from SHIPPED on. */
  lines?: LineItem[];
  fulfilled_at?: string;
  /** All that follows only until then. Who began it, for the history. */
  actor?: string;
  /**
   * How many sub-reservations it has, and how many of these have shipped. Their ids are made of
   * `saga` and their number.
   */
  saga?: string;
  parts?: number;
  shipped?: number;
  /**
   * Who works on it, how many steps it has made, and until when nobody else may go on, epoch
   * milliseconds.
   */
  worker?: string;
  step?: number;
  lease_until?: number;
  /** Index of unfinished orders; absent at the end. */
  unfinished?: typeof UNFINISHED;
}

/** What makes an order the same when it is sent again. */
export interface AskedOrder {
  orderId: string;
  reservationIds: string[];
  /** What it asks, as `askedOf` says it, or the hash of that. */
  input: string;
  reference?: string | null | undefined;
}

/**
 * What the history says of units that ship: the reference that the caller gave, or else the id; of
 * a parcel with both, the note says which.
 */
export function shipmentChange(orderId: string, reference: string | null | undefined, actor: string): LastChange {
  const change = { cause: 'FULFILLED' as const, actor, reference: reference ?? orderId };
  return isNil(reference) ? change : { ...change, note: orderId };
}

/**
 * What an order asks, in one form: equal texts are equal orders. Lines are added up, and their
 * order does not matter; null ships all that the reservations have. A resolver keeps the text
 * itself, since it has no hash.
 */
export function askedOf(
  reservationIds: string[],
  lines: LineItem[] | null,
  keepRemainder: boolean,
  reference: string | null | undefined,
): string {
  const asked = lines ? lines.map((line) => JSON.stringify([line.product_id, line.warehouse_id, line.quantity])).sort() : null;
  const all: unknown[] = [reservationIds.concat([]).sort(), asked, keepRemainder];
  // Only where there is one: records of the release before have none, and are compared with this.
  return JSON.stringify(isNil(reference) ? all : all.concat([reference]));
}

/** The record of a new order. */
export function newOrder({ orderId, reservationIds, input, reference }: AskedOrder, at: Instant): Omit<OrderItem, 'state'> {
  const order = {
    request_id: orderKey(orderId),
    order_id: orderId,
    input,
    reservation_ids: reservationIds,
    created_at: at.iso,
    request_expiry: secondsOf(at) + retention.order,
  };
  return isNil(reference) ? order : { ...order, reference };
}

/** The record of an order that ships in one transaction. */
export function shippedOrder(asked: AskedOrder, lines: LineItem[], at: Instant): OrderItem {
  return { ...newOrder(asked, at), state: 'SHIPPED', lines, fulfilled_at: at.iso };
}

/** An order that shipped, as callers see it. */
export function fulfillmentView(order: OrderItem): Fulfillment {
  return {
    orderId: order.order_id,
    reference: text(order.reference),
    reservationIds: order.reservation_ids,
    lines: (order.lines ?? []).map((line) => reservationLine(line)),
    fulfilledAt: order.fulfilled_at ?? '',
  };
}

/** The key of an order's record. */
export function orderKey(orderId: string): string {
  return `ORDER#${orderId}`;
}

/** The id of a sub-reservation. No caller can form it, since ids have no control characters. */
export function subReservationId({ order_id, saga }: Pick<OrderItem, 'order_id' | 'saga'>, place: number): string {
  return [order_id, saga ?? '', `${place}`].join(KEY_SEPARATOR);
}

/** Whether a large order made this reservation for itself. */
export function isSubReservation(reservationId: string): boolean {
  return reservationId.includes(KEY_SEPARATOR);
}

/** The order, and the attempt at it, that a sub-reservation belongs to. */
export function orderOf(reservationId: string): { orderId: string; saga: string } {
  const [orderId, saga] = reservationId.split(KEY_SEPARATOR);
  return { orderId: orderId ?? '', saga: saga ?? '' };
}
