import { createHash } from 'node:crypto';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';
import type { FulfillStockInput } from '../../schema/types.ts';
import { checkId, checkLines } from '../lib/input.ts';
import { invalid } from '../lib/refusal.ts';

/** An order as it was asked for, checked and in one form. */
export interface Order {
  orderId: string;
  /** Each once. */
  reservationIds: string[];
  /** Added up; undefined ships all that the holds have. */
  lines: LineItem[] | undefined;
  keepRemainder: boolean;
  /** Who asks, for the history. */
  actor: string;
  /** Equal for two calls that ask the same. */
  fingerprint: string;
}

/** Checks an order. Throws INVALID_INPUT naming the field. */
export function readOrder(input: FulfillStockInput, actor: string): Order {
  checkId('orderId', input.orderId);
  const reservationIds = [...new Set(input.reservationIds ?? [])];
  if (reservationIds.length > limits.reservationsPerOrder) {
    throw invalid('reservationIds', `must be at most ${limits.reservationsPerOrder}`, limits.reservationsPerOrder);
  }
  reservationIds.forEach((id, place) => {
    checkId(`reservationIds[${place}]`, id);
  });
  // An empty list of lines ships nothing; only leaving it out means all.
  const lines = input.lines ? checkLines(input.lines, limits.linesPerOrder) : undefined;
  if (reservationIds.length === 0 && !lines) throw invalid('lines', 'or reservationIds must say what to ship');
  const order = { orderId: input.orderId, reservationIds, lines, keepRemainder: input.keepRemainder ?? false, actor };
  return { ...order, fingerprint: fingerprintOf(order) };
}

/** A hash, since a thousand lines would be the largest part of the record. */
function fingerprintOf({ reservationIds, lines, keepRemainder }: Omit<Order, 'fingerprint'>): string {
  const quantities = lines?.map((line) => [levelKey(line.product_id, line.warehouse_id), line.quantity] as const);
  const canonical = JSON.stringify([
    reservationIds.toSorted(),
    quantities?.toSorted(([one], [other]) => (one < other ? -1 : 1)) ?? null,
    keepRemainder,
  ]);
  return createHash('sha256').update(canonical).digest('base64');
}
