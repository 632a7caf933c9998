import type { Availability } from '../../schema/types.ts';
import { askForProduct } from './back-end.ts';
import { element } from './element.ts';
import { priceOf, type Product } from './products.ts';

/** What the badge tells of a product; see its README. */
type BadgeChange = CustomEvent<{ productId: string; state: string; availability: Availability | null }>;

/** What a card does; without `take` it only shows. */
export interface CardActions {
  take?: (product: Product, quantity: number) => Promise<void>;
  /** Units that can be bought, each time that the badge says them. */
  heard: (availableCount: number) => void;
}

/** Most units that are put into the basket at once. */
const MOST = 99;

/** A product with its picture, price, badge and, where it can be taken, how many of it. */
export function createCard(product: Product, shopUrl: string | undefined, { take, heard }: CardActions): HTMLElement {
  const { productId, name, price } = product;
  const badge = element('stock-badge' as 'span', { 'product-id': productId });
  // Empty alternative text: the name stands below it.
  const picture = element('img', { src: `pictures/${productId}.svg`, alt: '', width: '320', height: '240', referrerpolicy: 'no-referrer' });
  const buy = take && createPurchase(product, take);
  const text = element('div', { class: 'text' }, element('h2', {}, name), element('p', { class: 'price' }, priceOf(price)), badge);
  const card = element('li', { class: 'card' }, picture, text, ...(buy ? [buy.view] : []));
  for (const type of ['stock-change', 'stock-error']) {
    badge.addEventListener(type, (event) => {
      const { state, availability } = (event as BadgeChange).detail;
      card.dataset['state'] = state;
      buy?.allow(availability?.availableCount ?? 0);
      if (availability) heard(availability.availableCount);
    });
  }
  if (shopUrl !== undefined) void showOwnPicture(picture, shopUrl, product);
  return card;
}

function createPurchase(product: Product, take: NonNullable<CardActions['take']>) {
  const { name } = product;
  const quantity = element('input', { type: 'number', min: '1', max: '1', value: '1', 'aria-label': `How many: ${name}` });
  // Not `disabled`: whoever has just taken the last one would lose the place where he is.
  const button = element('button', { type: 'submit', 'aria-disabled': 'true', 'aria-label': `Add to basket: ${name}` }, 'Add to basket');
  const view = element('form', { class: 'buy' }, quantity, button);
  view.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.ariaDisabled !== 'true') void take(product, quantity.valueAsNumber).then(() => (quantity.value = '1'));
  });
  return {
    view,
    allow(availableCount: number) {
      button.ariaDisabled = String(availableCount < 1);
      quantity.max = String(Math.max(1, Math.min(MOST, availableCount)));
    },
  };
}

/** In place of the drawing, where staff have given the product a picture. */
async function showOwnPicture(picture: HTMLImageElement, shopUrl: string, { productId }: Product): Promise<void> {
  const described = await askForProduct(shopUrl, productId).catch(() => null);
  if (described?.imageUrl) picture.src = described.imageUrl;
}
