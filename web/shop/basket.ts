import { askBackEnd, type Reservation } from './back-end.ts';
import { element } from './element.ts';
import type { Product } from './products.ts';

/** The units that are reserved for this visitor. */
export interface Basket {
  readonly view: HTMLElement;
  /** Reserves one unit from a warehouse. */
  add(product: Product, warehouseId: string): Promise<void>;
}

/** `say` tells people what happened. */
export function createBasket(shopUrl: string, say: (sentence: string) => void): Basket {
  const list = element('ul', { class: 'holds' });
  const empty = element('p', {}, 'Nothing yet. Hold a piece, and watch its badge here and in a second window.');
  const view = element(
    'section',
    { class: 'basket', 'aria-labelledby': 'basket' },
    element('h2', { id: 'basket' }, 'Your basket'),
    empty,
    list,
  );

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
    const left = element('span', { class: 'left' });
    const end = () => {
      clearInterval(tick);
      row.remove();
      empty.hidden = list.children.length > 0;
    };
    const ask = (path: 'release' | 'checkout', done: string) => () =>
      void attempt(async () => {
        await askBackEnd(shopUrl, path, { reservationId });
        end();
      }, done);
    const row = element(
      'li',
      {},
      element('span', {}, product.name),
      left,
      element('button', { type: 'button', onclick: ask('checkout', `${product.name}: bought.`) }, `Buy`),
      element('button', { type: 'button', class: 'quiet', onclick: ask('release', `${product.name}: given back.`) }, 'Give back'),
    );
    const count = () => {
      const seconds = Math.ceil((Date.parse(reservation.expiresAt) - Date.now()) / 1_000);
      if (seconds > 0) {
        left.textContent = `held for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
        return;
      }
      end();
      say(`${product.name}: the time is over; the piece goes back on the shelf.`);
    };
    const tick = setInterval(count, 1_000);
    count();
    list.append(row);
    empty.hidden = true;
  }

  return {
    view,
    add: (product, warehouseId) =>
      attempt(async () => {
        const reservationId = `demo-${crypto.randomUUID()}`;
        const reservation = await askBackEnd(shopUrl, 'reserve', { reservationId, productId: product.productId, warehouseId });
        if (reservation) show(product, reservation);
      }, `${product.name}: held for you.`),
  };
}
