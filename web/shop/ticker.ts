import { element } from './element.ts';

/** What just happened to the products on the page, by what their badges hear. */
export interface Ticker {
  readonly view: HTMLElement;
  /** A product has so many units now. The first time is no news. */
  heard: (product: { productId: string; name: string }, availableCount: number) => void;
}

/** Lines that are kept on the page. */
const LINES = 5;

export function createTicker(): Ticker {
  const before = new Map<string, number>();
  const list = element('ol', { class: 'ticker', 'aria-label': 'Just happened' });
  const empty = element('p', {}, 'Quiet at the moment.');
  const view = element('section', { class: 'panel' }, element('h2', {}, 'Just happened'), empty, list);
  return {
    view,
    heard({ productId, name }, availableCount) {
      const last = before.get(productId);
      before.set(productId, availableCount);
      if (last === undefined || last === availableCount) return;
      const time = new Date().toLocaleTimeString('en-GB');
      list.prepend(element('li', {}, element('time', {}, time), ` ${sentence(name, last, availableCount)}`));
      while (list.children.length > LINES) list.lastElementChild?.remove();
      empty.hidden = true;
    },
  };
}

function sentence(name: string, last: number, now: number): string {
  if (now > last) return `${now - last} × ${name} came in`;
  return `${last - now} × ${name} ${now === 0 ? 'taken: sold out' : `taken, ${now} left`}`;
}
