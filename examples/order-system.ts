import { type Fulfillment, type InventoryClient, isError, type ReservationLine } from './api-client.js';
import { type Cart, giveBackIfDue, isOvertaken, newestReservation, type Shortage, shortagesOf } from './checkout.js';

/** An order that was paid, with the lines as they were paid, whatever the cart has become since. */
export interface Order {
  orderId: string;
  cart: Cart;
  lines: ReservationLine[];
}

/**
 * What becomes of an order: what ships, and what could not be had, which is paid back or ordered.
 */
export interface Shipping {
  shipped: ReservationLine[];
  missing: ReservationLine[];
}

/** The shop's own table of orders. */
export interface Orders {
  decisionOf(orderId: string): Promise<Shipping | undefined>;
  /**
   * Before anything is done about it: what was paid back must not ship when the message comes
   * again.
   */
  decide(orderId: string, decision: Shipping): Promise<void>;
}

/** How often others may come in between before the message has to come again. */
const MOST_ROUNDS = 20;

/**
 * A message "order paid", which may come twice and late: handle one of an order at a time (a FIFO
 * queue grouped by order, or a lock on its row). Ships what was paid and is there, once by the
 * order's id, and says the same each time. Rejects when that could not be found out (no answer,
 * `CONTENTION`, no rights): then the message has to come again.
 */
export async function shipOrder(inventory: InventoryClient, orders: Orders, order: Order): Promise<Shipping> {
  const decided = await orders.decisionOf(order.orderId);
  if (decided) return decided;
  const shipped = await shipWhatIsThere(inventory, order);
  const decision = { shipped, missing: without(order.lines, shipped) };
  await orders.decide(order.orderId, decision);
  return decision;
}

/**
 * Goods came back. The return's own number makes them count once. For a role that has the policy
 * `returns`, which the checkout needs not have.
 */
export async function takeBack(
  inventory: InventoryClient,
  returnNumber: string,
  { productId, warehouseId, quantity }: ReservationLine,
): Promise<void> {
  // The history names the reference, so that it can be asked what a change was for.
  const ids = { adjustmentId: returnNumber, reference: returnNumber };
  await inventory.adjustStock({ ...ids, productId, warehouseId, delta: quantity, reason: 'RETURN' });
}

async function shipWhatIsThere(inventory: InventoryClient, order: Order): Promise<ReservationLine[]> {
  let wanted = without(order.lines, []);
  for (let round = 1; ; round += 1) {
    // Also by a copy of this message that died before it could say so.
    const done = await inventory.fulfillment({ orderId: order.orderId });
    if (done) return done.lines;
    if (wanted.length === 0) return [];
    try {
      return (await ship(inventory, order, wanted)).lines;
    } catch (error) {
      const short = shortagesOf(error);
      if (short) wanted = atMost(wanted, short);
      else if (!isOvertaken(error) && !isError(error, 'EXCEEDS_RESERVATION')) throw error;
      if (round === MOST_ROUNDS) throw error;
    }
  }
}

/** Ships these lines, of the cart's reservation where it has one, or none of them. */
async function ship(inventory: InventoryClient, { orderId, cart }: Order, wanted: ReservationLine[]): Promise<Fulfillment> {
  const reservation = (await newestReservation(inventory, cart))?.reservation;
  if (reservation?.status === 'ACTIVE') {
    const { reservationId, revision } = reservation;
    // Another tab may have made it smaller. A larger one is no matter: what does not ship can be
    // sold again.
    if (without(wanted, reservation.lines).length > 0)
      await inventory.changeReservation({ reservationId, lines: wanted, expectedRevision: revision });
    return inventory.fulfillStock({ orderId, reservationIds: [reservationId], lines: wanted });
  }
  if (reservation) await giveBackIfDue(inventory, reservation);
  return inventory.fulfillStock({ orderId, lines: wanted });
}

/** What is left of lines, each level once, when others are taken away. */
function without(lines: ReservationLine[], taken: ReservationLine[]): ReservationLine[] {
  const left = new Map<string, ReservationLine>();
  const add = (line: ReservationLine, quantity: number) => {
    const { productId, warehouseId } = line;
    left.set(levelOf(line), { productId, warehouseId, quantity: (left.get(levelOf(line))?.quantity ?? 0) + quantity });
  };
  for (const line of lines) add(line, line.quantity);
  for (const line of taken) add(line, -line.quantity);
  return [...left.values()].filter(({ quantity }) => quantity > 0);
}

/** Lines with no more than there is of those that are short. */
function atMost(lines: ReservationLine[], short: Shortage[]): ReservationLine[] {
  const available = new Map(short.map((line) => [levelOf(line), line.available]));
  const possible = lines.map((line) => ({ ...line, quantity: Math.min(line.quantity, available.get(levelOf(line)) ?? line.quantity) }));
  return possible.filter(({ quantity }) => quantity > 0);
}

function levelOf({ productId, warehouseId }: Pick<Shortage, 'productId' | 'warehouseId'>): string {
  return JSON.stringify([productId, warehouseId]);
}
