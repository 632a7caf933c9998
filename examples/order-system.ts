import { type InventoryClient, isError, type Reservation, type ReservationLine } from './api-client.js';
import { type Cart, isOvertaken, newestReservation, reservationIdOf, shortagesOf } from './checkout.js';
import { atMost, isSame, without } from './order-lines.js';

/** An order that was paid, with the lines as they were paid, whatever the cart has become since. */
export interface Order {
  orderId: string;
  cart: Cart;
  lines: ReservationLine[];
}

/** What was decided when the order was paid. Parcels ship out of the reservation. */
export interface Commitment {
  reservationId: string | null;
  committed: ReservationLine[];
  /** What could not be had: to be paid back or ordered. */
  missing: ReservationLine[];
}

/** The shop's own table of orders. */
export interface Orders {
  decisionOf(orderId: string): Promise<Commitment | undefined>;
  /**
   * Before anything is done about it: what was paid back must not be committed when the message
   * comes again, and nothing is packed before.
   */
  decide(orderId: string, decision: Commitment): Promise<void>;
}

/** How often others may come in between before the message has to come again. */
const MOST_ROUNDS = 20;

/**
 * A message "order paid", which may come twice and late: handle one of an order at a time (a FIFO
 * queue grouped by order, or a lock on its row). Keeps what was paid and is there until it ships,
 * and says the same each time. Rejects when that could not be found out (no answer, `CONTENTION`,
 * no rights): then the message has to come again.
 */
export async function commitOrder(inventory: InventoryClient, orders: Orders, order: Order): Promise<Commitment> {
  const decided = await orders.decisionOf(order.orderId);
  if (decided) return decided;
  const reservation = await commitWhatIsThere(inventory, order);
  const committed = reservation?.lines ?? [];
  const decision = { reservationId: reservation?.reservationId ?? null, committed, missing: without(order.lines, committed) };
  await orders.decide(order.orderId, decision);
  return decision;
}

/** What was packed, under a number of its own; `reservationId` is that of the decision. */
export interface Parcel {
  parcelId: string;
  orderId: string;
  reservationId: string;
  lines: ReservationLine[];
}

/**
 * A message "parcel packed": ships it once by its own number, and keeps the rest of the order.
 * `RESERVATION_CLOSED`: the order was cancelled, so the parcel must not leave.
 */
export async function shipParcel(inventory: InventoryClient, { parcelId, orderId, reservationId, lines }: Parcel): Promise<void> {
  const parcel = { orderId: parcelId, reference: orderId, reservationIds: [reservationId], lines };
  await inventory.fulfillStock({ ...parcel, keepRemainder: true });
}

/** The order is cancelled: answers what had not shipped, which can be sold again. */
export async function cancelOrder(
  inventory: InventoryClient,
  { reservationId }: Pick<Commitment, 'reservationId'>,
): Promise<ReservationLine[]> {
  if (reservationId === null) return [];
  try {
    return (await inventory.releaseStock({ reservationId })).lines;
  } catch (error) {
    if (isError(error, 'RESERVATION_CLOSED')) return []; // All of it has shipped.
    throw error;
  }
}

/**
 * Goods came back. The number of the return makes them count once; the history has it as its note,
 * beside the order. For a role that has the policy `returns`, which the checkout needs not have.
 */
export async function takeBack(inventory: InventoryClient, returnNumber: string, orderId: string, line: ReservationLine): Promise<void> {
  const { productId, warehouseId, quantity: delta } = line;
  const ids = { adjustmentId: returnNumber, reference: orderId, note: returnNumber };
  await inventory.adjustStock({ ...ids, productId, warehouseId, delta, reason: 'RETURN' });
}

async function commitWhatIsThere(inventory: InventoryClient, order: Order): Promise<Reservation | undefined> {
  let wanted = without(order.lines, []);
  for (let round = 1; ; round += 1) {
    try {
      return await commitLines(inventory, order, wanted);
    } catch (error) {
      const short = shortagesOf(error);
      if (short) wanted = atMost(wanted, short);
      else if (!isOvertaken(error)) throw error;
      if (round === MOST_ROUNDS) throw error;
    }
  }
}

/**
 * Brings the order's reservation to these lines. It is committed first: from then on no other tab
 * changes it.
 */
async function commitLines(
  inventory: InventoryClient,
  { orderId, cart }: Order,
  wanted: ReservationLine[],
): Promise<Reservation | undefined> {
  const found = await newestReservation(inventory, cart, orderId);
  if (wanted.length === 0) {
    // Committed before it was known that nothing of it is what was paid.
    if (found?.reservation.orderId === orderId) await cancelOrder(inventory, found.reservation);
    return undefined;
  }
  const usable = found && isUsable(found.reservation, orderId, wanted);
  const reservationId = usable ? found.reservation.reservationId : reservationIdOf(cart, found ? found.attempt + 1 : cart.attempt);
  // What is paid may be of the safety stock, as what a late payment takes.
  if (!usable) await inventory.reserveStock({ reservationId, lines: wanted, ignoreSafety: true });
  const committed = await inventory.commitReservation({ reservationId, orderId, reacquire: true });
  if (isSame(committed.lines, wanted)) return committed;
  return inventory.changeReservation({ reservationId, lines: wanted, expectedRevision: committed.revision });
}

/**
 * Whether a reservation can be committed: it is the order's already, it still has its units, or it
 * would take those that were paid.
 */
function isUsable({ orderId, status, closedAt, lines }: Reservation, order: string, wanted: ReservationLine[]): boolean {
  if (orderId !== null) return orderId === order && status !== 'RELEASED';
  return status === 'ACTIVE' || (status === 'EXPIRED' && (closedAt === null || isSame(lines, wanted)));
}
