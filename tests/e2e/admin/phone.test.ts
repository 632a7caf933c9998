import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, newId } from '../../support/fixtures.ts';
import { adjustStock, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look as lookAt } from '../support/browser.ts';
import { cardOf, ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

/** What opens the navigation on a phone is the design system's own. */
const look = async (page: Page, name: string) => (await lookAt(page, name)).filter((found) => !found.includes('mobile-toolbar-nav'));

test.each(['en-GB', 'de-DE'])('on a phone a level is a card, whose count is changed without scrolling sideways, in %s', async (locale) => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('card'), stock: 10, name: 'Globe' });
  const { page, problems } = await enter({ ...phone, locale, query });
  const card = cardOf(page, level);
  const count = card.locator('[data-field="stockCount"]');
  const isGerman = locale === 'de-DE';
  await card.getByRole('button', { name: isGerman ? /Eins mehr/ : /One more/ }).tap();
  await count.getByText('11', { exact: true }).waitFor();
  await card.getByRole('button', { name: isGerman ? /Eins weniger/ : /One less/ }).tap();
  await count.getByText('10', { exact: true }).waitFor();
  expect(await look(page, `phone-cards-${locale}`)).toEqual([]);
  await card.getByRole('button', { name: isGerman ? /bearbeiten$/ : /^Edit/ }).tap();
  await page.keyboard.type('25');
  const save = page.getByRole('button', { name: isGerman ? 'Speichern' : 'Save', exact: true });
  const box = await save.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 390 && box.y + box.height <= 844).toBe(true);
  expect(await look(page, `phone-edit-${locale}`)).toEqual([]);
  await save.tap();
  await card.locator('[data-field="availableCount"]').getByText('25', { exact: true }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(problems).toEqual([]);
});

test('on a phone filters and order are in a sheet', async () => {
  const { query, product } = ownProducts();
  const [few, many] = [
    await aLevel({ productId: product('few'), stock: 1, threshold: 3 }),
    await aLevel({ productId: product('many'), stock: 50, threshold: 3 }),
  ];
  const { page } = await enter({ ...phone, query });
  await page.getByText('Page 1 of 1').waitFor();
  await page.getByRole('button', { name: 'Filters' }).tap();
  await page.getByRole('button', { name: /^Sort by/ }).tap();
  await page.getByRole('option', { name: 'Available, highest first' }).tap();
  await page.getByRole('button', { name: 'Show 2 rows' }).waitFor();
  expect(await look(page, 'phone-filters')).toEqual([]);
  await page.getByRole('button', { name: 'Show 2 rows' }).tap();
  await expect
    .poll(() => page.getByRole('list', { name: 'Stock levels' }).locator('a').allInnerTexts())
    .toEqual([many.productId, few.productId]);
});

test('on a phone a product is a card with its status, its sum and what each warehouse has', async () => {
  const { query, product } = ownProducts();
  const productId = product('two');
  await aLevel({ productId, warehouseId: 'LEEDS', stock: 128 });
  await aLevel({ productId, warehouseId: 'YORK', stock: 0 });
  const { page, problems } = await enter({ ...phone, query });
  await page.getByText('Page 1 of 1').waitFor();
  await page.getByRole('button', { name: 'Filters' }).tap();
  await page.getByRole('button', { name: /^One row for each/ }).tap();
  await page.getByRole('option', { name: 'Product' }).tap();
  await page.getByRole('button', { name: 'Show 1 row' }).tap();
  const card = page.getByRole('list', { name: 'Stock levels' }).getByRole('listitem').filter({ hasText: productId });
  await card.getByText('In stock · out in 1 of 2').waitFor();
  await card.locator('.available').getByText('128', { exact: true }).waitFor();
  expect(await card.getByRole('listitem').allInnerTexts()).toEqual(['LEEDS 128', 'YORK 0']);
  expect(await look(page, 'phone-products')).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(problems).toEqual([]);
});

test('a shelf is counted by a code, a number and Enter, one product after the other', async () => {
  const { product } = ownProducts();
  const barcode = product('bar').slice(-40);
  const [scanned, typed] = [
    await aLevel({ productId: product('scanned'), warehouseId: 'LEEDS', barcode, name: 'Globe', stock: 10 }),
    await aLevel({ productId: product('typed'), warehouseId: 'LEEDS', stock: 3 }),
  ];
  const { page, problems } = await enter({ ...phone, query: '?view=count&warehouse=LEEDS' });
  await page.getByRole('textbox', { name: 'Barcode, product ID or name' }).waitFor();
  const type = async (text: string) => {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  await type('nowhere');
  await page.getByText('No product with the barcode, ID or name nowhere in LEEDS').waitFor();
  expect(await look(page, 'count-unknown')).toEqual([]);
  // What was not found is selected, so that the next scan takes its place.
  await type(barcode);
  await page.getByText('10 on hand').waitFor();
  expect(await look(page, 'count-number')).toEqual([]);
  await type('7');
  await page.getByRole('list', { name: 'Counted' }).getByText('10 → 7').waitFor();
  await type(typed.productId);
  await page.getByText('3 on hand').waitFor();
  await type('3');
  await page.getByRole('list', { name: 'Counted' }).getByText('3 → 3').waitFor();
  expect(await look(page, 'counted')).toEqual([]);
  expect((await accepted(stock(admin, { productId: scanned.productId, warehouseId: 'LEEDS' }))).stockCount).toBe(7);
  expect(problems).toEqual([]);
});

test.each([
  ['history', (productId: string) => `?product=${productId}`],
  ['activity', (productId: string) => `?view=activity&product=${productId}`],
])('on a phone %s shows who changed what to what without scrolling sideways', async (name, query) => {
  const { productId, warehouseId } = await aLevel({ productId: ownProducts().product('past'), stock: 10 });
  await accepted(adjustStock(admin, { adjustmentId: newId(), productId, warehouseId, delta: 3, reason: 'RECEIVED', note: 'from the van' }));
  const { page } = await enter({ ...phone, query: query(productId) });
  const row = page.locator('tbody tr').filter({ hasText: 'from the van' });
  await row.waitFor();
  for (const text of [/^admin$/, /On hand: 10 → 13 \(\+3\)/, /Received · from the van/]) await inSight(row.getByText(text));
  expect(await look(page, `phone-${name}`)).toEqual([]);
});

test('on a phone the rows of an import show result and explanation without scrolling sideways', async () => {
  const { productId, warehouseId } = await aLevel({ productId: ownProducts().product('judged'), stock: 10 });
  const { page } = await enter({ ...phone, query: '?view=import' });
  const buffer = Buffer.from(`productId,warehouseId,stockCount\n${productId},${warehouseId},7\n${productId},PARIS,ten\n`);
  await page.locator('input[type="file"]').setInputFiles({ name: 'monday.csv', mimeType: 'text/csv', buffer });
  const rows = page.locator('tbody tr');
  for (const text of [/^Change$/, /stockCount 10 → 7/]) await inSight(rows.filter({ hasText: warehouseId }).getByText(text));
  for (const text of ['Refused', /must be a whole number/]) await inSight(rows.filter({ hasText: 'PARIS' }).getByText(text));
  expect(await look(page, 'phone-import')).toEqual([]);
});

/** Expects an element to be within the width of the phone. */
async function inSight(element: Locator): Promise<void> {
  await element.waitFor();
  const { x, width } = (await element.boundingBox()) ?? { x: -1, width: 0 };
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(phone.viewport.width);
}
