import type { SiteConfig } from '../site-config.ts';
import { type Basket, createBasket } from './basket.ts';
import { createBasketView } from './basket-view.ts';
import { element } from './element.ts';
import { createCard } from './product-card.ts';
import { PRODUCTS } from './products.ts';
import { createTicker } from './ticker.ts';

/**
 * Without a back end of its own the page only shows: reserving stock takes the shop's credentials,
 * which are its server's.
 */
const EXPLANATION =
  'The badges are live. Reserving, paying and shipping is for the shop’s own server; in the local stack (npm start) this page can do it.';

async function begin(): Promise<void> {
  const response = await fetch('config.json', { cache: 'no-cache' });
  const { shopUrl } = (await response.json()) as SiteConfig;
  const ticker = createTicker();
  const shop = shopUrl === undefined ? undefined : openBasket(shopUrl);
  const cards = PRODUCTS.map((product) =>
    createCard(product, shopUrl, {
      heard: (availableCount) => ticker.heard(product, availableCount),
      ...(shop && { take: (taken, quantity) => shop.basket.add(taken, quantity) }),
    }),
  );
  const side = shop ? [shop.view, shop.news] : [element('p', { class: 'panel' }, EXPLANATION)];
  document
    .querySelector('main')
    ?.append(
      element('ul', { class: 'products', 'aria-label': 'Products' }, ...cards),
      element('div', { class: 'side' }, ...side, ticker.view),
    );
  await shop?.basket.refresh();
}

/** How long a message stays. */
const MESSAGE_MS = 8_000;

function openBasket(shopUrl: string): { basket: Basket; view: HTMLElement; news: HTMLElement } {
  const news = element('p', { role: 'status', class: 'news' });
  let leaves: ReturnType<typeof setTimeout> | undefined;
  const say = (sentence: string) => {
    news.textContent = sentence;
    clearTimeout(leaves);
    leaves = setTimeout(() => (news.textContent = ''), MESSAGE_MS);
  };
  const link = document.querySelector<HTMLAnchorElement>('.to-basket');
  const basket = createBasket(shopUrl, say, () => {
    show();
    const things = basket.reserved().length + basket.orders().size;
    if (link) link.textContent = things > 0 ? `Basket (${things})` : 'Basket';
  });
  const { view, show } = createBasketView(basket);
  if (link) link.hidden = false;
  addEventListener('online', () => void basket.refresh());
  return { basket, view, news };
}

void begin();
