import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { adjustStock, fulfillStock, productStock, stock, updateStock } from '../../support/operations.ts';
import { absent, accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { aPaidOrder } from '../support/orders.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin, checkout } = callersOf(useStack());

const open = async (productId: string) => enter({ query: `?product=${productId}` });
const warehouse = (page: Page, name: string) =>
  page
    .getByRole('grid', { name: /Stock of/ })
    .getByRole('row')
    .filter({ hasText: name });
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' }).first().click();

test('the description is edited in one place for all warehouses, and taken back', async () => {
  const productId = ownProducts().product('named');
  await aLevel({ productId, warehouseId: 'LEEDS', name: 'Globe', category: 'Toys' });
  await aLevel({ productId, warehouseId: 'YORK' });
  const { page, problems } = await open(productId);
  await page.getByRole('button', { name: 'Edit description' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Picture' }).fill('http://images.example/globe.png');
  await dialog.getByText('begins with https://').waitFor();
  await dialog.getByRole('textbox', { name: 'Picture' }).fill('');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Large globe');
  await dialog.getByRole('textbox', { name: 'Supplier' }).fill('Atlas');
  expect(await look(page, 'describe')).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: `${productId} · Large globe` }).waitFor();
  const described = async () => (await accepted(productStock(admin, { productId }))).levels.map(({ name, supplier }) => [name, supplier]);
  expect(await described()).toEqual([
    ['Large globe', 'Atlas'],
    ['Large globe', 'Atlas'],
  ]);
  await undo(page);
  await page.getByRole('heading', { name: `${productId} · Globe` }).waitFor();
  expect(await described()).toEqual([
    ['Globe', null],
    ['Globe', null],
  ]);
  expect(problems).toEqual([]);
});

test('a warehouse is added and retired, and either is taken back; only an empty one is retired', async () => {
  const productId = ownProducts().product('spread');
  const level = await aLevel({ productId, warehouseId: 'LEEDS', name: 'Globe', threshold: 3 });
  const { page } = await open(productId);
  await page.getByRole('button', { name: 'Add warehouse' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Warehouse' }).fill('LEEDS');
  await dialog.getByText('has this warehouse already').waitFor();
  await dialog.getByRole('combobox', { name: 'Warehouse' }).fill('YORK');
  await dialog.getByRole('textbox', { name: 'On hand' }).fill('7');
  expect(await look(page, 'add-warehouse')).toEqual([]);
  await dialog.getByRole('button', { name: 'Add warehouse' }).click();
  await warehouse(page, 'YORK').waitFor();
  expect(await accepted(stock(admin, { productId, warehouseId: 'YORK' }))).toMatchObject({ stockCount: 7, name: 'Globe' });
  await undo(page);
  await warehouse(page, 'YORK').waitFor({ state: 'detached' });

  const retire = async () => {
    await page.getByRole('button', { name: 'Retire a warehouse' }).click();
    await page.getByRole('menuitem', { name: 'Retire LEEDS' }).click();
  };
  await retire();
  await dialog.getByText('10 units are on hand here').waitFor();
  expect(await look(page, 'retire')).toEqual([]);
  expect(await dialog.getByRole('button', { name: 'Retire', exact: true }).isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: level.version, stockCount: 0 }));
  await warehouse(page, 'LEEDS').getByText('Out of stock').waitFor();
  await retire();
  await dialog.getByText('The level leaves the stock').waitFor();
  await dialog.getByRole('button', { name: 'Retire', exact: true }).click();
  await page.getByText(`No stock of ${productId}`).waitFor();
  await absent(stock(admin, keyOf(level)));
  await undo(page);
  await warehouse(page, 'LEEDS').waitFor();
  expect(await accepted(stock(admin, keyOf(level)))).toMatchObject({ stockCount: 0, thresholdLevel: 3, name: 'Globe' });
});

test('the page says what the product sells, how long it lasts, and who has units of it', async () => {
  const productId = ownProducts().product('sold');
  const level = await aLevel({ productId, warehouseId: 'LEEDS', stock: 20 });
  await accepted(fulfillStock(checkout, { orderId: newId('order'), lines: [line(level, 4)] }));
  const { reservationId } = await aReservation([line(level, 3)]);
  const { orderId } = await aPaidOrder([line(level, 1)]);
  const { page, problems } = await open(productId);
  const figure = (name: string) => page.locator('.big-numbers > div').filter({ hasText: name }).locator('.number');
  const says = (name: string, text: string) => expect.poll(() => figure(name).innerText()).toBe(text);
  await says('Shipped a day', '4');
  await says('Days of cover', '3');
  await says('Available', '12');
  await page.getByRole('img', { name: 'Bar chart of shipped units: 4 in 28 days.' }).waitFor();
  const held = page.getByRole('table', { name: 'Reservations of this product' });
  await held.getByRole('row').filter({ hasText: reservationId }).getByText('3 × LEEDS').waitFor();
  await held.getByRole('link', { name: orderId }).waitFor();
  expect(await look(page, 'product-sold')).toEqual([]);
  // It follows what is sold while somebody looks.
  await accepted(fulfillStock(checkout, { orderId: newId('order'), lines: [line(level, 2)] }));
  await says('Shipped a day', '6');
  expect(problems).toEqual([]);
});

test('the history is filtered by who, what and when, and saved with old and new values', async () => {
  const productId = ownProducts().product('past');
  const level = await aLevel({ productId, warehouseId: 'LEEDS', stock: 1_000, threshold: 3 });
  const adjust = async (delta: number) =>
    accepted(adjustStock(admin, { adjustmentId: newId(), ...keyOf(level), delta, reason: 'RECEIVED', note: '=1+1' }));
  await adjust(5);
  await adjust(-2);
  await aReservation([line(level, 1)]);
  const { page, problems } = await enter({ query: `?product=${productId}`, viewport: { width: 1_500, height: 2_400 } });
  const history = page.getByRole('table', { name: /History of/ });
  const rows = history.locator('tbody tr');
  await history.getByRole('cell', { name: '1,005 → 1,003 (-2)' }).waitFor();
  await expect.poll(() => rows.count()).toBe(4);
  // The chart is about what moves, and tells the counts of where somebody points.
  const chart = page.getByRole('img', { name: /Line chart/ });
  const ticks = await chart.locator('text').allTextContents();
  expect(ticks.length).toBeGreaterThanOrEqual(3);
  expect(ticks).toEqual(expect.arrayContaining(['1,000', '1,002', '1,004']));
  await chart.hover({ position: { x: 70, y: 50 } });
  await page.locator('figcaption').getByText('On hand: 1,000').waitFor();
  await page.locator('figcaption').getByText('Threshold: 3').waitFor();

  const filters = page.getByRole('search').last();
  await filters.getByRole('button', { name: /User/ }).click();
  await page.getByRole('option', { name: 'checkout' }).click();
  await expect.poll(() => rows.count()).toBe(1);
  await history.getByRole('cell', { name: '0 → 1 (+1)' }).waitFor();
  expect(await look(page, 'history-filtered')).toEqual([]);
  await filters.getByRole('button', { name: /User/ }).click();
  await page.getByRole('option', { name: 'Any' }).click();
  await filters.getByLabel('From').fill('2999-01-01');
  await history.getByText('None of the changes that are loaded match').waitFor();
  await filters.getByLabel('From').fill('');
  await filters.getByRole('button', { name: /Event/ }).click();
  await page.getByRole('option', { name: 'Adjusted' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => rows.count()).toBe(2);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  const file = (await text(await (await saving).createReadStream())).split('\r\n');
  expect(file).toHaveLength(4);
  expect(file[1]).toContain('ADJUSTED,admin,USER,1005,1003,0,0,0,0,1003,3,0,RECEIVED,');
  expect(file[1]).not.toContain(',=1+1');
  expect(problems).toEqual([]);
});
