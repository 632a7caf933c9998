import { reservationLine } from './lines.ts';
import type { LineItem } from './lines.ts';
import type { RequestItem } from './requests.ts';
import type { Fulfillment } from '../schema/types.ts';

/**
 * Where an order is. One that fits a transaction is SHIPPED at once. A larger one takes its pieces into holds of its own (HOLDING), ships
 * them one after the other (SHIPPING), or gives all back after a refusal (UNDOING).
 */
export type OrderState = 'HOLDING' | 'SHIPPING' | 'UNDOING' | 'SHIPPED';

/** The partition of the index over orders that are not at their end. */
export const UNFINISHED = 'ORDER';

/** The record of an order in the Requests table. */
export interface OrderItem extends RequestItem {
  order_id: string;
  state: OrderState;
  reservation_ids: string[];
  /** What shipped, and when, ISO 8601; from SHIPPED on. */
  lines?: LineItem[];
  fulfilled_at?: string;
  /** The rest only until then. Who began it, for the history. */
  actor?: string;
  /** How many holds of its own it has, and how many of these have shipped. Their ids are made of `saga` and their number. */
  saga?: string;
  parts?: number;
  shipped?: number;
  /** Who works on it, how many steps it has made, and until when nobody else may go on, epoch milliseconds. */
  worker?: string;
  step?: number;
  lease_until?: number;
  /** Index of unfinished orders; absent at the end. */
  unfinished?: typeof UNFINISHED;
}

/** An order that shipped, as callers see it. */
export function fulfillmentView(order: OrderItem): Fulfillment {
  return {
    orderId: order.order_id,
    reservationIds: order.reservation_ids,
    lines: (order.lines ?? []).map((line) => reservationLine(line)),
    fulfilledAt: order.fulfilled_at ?? '',
  };
}

/** The key of an order's record. */
export function orderKey(orderId: string): string {
  return `ORDER#${orderId}`;
}
