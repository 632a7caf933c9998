import { reopenReservation, restoreLines } from '../../domain/reservation-updates.ts';
import type { ConditionalUpdate, Expression } from '../../domain/expression.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { remove, update } from '../lib/transactions.ts';
import { allParts, endPart, movesOf, reopenPart, someParts } from './sub-reservations.ts';
import type { Origin, PartItem } from './sub-reservations.ts';
import type { OpenOrder } from './record.ts';
import { abandon, mustAdvance } from './steps.ts';
import type { Store } from './store.ts';
import { reserveLevel, unshipLevel } from './writes.ts';

/** A part that reserves. */
const ACTIVE: Expression = { expression: '#status = :active', attributes: ['status'], values: { ':active': 'ACTIVE' } };

/**
 * Gives everything back: parts that shipped hold again, then each goes back to the reservation it
 * came from, or is released.
 */
export async function undo(order: OpenOrder, store: Store): Promise<void> {
  let undoing = order.state === 'UNDOING' ? order : await mustAdvance(order, { state: 'UNDOING' }, store);
  const shipped = undoing.shipped > 0 ? (await allParts(undoing, store)).slice(0, undoing.shipped) : [];
  for (const part of shipped.toReversed()) undoing = await unship(part, undoing, store);
  const reserved = (await someParts(undoing, store)).filter(({ status }) => status === 'ACTIVE');
  for (const parts of Map.groupBy(reserved, ({ origin, reservation_id }) => origin?.reservation_id ?? reservation_id).values()) {
    undoing = await releaseLine(parts, undoing, store);
  }
  await abandon(undoing, store);
}

async function unship(part: PartItem, order: OpenOrder, store: Store): Promise<OpenOrder> {
  const { tables } = store;
  const moves = movesOf(part);
  const levels = await store.levels(moves);
  return mustAdvance(order, { shipped: order.shipped - 1 }, store, (now) => [
    reopenPart(tables.reservations, part),
    ...moves.map((move, place) => unshipLevel(tables.inventory, order, move, levels[place]?.name, now)),
  ]);
}

/**
 * The parts of one reservation, to the reservation while it is as the order left it, in one
 * transaction; otherwise their units become free, part by part.
 */
async function releaseLine(parts: readonly PartItem[], order: OpenOrder, store: Store): Promise<OpenOrder> {
  const { inventory, reservations } = store.tables;
  const origin = parts[0]?.origin;
  const [reservation] = origin ? await store.reservations([origin.reservation_id]) : [];
  const restored = origin && reservation && restore(reservation, origin);
  if (restored) {
    return mustAdvance(order, {}, store, () => [
      update(reservations, { reservation_id: origin.reservation_id }, restored),
      ...parts.map(({ reservation_id }) => remove(reservations, { reservation_id }, ACTIVE)),
    ]);
  }
  let releasing = order;
  for (const part of parts) {
    releasing = await mustAdvance(releasing, {}, store, (now) => [
      endPart(reservations, part, 'RELEASED', now),
      ...part.lines.map((line) => reserveLevel(inventory, order, line, -line.quantity, now)),
    ]);
  }
  return releasing;
}

function restore(reservation: ReservationItem, { lines, ...origin }: Origin): ConditionalUpdate | undefined {
  if (!lines) return reservation.status === 'FULFILLED' && reservation.revision === origin.revision ? reopenReservation(origin) : undefined;
  return reservation.status === 'ACTIVE' && reservation.revision === origin.revision + 1 ? restoreLines(reservation, lines) : undefined;
}
