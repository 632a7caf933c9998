import { askBackEnd, type Reservation, ShopRefusal } from './back-end.ts';
import { createKept } from './kept.ts';
import { nameOf, type Product } from './products.ts';

/** What is reserved for this visitor, and what he has paid for; the same in all his windows. */
export interface Basket {
  /** Reservations that run, the one that ends first at the front. */
  reserved: () => readonly Reservation[];
  /** Paid and not shipped, by order. */
  orders: () => ReadonlyMap<string, readonly Reservation[]>;
  add: (product: Product, quantity: number) => Promise<void>;
  giveBack: (reservation: Reservation) => Promise<void>;
  /** All that is reserved, as one order. */
  pay: () => Promise<void>;
  ship: (orderId: string) => Promise<void>;
  /** Asks what became of the reservations that the browser knows. Forgets those that ended. */
  refresh: () => Promise<void>;
  /** Drops what has run out by the clock of this machine. */
  tick: () => void;
}

/** Refusals after which there is nothing left to pay, give back or ship. */
const OVER: readonly string[] = ['RESERVATION_CLOSED', 'RESERVATION_EXPIRED', 'NOT_FOUND'];
const PREFIX = 'demo-';
/** Characters of a reservation's id in that of its order, which people have to tell each other. */
const ORDER_LENGTH = 8;

/** What nobody knows by then was never made: another window may be asking for it until then. */
const LONGEST_CALL_MS = 60_000;

/** `say` tells people what happened; `changed` that there is something else to show. */
export function createBasket(shopUrl: string, say: (sentence: string) => void, changed: () => void): Basket {
  const known = new Map<string, Reservation>();
  const kept = createKept(() => void refresh());

  function note(reservation: Reservation): void {
    known.set(reservation.reservationId, reservation);
    kept.touch();
    changed();
  }

  function forget(reservationId: string): void {
    known.delete(reservationId);
    kept.forget(reservationId);
    changed();
  }

  /** Says how it ended; what the API says is over leaves the basket. */
  async function attempt(reservationIds: readonly string[], work: () => Promise<string>): Promise<void> {
    try {
      say(await work());
    } catch (error) {
      if (error instanceof ShopRefusal && OVER.includes(error.type)) reservationIds.forEach(forget);
      say((error as Error).message);
    }
  }

  async function refresh(): Promise<void> {
    const ids = new Set(kept.all().map(({ reservationId }) => reservationId));
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    changed();
    await Promise.all(
      kept.all().map(async ({ reservationId, at }) => {
        try {
          const reservation = await askBackEnd(shopUrl, 'reservation', { reservationId });
          if (reservation?.status === 'ACTIVE' || reservation?.status === 'COMMITTED') known.set(reservationId, reservation);
          else if (reservation || Date.now() - at > LONGEST_CALL_MS) forget(reservationId);
        } catch (error) {
          say((error as Error).message);
        }
      }),
    );
    changed();
  }

  const of = (status: Reservation['status']) => [...known.values()].filter((reservation) => reservation.status === status);
  const reserved = () => of('ACTIVE').toSorted((a, b) => a.expiresAt.localeCompare(b.expiresAt));
  const orders = () => Map.groupBy(of('COMMITTED'), ({ orderId }) => orderId ?? '');

  return {
    reserved,
    orders,
    refresh,
    async add({ productId, name }, quantity) {
      const reservationId = PREFIX + crypto.randomUUID();
      kept.keep(reservationId);
      try {
        const reservation = await askBackEnd(shopUrl, 'reserve', { reservationId, productId, quantity });
        if (reservation) note(reservation);
        say(`${quantity} × ${name}: reserved for you.`);
      } catch (error) {
        // Without an answer it may have taken effect: then the next look finds it.
        if (error instanceof ShopRefusal) forget(reservationId);
        say((error as Error).message);
      }
    },
    giveBack: ({ reservationId, lines }) =>
      attempt([reservationId], async () => {
        await askBackEnd(shopUrl, 'release', { reservationId });
        forget(reservationId);
        return `${describe(lines)}: given back.`;
      }),
    async pay() {
      const [first] = reserved();
      // From a reservation's id, so that a request that is sent again is about the same order.
      const orderId = `order-${first?.reservationId.slice(PREFIX.length, PREFIX.length + ORDER_LENGTH)}`;
      for (const { reservationId, lines } of reserved()) {
        await attempt([reservationId], async () => {
          const reservation = await askBackEnd(shopUrl, 'pay', { reservationId, orderId });
          if (reservation) note(reservation);
          return `${describe(lines)}: paid. It stays yours until it ships.`;
        });
      }
    },
    ship: (orderId) => {
      const reservationIds = (orders().get(orderId) ?? []).map(({ reservationId }) => reservationId);
      return attempt(reservationIds, async () => {
        await askBackEnd(shopUrl, 'ship', { orderId, reservationIds });
        reservationIds.forEach(forget);
        return `${orderId}: shipped.`;
      });
    },
    tick() {
      for (const { reservationId, lines, expiresAt } of reserved()) {
        if (Date.parse(expiresAt) > Date.now()) continue;
        forget(reservationId);
        say(`${describe(lines)}: the time is over; it goes back on sale.`);
      }
    },
  };
}

/** How many units a reservation has. */
export function unitsOf(lines: Reservation['lines']): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** "2 × Party bunting": a reservation of this shop is of one product, from whatever warehouses. */
export function describe(lines: Reservation['lines']): string {
  return `${unitsOf(lines)} × ${nameOf(lines[0]?.productId ?? '')}`;
}
