import { createHash } from 'node:crypto';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';
import { askedOf } from '../../domain/orders.ts';
import type { FulfillStockInput } from '../../schema/types.ts';
import { checkId, checkLines, checkNewId, checkText } from '../lib/input.ts';
import { invalid } from '../lib/refusal.ts';

/** An order as it was asked for, checked and in one form. */
export interface Order {
  orderId: string;
  /** Each once. */
  reservationIds: string[];
  /** Added up; undefined ships all that the reservations have. */
  lines: LineItem[] | undefined;
  keepRemainder: boolean;
  reference?: string | undefined;
  /** Who asks, for the history. */
  actor: string;
  /**
   * What it asks; see `askedOf`. Its record has this from a resolver, otherwise the fingerprint.
   * Both are equal for two calls that ask the same.
   */
  asked: string;
  fingerprint: string;
}

/**
 * Checks an order. `asked` is what the resolver has made of it, if it has: a text compares best
 * with its own. Throws INVALID_INPUT naming the field.
 */
export function readOrder(input: FulfillStockInput, actor: string, asked?: string | null): Order {
  checkNewId('orderId', input.orderId);
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
  checkText('reference', input.reference, limits.referenceLength);
  const reference = input.reference ?? undefined;
  const order = { orderId: input.orderId, reservationIds, lines, keepRemainder: input.keepRemainder ?? false, actor, reference };
  const own = askedOf(reservationIds, lines ?? null, order.keepRemainder, reference);
  return { ...order, asked: asked ?? own, fingerprint: fingerprintOf(order) };
}

function fingerprintOf({ reservationIds, lines, keepRemainder, reference }: Omit<Order, 'asked' | 'fingerprint'>): string {
  const quantities = lines?.map((line) => [levelKey(line.product_id, line.warehouse_id), line.quantity] as const);
  const canonical = JSON.stringify([
    reservationIds.toSorted(),
    quantities?.toSorted(([one], [other]) => (one < other ? -1 : 1)) ?? null,
    keepRemainder,
    // Only where there is one: the release before knew none, and its records are compared with
    // this.
    ...(reference === undefined ? [] : [reference]),
  ]);
  return createHash('sha256').update(canonical).digest('base64');
}
