import { type InventoryClient, isError, type Reservation, type ReservationLine } from './api-client.js';

/**
 * What the shop keeps with a cart. A reservation has one life: once it was released, shipped or ran
 * out, its id never reserves again. So each attempt to reserve a cart has an id of its own.
 * `attempt` is the one of the last answer, 1 for a new cart; an old one, as after a crash, costs a
 * read for each attempt since.
 */
export interface Cart {
  cartId: string;
  attempt: number;
}

/**
 * A line that cannot be had as it was asked; without a warehouse where the server was to choose
 * one.
 */
export interface Shortage {
  productId: string;
  warehouseId: string | null;
  available: number;
}

/** What the shop tells the customer. The attempt goes to the cart. */
export type CheckoutAnswer = { held: true; attempt: number; until: string } | { held: false; short: Shortage[] };

/** A reservation of a cart, and which attempt it is. */
export interface CartReservation {
  attempt: number;
  reservation: Reservation;
}

/** How long a customer may take, seconds. */
const HOLD_SECONDS = 900;
/** How often another tab may come in between before the customer is asked to try again. */
const MOST_ROUNDS = 10;

/**
 * The customer goes to the till. A double click, a reload, a second tab or a second server reserves
 * the cart once; after a change of the cart it is the same call, and the reservation follows; of
 * two tabs the later one wins. Who left, or comes back after the end, gets a new reservation.
 */
export async function holdCart(inventory: InventoryClient, cart: Cart, lines: ReservationLine[]): Promise<CheckoutAnswer> {
  for (let round = 1; ; round += 1) {
    try {
      const { attempt, reservation } = await holdOnce(inventory, cart, lines);
      return { held: true, attempt, until: reservation.expiresAt };
    } catch (error) {
      const short = shortagesOf(error);
      if (short) return { held: false, short };
      if (!isOvertaken(error) || round === MOST_ROUNDS) throw error;
    }
  }
}

/**
 * The customer pays and needs a little longer. What ended in the meantime is reserved anew, if it
 * can be.
 */
export async function keepHolding(inventory: InventoryClient, cart: Cart, lines: ReservationLine[]): Promise<CheckoutAnswer> {
  const newest = await newestReservation(inventory, cart);
  if (newest?.reservation.status === 'ACTIVE') {
    const { reservationId } = newest.reservation;
    try {
      const { expiresAt } = await inventory.extendReservation({ reservationId, ttlSeconds: HOLD_SECONDS });
      return { held: true, attempt: newest.attempt, until: expiresAt };
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
  return holdCart(inventory, cart, lines);
}

/**
 * The customer empties the cart. Without this the units come back when the reservation runs out.
 */
export async function leave(inventory: InventoryClient, cart: Cart): Promise<void> {
  for (let round = 1; ; round += 1) {
    const newest = await newestReservation(inventory, cart);
    if (newest?.reservation.status !== 'ACTIVE') return;
    const { reservationId, revision } = newest.reservation;
    try {
      // With the revision that was seen: what another tab pays meanwhile is an order, and stays.
      await inventory.releaseStock({ reservationId, expectedRevision: revision });
      return;
    } catch (error) {
      if (!isOvertaken(error) || round === MOST_ROUNDS) throw error;
    }
  }
}

/**
 * The newest reservation of a cart, whatever became of it; undefined when there was none. No other
 * of the cart can be active. With an order, that of the order where it has one, also when the
 * customer has begun anew since.
 */
export async function newestReservation(inventory: InventoryClient, cart: Cart, orderId?: string): Promise<CartReservation | undefined> {
  let newest: CartReservation | undefined;
  for (let { attempt } = cart; ; attempt += 1) {
    const reservation = await inventory.reservation({ reservationId: reservationIdOf(cart, attempt) });
    if (!reservation) return newest;
    newest = { attempt, reservation };
    const isOfOrder = reservation.orderId === orderId && reservation.status !== 'RELEASED';
    if (reservation.status === 'ACTIVE' || isOfOrder) return newest;
  }
}

/**
 * Gives back at once what a reservation still has that has just run out; by itself it takes up to
 * two minutes. For whoever wants the same units next: they can then be had by whoever comes first,
 * and that is likely him.
 */
async function giveBackIfDue(inventory: InventoryClient, { reservationId, status, closedAt, revision }: Reservation): Promise<void> {
  if (status === 'EXPIRED' && closedAt === null) await inventory.releaseStock({ reservationId, expectedRevision: revision });
}

/**
 * The lines that an error names as short, those of products that are gone included; undefined of
 * any other error.
 */
export function shortagesOf(error: unknown): Shortage[] | undefined {
  if (isError(error, 'INSUFFICIENT_STOCK')) return error.errorInfo.lines;
  if (isError(error, 'NOT_FOUND')) return error.errorInfo.lines?.map((line) => ({ ...line, available: 0 }));
  return undefined;
}

/** Whether somebody else was faster: who reads the reservation anew and decides again is right. */
export function isOvertaken(error: unknown): boolean {
  return (
    isError(error, 'VERSION_CONFLICT') ||
    isError(error, 'ID_REUSED') ||
    isError(error, 'RESERVATION_CLOSED') ||
    isError(error, 'RESERVATION_EXPIRED')
  );
}

async function holdOnce(inventory: InventoryClient, cart: Cart, lines: ReservationLine[]): Promise<CartReservation> {
  const newest = await newestReservation(inventory, cart);
  if (newest?.reservation.status === 'ACTIVE') {
    const { reservationId, revision } = newest.reservation;
    return { ...newest, reservation: await inventory.changeReservation({ reservationId, lines, expectedRevision: revision }) };
  }
  if (newest) await giveBackIfDue(inventory, newest.reservation);
  const attempt = newest ? newest.attempt + 1 : cart.attempt;
  const reservationId = reservationIdOf(cart, attempt);
  return { attempt, reservation: await inventory.reserveStock({ reservationId, lines, ttlSeconds: HOLD_SECONDS }) };
}

/**
 * Made of what the shop has stored, so that whoever makes the same attempt again makes the same
 * reservation.
 */
export function reservationIdOf({ cartId }: Cart, attempt: number): string {
  return `${cartId}/${attempt}`;
}
