import type { Availability } from '../../schema/types.ts';
import type { SiteConfig } from '../site-config.ts';
import { askForProduct } from './back-end.ts';
import { createBasket, type Basket } from './basket.ts';
import { element } from './element.ts';
import { type Product, PRODUCTS } from './products.ts';

/** What the badge tells of a product; see its README. */
type BadgeChange = CustomEvent<{ productId: string; availability: Availability | null }>;

const news = element('p', { role: 'status', class: 'news' });
const prices = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** The warehouse that has most of a product, by product. */
const fullest = new Map<string, string>();

function card(product: Product, basket: Basket | undefined, shopUrl: string | undefined): HTMLElement {
  const { productId, name, price } = product;
  const reserve = element('button', { type: 'button', 'aria-disabled': 'true', 'aria-label': `Hold one: ${name}` }, 'Hold one');
  // Not `disabled`: whoever has just held the last one would lose the place where he is.
  reserve.addEventListener('click', () => {
    if (reserve.ariaDisabled !== 'true') void basket?.add(product, fullest.get(productId) ?? '');
  });
  const badge = element('stock-badge' as 'span', { 'product-id': productId });
  for (const type of ['stock-change', 'stock-error']) {
    badge.addEventListener(type, (event) => {
      const { availability } = (event as BadgeChange).detail;
      const [most] = (availability?.warehouses ?? []).toSorted((a, b) => b.availableCount - a.availableCount);
      reserve.ariaDisabled = String(!most || most.availableCount === 0);
      if (most) fullest.set(productId, most.warehouseId);
    });
  }
  const foot = element('div', { class: 'foot' }, element('span', { class: 'price' }, prices.format(price)), ...(basket ? [reserve] : []));
  const made = element('li', { class: 'card' }, element('h2', {}, name), element('p', { class: 'id' }, productId), badge, foot);
  if (shopUrl !== undefined) void showPicture(made, shopUrl, product);
  return made;
}

/** Above its name, where the shop has a picture of the product: a card is whole without one. */
async function showPicture(card: HTMLElement, shopUrl: string, { productId }: Product): Promise<void> {
  const described = await askForProduct(shopUrl, productId).catch(() => null);
  // Empty alternative text: the name stands below it.
  if (described?.imageUrl) card.prepend(element('img', { src: described.imageUrl, alt: '', referrerpolicy: 'no-referrer' }));
}

/**
 * Without a back end of its own the page only shows: reserving stock takes the shop's credentials,
 * which are its server's.
 */
function explanation(): HTMLElement {
  const text =
    'The badges are live. Holding, paying and shipping is for the shop’s own server; in the local stack (npm start) this page can do it.';
  return element('p', { class: 'basket' }, text);
}

async function begin(): Promise<void> {
  const response = await fetch('config.json', { cache: 'no-cache' });
  const { shopUrl } = (await response.json()) as SiteConfig;
  const basket = shopUrl === undefined ? undefined : createBasket(shopUrl, (sentence) => (news.textContent = sentence));
  const products = element(
    'ul',
    { class: 'products', 'aria-label': 'Products' },
    ...PRODUCTS.map((product) => card(product, basket, shopUrl)),
  );
  document.querySelector('main')?.append(products, basket?.view ?? explanation(), news);
}

void begin();
