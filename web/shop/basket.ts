import { askBackEnd, type Path, type Reservation, ShopRefusal } from './back-end.ts';
import { element } from './element.ts';
import type { Product } from './products.ts';

/** The units that are reserved for this visitor, and what he has paid for. */
export interface Basket {
  readonly view: HTMLElement;
  /** Reserves one unit from a warehouse. */
  add(product: Product, warehouseId: string): Promise<void>;
}

/** Refusals after which there is nothing left to pay, give back or ship. */
const OVER: readonly string[] = ['RESERVATION_CLOSED', 'RESERVATION_EXPIRED', 'NOT_FOUND'];
const PREFIX = 'demo-';
/** Characters of a reservation's id in that of its order, which people have to tell each other. */
const ORDER_LENGTH = 8;

/** `say` tells people what happened. */
export function createBasket(shopUrl: string, say: (sentence: string) => void): Basket {
  const list = element('ul', { class: 'holds' });
  const empty = element('p', {}, 'Nothing yet. Hold one, and watch its badge here and in a second window.');
  const heading = element('h2', { id: 'basket', tabindex: '-1' }, 'Your basket');
  const view = element('section', { class: 'basket', 'aria-labelledby': 'basket' }, heading, empty, list);

  const attempt = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      say(done);
    } catch (error) {
      say((error as Error).message);
    }
  };

  function show(product: Product, reservation: Reservation): void {
    const { reservationId } = reservation;
    // From the reservation's id, so that a request that is sent again is about the same order.
    const orderId = `order-${reservationId.slice(PREFIX.length, PREFIX.length + ORDER_LENGTH)}`;
    const state = element('span', { class: 'left' });
    const row = element('li');
    const end = () => {
      clearInterval(tick);
      const hadFocus = row.contains(document.activeElement);
      row.remove();
      empty.hidden = list.children.length > 0;
      if (hadFocus) heading.focus();
    };
    const ask = (path: Path, done: string, then: () => void) => () =>
      void attempt(async () => {
        try {
          await askBackEnd(shopUrl, path, { reservationId, orderId });
        } catch (error) {
          if (error instanceof ShopRefusal && OVER.includes(error.type)) end();
          throw error;
        }
        then();
      }, done);
    const button = (text: string, onclick: () => void, look: Record<string, string> = {}) =>
      element('button', { type: 'button', ...look, onclick }, text);

    const paid = () => {
      clearInterval(tick);
      state.textContent = `paid: ${orderId} waits to be shipped`;
      const ship = button('Ship', ask('ship', `${product.name}: shipped.`, end));
      row.replaceChildren(element('span', {}, product.name), state, ship);
      ship.focus();
    };
    const count = () => {
      const seconds = Math.ceil((Date.parse(reservation.expiresAt) - Date.now()) / 1_000);
      if (seconds > 0) {
        state.textContent = `held for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
        return;
      }
      end();
      say(`${product.name}: the time is over; it goes back on sale.`);
    };
    row.append(
      ...[element('span', {}, product.name), state],
      button('Pay', ask('pay', `${product.name}: paid. It stays yours until it ships.`, paid)),
      button('Give back', ask('release', `${product.name}: given back.`, end), { class: 'quiet' }),
    );
    const tick = setInterval(count, 1_000);
    count();
    list.append(row);
    empty.hidden = true;
  }

  return {
    view,
    add: (product, warehouseId) =>
      attempt(async () => {
        const reservationId = PREFIX + crypto.randomUUID();
        const reservation = await askBackEnd(shopUrl, 'reserve', { reservationId, productId: product.productId, warehouseId });
        if (reservation) show(product, reservation);
      }, `${product.name}: held for you.`),
  };
}
