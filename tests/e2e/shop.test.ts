import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { PRODUCTS } from '../../web/shop/products.ts';
import { callersOf } from '../support/client.ts';
import { newId } from '../support/fixtures.ts';
import { availability, fulfillStock, listReservations, stock, updateStock } from '../support/operations.ts';
import { accepted } from '../support/outcome.ts';
import { useStack } from '../support/stack.ts';
import { axeFindings, useBrowser } from './support/browser.ts';
import { setAvailable } from './support/levels.ts';

const { open, origin } = useBrowser();
/** The product of the first card. */
const PRODUCT = { productId: '85123A', warehouseId: 'LONDON' };
const NAME = 'White hanging heart t-light holder';

const available = async () =>
  (await accepted(availability(callersOf(useStack()).storefront, { productId: PRODUCT.productId }))).availableCount;

/** The shop with so many of the first product, in a browser of its own. */
async function openShop(units: number, options?: Parameters<typeof open>[0]) {
  await setAvailable(PRODUCT, units);
  const { page, problems } = await open(options);
  await page.goto(`${origin}/`);
  return { page, problems, card: cardOf(page) };
}

const cardOf = (page: Page) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: NAME }) });
const button = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name });

test('units are reserved, given back, reserved again, paid and then shipped', async () => {
  const { page, problems, card } = await openShop(5);
  await card.getByText('In stock').waitFor();
  await card.getByLabel('How many').fill('2');
  await button(card, 'Add to basket').click();
  await page.getByText(/yours for [12]:\d\d/).waitFor();
  expect(await available()).toBe(3);
  await button(page, 'Give back').click();
  await page.getByText('given back.').waitFor();
  expect(await available()).toBe(5);
  await button(card, 'Add to basket').click();
  await button(page, 'Pay £2.55').click();
  await page.getByText('paid. It stays yours until it ships.').waitFor();
  const { admin } = callersOf(useStack());
  expect((await stock(admin, PRODUCT)).value).toMatchObject({ stockCount: 5, reservedCount: 1, committedCount: 1 });
  expect(await axeFindings(page)).toEqual([]);
  await button(page, /^Ship/).click();
  await page.getByText('shipped.', { exact: false }).and(page.getByRole('status')).waitFor();
  expect((await stock(admin, PRODUCT)).value).toMatchObject({ stockCount: 4, reservedCount: 0, committedCount: 0 });
  expect(problems).toEqual([]);
});

test('what one takes changes the badge, the button and the ticker of another window', async () => {
  const { page, card } = await openShop(2);
  const other = await openShop(2);
  for (const each of [card, other.card]) await each.getByText('Only 2 left').waitFor();
  await card.getByLabel('How many').fill('2');
  await button(card, 'Add to basket').click();
  await other.card.getByText('Out of stock').waitFor();
  await other.page.getByText(`2 × ${NAME} taken: sold out`).waitFor();
  await expect.poll(() => button(other.card, 'Add to basket').isDisabled()).toBe(true);
  await button(page, 'Give back').click();
  await other.page.getByText(`2 × ${NAME} came in`).waitFor();
});

test('a basket and its paid orders survive a reload, and another window of the browser has them too', async () => {
  const { page, card } = await openShop(5);
  const second = await page.context().newPage();
  await second.goto(`${origin}/`);
  await button(card, 'Add to basket').click();
  for (const each of [page, second]) await each.getByText(/yours for [12]:\d\d/).waitFor();
  await page.reload();
  await page.getByText(/yours for [12]:\d\d/).waitFor();
  await page.getByRole('link', { name: 'Basket (1)' }).waitFor();
  await button(page, /^Pay/).click();
  for (const each of [page, second]) await each.getByText(/paid, waits to be shipped/).waitFor();
  await page.reload();
  await button(page, /^Ship/).click();
  for (const each of [page, second]) await each.getByText('Nothing yet').waitFor();
});

test('a reservation whose time is over leaves the basket, and can be taken again', async () => {
  const { page, card } = await openShop(5);
  await button(card, 'Add to basket').click();
  await page.getByText(/yours for/).waitFor();
  await page.clock.install();
  await page.clock.fastForward('03:00');
  await page.getByText('the time is over; it goes back on sale').waitFor();
  await page.getByText('Nothing yet').waitFor();
});

test('each product has a drawing, and in its place the picture that the shop keeps of it', async () => {
  await setAvailable(PRODUCT, 5);
  const { admin } = callersOf(useStack());
  const { version } = await accepted(stock(admin, PRODUCT));
  await accepted(updateStock(admin, { ...PRODUCT, expectedVersion: version, imageUrl: 'https://images.example/heart.svg' }));
  const { page, problems } = await open();
  const body = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>';
  await page.route('https://images.example/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body }));
  await page.goto(`${origin}/`);
  const widths = () => page.locator('.card img').evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
  await expect.poll(async () => (await widths()).filter((width) => width > 20)).toHaveLength(PRODUCTS.length - 1);
  await expect.poll(async () => (await widths())[0]).toBe(20);
  expect(problems).toEqual([]);
  await accepted(updateStock(admin, { ...PRODUCT, expectedVersion: version + 1, imageUrl: '' }));
});

test('who comes too late learns it', async () => {
  const { page, card } = await openShop(1);
  await page.getByText('Only 1 left').waitFor();
  await page.route('**/_local/shop/reserve', async (route) => {
    await setAvailable(PRODUCT, 0);
    await route.continue();
  });
  await button(card, 'Add to basket').click();
  await page.getByText('Somebody was faster').waitFor();
});

test('each button says which product it is for, and whoever works by keys stays where he was', async () => {
  const { page, card } = await openShop(1);
  const buttons = button(page, 'Add to basket');
  await page.getByText('Only 1 left').waitFor();
  const names = await buttons.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
  expect(names).toHaveLength(PRODUCTS.length);
  expect(new Set(names).size).toBe(names.length);
  const take = button(card, `Add to basket: ${NAME}`);
  await take.press('Enter');
  await button(page, 'Give back').waitFor();
  await expect.poll(() => take.isDisabled()).toBe(true);
  const focused = () => document.activeElement?.textContent;
  expect(await page.evaluate(focused)).toBe('Add to basket');
  await button(page, 'Give back').press('Enter');
  await page.getByText('given back.').waitFor();
  expect(await page.evaluate(focused)).toBe('Your basket');
});

test('an order that was shipped from the packing list leaves the basket', async () => {
  const { page, card } = await openShop(5);
  await card.getByText('In stock').waitFor();
  await button(card, 'Add to basket').click();
  await button(page, /^Pay/).click();
  const orderId = /order-\w+/.exec(await page.getByText(/waits to be shipped/).innerText())?.[0] ?? '';
  const { admin } = callersOf(useStack());
  const waiting = async () => (await accepted(listReservations(admin, { filter: { orderId } }))).items;
  await expect.poll(async () => (await waiting()).length).toBe(1);
  const reservationIds = (await waiting()).map(({ reservationId }) => reservationId);
  await accepted(fulfillStock(admin, { orderId: newId('parcel'), reservationIds, reference: orderId }));
  await button(page, /^Ship/).click();
  await page.getByText('shipped or given back already').waitFor();
  await page.getByText('Nothing yet').waitFor();
});

test.each([
  ['light', 1280],
  ['dark', 320],
] as const)('the page is accessible in %s, %d pixels wide', async (colorScheme, width) => {
  const { page, problems, card } = await openShop(3, { colorScheme, viewport: { width, height: 900 } });
  await page.getByText('Only 3 left').waitFor();
  await button(card, 'Add to basket').click();
  await button(page, 'Give back').waitFor();
  await card.getByText('Only 2 left').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  const directory = process.env['ONHAND_PICTURES'];
  if (directory) await page.screenshot({ path: `${directory}/shop-${colorScheme}-${width}.png`, fullPage: true });
  await button(page, 'Give back').click();
  // Or the page would close over it, and the next test find a unit that comes back while it looks.
  await page.getByText('given back.').waitFor();
  expect(problems).toEqual([]);
});
