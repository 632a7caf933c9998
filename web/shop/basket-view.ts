import type { Reservation } from './back-end.ts';
import { type Basket, describe, unitsOf } from './basket.ts';
import { element } from './element.ts';
import { priceOf, PRODUCTS } from './products.ts';

/** The basket on the page. */
export interface BasketView {
  readonly view: HTMLElement;
  /** Shows the basket as it is now. */
  show: () => void;
}

export function createBasketView(basket: Basket): BasketView {
  const heading = element('h2', { id: 'basket', tabindex: '-1' }, 'Your basket');
  const body = element('div');
  const view = element('section', { class: 'panel', 'aria-labelledby': 'basket' }, heading, body);
  const left = new Map<HTMLElement, string>();

  const button = (key: string, text: string, onclick: () => void, look: Record<string, string> = {}) =>
    element('button', { type: 'button', 'data-key': key, ...look, onclick }, text);

  function item(reservation: Reservation): HTMLElement {
    const time = element('span', { class: 'left' });
    left.set(time, reservation.expiresAt);
    const name = describe(reservation.lines);
    const release = () => void basket.giveBack(reservation);
    const back = button(reservation.reservationId, 'Give back', release, { class: 'quiet', 'aria-label': `Give back: ${name}` });
    return element('li', {}, element('span', {}, name), time, back);
  }

  function order(orderId: string, paid: readonly Reservation[]): HTMLElement {
    const what = paid.map(({ lines }) => describe(lines)).join(', ');
    const ship = button(orderId, 'Ship', () => void basket.ship(orderId), { 'aria-label': `Ship ${orderId}` });
    return element('li', {}, element('span', {}, what), element('span', { class: 'left' }, `${orderId}: paid, waits to be shipped`), ship);
  }

  function contents(): Node[] {
    const reserved = basket.reserved();
    const orders = [...basket.orders()];
    if (reserved.length + orders.length === 0)
      return [element('p', {}, 'Nothing yet. Take something, and watch its badge in every window.')];
    const parts: Node[] = [];
    if (reserved.length > 0) {
      const pay = button('pay', `Pay ${priceOf(totalOf(reserved))}`, () => void basket.pay());
      parts.push(element('ul', { class: 'lines', 'aria-label': 'Reserved for you' }, ...reserved.map(item)), pay);
    }
    if (orders.length > 0) {
      const list = element('ul', { class: 'lines', 'aria-label': 'Paid' }, ...orders.map(([id, paid]) => order(id, paid)));
      parts.push(element('h3', {}, 'Paid'), list);
    }
    return parts;
  }

  function show(): void {
    const { activeElement } = document;
    const key = body.contains(activeElement) ? (activeElement as HTMLElement).dataset['key'] : undefined;
    left.clear();
    body.replaceChildren(...contents());
    countDown();
    if (key === undefined) return;
    // Whoever works by keys goes on where he was, or at the head of what has changed.
    const same = [...body.querySelectorAll('button')].find((each) => each.dataset['key'] === key);
    (same ?? heading).focus();
  }

  function countDown(): void {
    for (const [time, end] of left) {
      const seconds = Math.max(0, Math.floor((Date.parse(end) - Date.now()) / 1_000));
      time.textContent = `yours for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    }
  }

  setInterval(() => {
    basket.tick();
    countDown();
  }, 1_000);
  return { view, show };
}

function totalOf(reserved: readonly Reservation[]): number {
  return reserved.reduce((sum, { lines }) => {
    const product = PRODUCTS.find(({ productId }) => productId === lines[0]?.productId);
    return sum + unitsOf(lines) * (product?.price ?? 0);
  }, 0);
}
