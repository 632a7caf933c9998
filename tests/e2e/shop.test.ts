import { expect, test } from 'vitest';
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

const available = async () =>
  (await accepted(availability(callersOf(useStack()).storefront, { productId: PRODUCT.productId }))).availableCount;

test('a unit is reserved, given back, reserved again, paid and then shipped', async () => {
  await setAvailable(PRODUCT, 5);
  const { page, problems } = await open();
  await page.goto(`${origin}/`);
  const card = page.getByRole('listitem').filter({ hasText: '85123A' });
  await card.getByText('In stock').waitFor();
  await card.getByRole('button', { name: 'Hold one' }).click();
  await page.getByText(/held for [12]:\d\d/).waitFor();
  expect(await available()).toBe(4);
  await page.getByRole('button', { name: 'Give back' }).click();
  await page.getByText('given back.').waitFor();
  expect(await available()).toBe(5);
  await card.getByRole('button', { name: 'Hold one' }).click();
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.getByText('paid. It stays yours until it ships.').waitFor();
  const { admin } = callersOf(useStack());
  expect((await stock(admin, PRODUCT)).value).toMatchObject({ stockCount: 5, reservedCount: 1, committedCount: 1 });
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Ship' }).click();
  await page.getByText('shipped.', { exact: false }).and(page.getByRole('status')).waitFor();
  expect((await stock(admin, PRODUCT)).value).toMatchObject({ stockCount: 4, reservedCount: 0, committedCount: 0 });
  expect(problems).toEqual([]);
});

test('a card has the picture that the shop keeps of its product', async () => {
  await setAvailable(PRODUCT, 5);
  const { admin } = callersOf(useStack());
  const { version } = await accepted(stock(admin, PRODUCT));
  await accepted(updateStock(admin, { ...PRODUCT, expectedVersion: version, imageUrl: 'https://images.example/heart.svg' }));
  const { page, problems } = await open();
  const body = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>';
  await page.route('https://images.example/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body }));
  await page.goto(`${origin}/`);
  const picture = page.getByRole('listitem').filter({ hasText: '85123A' }).locator('img');
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(20);
  expect(problems).toEqual([]);
  await accepted(updateStock(admin, { ...PRODUCT, expectedVersion: version + 1, imageUrl: '' }));
});

test('who comes too late learns it', async () => {
  await setAvailable(PRODUCT, 1);
  const { page } = await open();
  await page.goto(`${origin}/`);
  const button = page.getByRole('listitem').filter({ hasText: '85123A' }).getByRole('button', { name: 'Hold one' });
  await page.getByText('Only 1 left').waitFor();
  await page.route('**/_local/shop/reserve', async (route) => {
    await setAvailable(PRODUCT, 0);
    await route.continue();
  });
  await button.click();
  await page.getByText('Somebody was faster').waitFor();
});

test('each button says which product it is for, and whoever works by keys stays where he was', async () => {
  await setAvailable(PRODUCT, 1);
  const { page } = await open();
  await page.goto(`${origin}/`);
  const buttons = page.getByRole('button', { name: 'Hold one' });
  await page.getByText('Only 1 left').waitFor();
  const names = await buttons.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
  expect(new Set(names).size).toBe(names.length);
  const hold = page.getByRole('button', { name: 'Hold one: White hanging heart' });
  await hold.press('Enter');
  await page.getByRole('button', { name: 'Give back' }).waitFor();
  await expect.poll(() => hold.isDisabled()).toBe(true);
  const focused = () => document.activeElement?.textContent;
  expect(await page.evaluate(focused)).toBe('Hold one');
  await page.getByRole('button', { name: 'Give back' }).press('Enter');
  await page.getByText('given back.').waitFor();
  expect(await page.evaluate(focused)).toBe('Your basket');
});

test('an order that was shipped from the packing list leaves the basket', async () => {
  await setAvailable(PRODUCT, 5);
  const { page } = await open();
  await page.goto(`${origin}/`);
  const card = page.getByRole('listitem').filter({ hasText: '85123A' });
  await card.getByText('In stock').waitFor();
  await card.getByRole('button', { name: 'Hold one' }).click();
  await page.getByRole('button', { name: 'Pay' }).click();
  const orderId = /order-\w+/.exec(await page.getByText(/waits to be shipped/).innerText())?.[0] ?? '';
  const { admin } = callersOf(useStack());
  const waiting = async () => (await accepted(listReservations(admin, { filter: { orderId } }))).items;
  await expect.poll(async () => (await waiting()).length).toBe(1);
  const reservationIds = (await waiting()).map(({ reservationId }) => reservationId);
  await accepted(fulfillStock(admin, { orderId: newId('parcel'), reservationIds, reference: orderId }));
  await page.getByRole('button', { name: 'Ship' }).click();
  await page.getByText('shipped or given back already').waitFor();
  await page.getByText('Nothing yet').waitFor();
});

test.each([
  ['light', 1280],
  ['dark', 320],
] as const)('the page is accessible in %s, %d pixels wide', async (colorScheme, width) => {
  await setAvailable(PRODUCT, 2);
  const { page, problems } = await open({ colorScheme, viewport: { width, height: 900 } });
  await page.goto(`${origin}/`);
  await page.getByText('Only 2 left').waitFor();
  await page.getByRole('button', { name: 'Hold one' }).first().click();
  await page.getByRole('button', { name: 'Give back' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  const directory = process.env['ONHAND_SCREENSHOTS'];
  if (directory) await page.screenshot({ path: `${directory}/shop-${colorScheme}-${width}.png`, fullPage: true });
  await page.getByRole('button', { name: 'Give back' }).click();
  // Or the page would close over it, and the next test find a unit that comes back while it looks.
  await page.getByText('given back.').waitFor();
  expect(problems).toEqual([]);
});
