import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callersOf } from '../support/client.ts';
import { aReservation, line } from '../support/fixtures.ts';
import { releaseStock } from '../support/operations.ts';
import { accepted } from '../support/outcome.ts';
import { useStack } from '../support/stack.ts';
import { axeFindings, useBrowser } from './support/browser.ts';
import { setAvailable } from './support/levels.ts';
import { useShop } from './support/shop-page.ts';

const { open, origin } = useBrowser();
const { place } = useShop();
const PRODUCT = { productId: '47566', warehouseId: 'LONDON' };

/**
 * The addresses of the example, and those of the stack, whose site goes by another name than its
 * API: the policy has to allow both.
 */
const addresses = [
  ['https://d111111abcdef8.cloudfront.net', origin.replace('127.0.0.1', 'localhost')],
  ['https://example1234567890000.appsync-api.eu-central-1.amazonaws.com', origin],
  ['wss://example1234567890000.appsync-realtime-api.eu-central-1.amazonaws.com', origin.replace('http', 'ws')],
] as const;

/** Opens the shop with a file of examples/ in which only the addresses are others. */
function example(name: string): string {
  const content = readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');
  return place(
    name,
    addresses.reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), content),
  );
}

test('the product page of docs/integration.md sells while there is something to sell', async () => {
  await setAvailable(PRODUCT, 5);
  const { page, problems } = await open();
  for (const name of ['product-page.css', 'product-page.js']) example(name);
  await page.goto(example('product-page.html'));
  const addToCart = page.getByRole('button', { name: 'Add to cart' });
  const says = async (text: string) => page.getByText(text, { exact: true }).waitFor();

  await says('In stock');
  expect(await addToCart.isEnabled()).toBe(true);
  await aReservation([line(PRODUCT, 3)]);
  await says('Only 2 left');
  expect(await addToCart.isEnabled()).toBe(true);
  const last = await aReservation([line(PRODUCT, 2)]);
  await says('Out of stock');
  expect(await addToCart.isEnabled()).toBe(false);
  await accepted(releaseStock(callersOf(useStack()).checkout, { reservationId: last.reservationId }));
  await says('Only 2 left');
  expect(await addToCart.isEnabled()).toBe(true);

  // The shop's style reaches the badge.
  expect(await page.locator('stock-badge [part=badge]').evaluate((part) => getComputedStyle(part).borderWidth)).toBe('1px');
  expect(await axeFindings(page)).toEqual([]);
  expect(problems).toEqual([]);
});
