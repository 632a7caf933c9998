import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, line } from '../../support/fixtures.ts';
import { adjustStock, removeStock, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { connected, countOf, edit, ownProducts, rowOf, usePanel, withoutAnswers } from '../support/panel.ts';

const { enter, address } = usePanel();
const { admin } = callersOf(useStack());

/** With a copy of all levels pages are counted. */
const complete = async (page: Page) => page.getByText(/^Page \d+ of/).waitFor();
const products = async (page: Page) => page.locator('tbody th').allInnerTexts();
const names = async (page: Page) => page.locator('tbody td[data-column="name"]').allInnerTexts();

/** Three lamps: with 5, 90 and 40 units, in two warehouses. */
async function lamps() {
  const { prefix, product, query } = ownProducts();
  const lamp = async (name: string, warehouseId: string, stockCount: number, productId = product(name.replace(' ', '-'))) =>
    aLevel({ productId, warehouseId, name, stock: stockCount, threshold: 9, category: 'Light' });
  const levels = await Promise.all([lamp('Red lamp', 'LEEDS', 5), lamp('Blue lamp', 'LEEDS', 90), lamp('Green lamp', 'YORK', 40)]);
  return { prefix, query, product, lamp, levels };
}

test('words find levels in any order, any column sorts them, and rows stay until they are asked for again', async () => {
  const { prefix, levels } = await lamps();
  const [red] = levels;
  const { page, problems } = await enter();
  await complete(page);
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill(`LAMP ${prefix}`);
  await page.getByRole('heading', { name: 'All stock (3)' }).waitFor();
  await page.getByRole('button', { name: 'Available', exact: true }).click();
  await expect.poll(() => names(page)).toEqual(['Red lamp', 'Green lamp', 'Blue lamp']);
  expect(await page.getByRole('columnheader', { name: 'Available' }).getAttribute('aria-sort')).toBe('ascending');
  await accepted(adjustStock(admin, { ...keyOf(red), adjustmentId: prefix, delta: 200, reason: 'RECEIVED' }));
  await countOf(page, red, 'availableCount').getByText('205', { exact: true }).waitFor();
  expect(await names(page)).toEqual(['Red lamp', 'Green lamp', 'Blue lamp']);
  expect(await look(page, 'sorted')).toEqual([]);
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  await expect.poll(() => names(page)).toEqual(['Green lamp', 'Blue lamp', 'Red lamp']);
  await search.fill(`blue ${prefix} leeds`);
  await expect.poll(() => names(page)).toEqual(['Blue lamp']);
  await page.goto(address(`?search=${prefix}&warehouse=leeds&sort=-name`));
  await expect.poll(() => names(page)).toEqual(['Red lamp', 'Blue lamp']);
  expect(problems).toEqual([]);
});

test('one row a product has a column a warehouse, and opens to its levels, which are edited there', async () => {
  const { query, lamp, levels } = await lamps();
  const [red] = levels;
  const other = await lamp('Red lamp', 'YORK', 7, red.productId);
  await aReservation([line(other, 2)]);
  const { page, problems } = await enter({ query: `${query}&by=product` });
  const row = page.getByRole('row').filter({ hasText: red.productId });
  await row.locator('td[data-column="in YORK"]').getByText('5', { exact: true }).waitFor();
  await row.locator('td[data-column="availableCount"]').getByText('10', { exact: true }).waitFor();
  await page.getByRole('heading', { name: 'All stock (3)' }).waitFor();
  await row.getByRole('button', { name: `Warehouses of ${red.productId}` }).click();
  const inside = page.getByRole('grid', { name: `Warehouses of ${red.productId}` });
  await inside.getByRole('button', { name: `Edit On hand of ${red.productId} in LEEDS` }).click();
  expect(await look(page, 'by-product')).toEqual([]);
  await page.keyboard.type('8');
  await page.keyboard.press('Enter');
  await row.first().locator('td[data-column="availableCount"]').getByText('13', { exact: true }).waitFor();
  expect(problems).toEqual([]);
});

test('a product has the status that shoppers see, says where it is worse, and is found by it', async () => {
  const { query, lamp, product } = await lamps();
  const [gap, none] = [product('gap'), product('none')];
  await Promise.all([lamp('Gap lamp', 'LEEDS', 128, gap), lamp('Gap lamp', 'YORK', 0, gap), lamp('No lamp', 'YORK', 0, none)]);
  const { page, problems } = await enter({ query: `${query}&by=product&sort=status` });
  await expect.poll(() => names(page)).toEqual(['No lamp', 'Red lamp', 'Gap lamp', 'Blue lamp', 'Green lamp']);
  const row = page.getByRole('row').filter({ hasText: gap });
  await row.getByText('In stock · out in 1 of 2').waitFor();
  expect(await look(page, 'product-status')).toEqual([]);
  const status = page.getByRole('search').getByRole('button', { name: /^Status/ });
  await status.click();
  const out = page.getByRole('option', { name: /^Out of stock/ });
  expect(await out.innerText()).toMatch(/Out of stock\s+1/);
  await out.click();
  await expect.poll(() => names(page)).toEqual(['No lamp']);
  expect(problems).toEqual([]);
});

test('filters offer all values with their counts, and a view is saved under a name and shared by its link', async () => {
  const { query, levels } = await lamps();
  const { page, problems } = await enter({ query });
  await complete(page);
  await page
    .getByRole('search')
    .getByRole('button', { name: /Warehouse/ })
    .click();
  const leeds = page.getByRole('option', { name: /LEEDS/ });
  await leeds.waitFor();
  expect(await leeds.innerText()).toMatch(/LEEDS\s+2/);
  await leeds.click();
  await page.getByRole('heading', { name: 'All stock (2)' }).waitFor();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('Lamps of Leeds');
  expect(await look(page, 'save-view')).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Lamps of Leeds (2)' }).waitFor();
  const shared = new URL(page.url()).search;
  await page.goto(address());
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Lamps of Leeds' }).click();
  await page.getByRole('heading', { name: 'Lamps of Leeds (2)' }).waitFor();
  const guest = await enter({ query: shared, as: 'viewer' });
  await guest.page.getByRole('heading', { name: 'Lamps of Leeds (2)' }).waitFor();
  expect((await products(guest.page)).toSorted()).toEqual([levels[0].productId, levels[1].productId].toSorted());
  expect(problems).toEqual([]);
});

test('pages go both ways, and all that match are selected beyond their page', async () => {
  const { query, product } = ownProducts();
  await Promise.all(Array.from({ length: 27 }, (_, index) => aLevel({ productId: product(`${10 + index}`), stock: 4 })));
  const { page } = await enter({ query });
  await page.evaluate(() =>
    localStorage.setItem('onhand.grid', '{"columns":["productId","stockCount"],"density":"compact","pageSize":25}'),
  );
  await page.reload();
  await page.getByText('Page 1 of 2').waitFor();
  await page.getByRole('button', { name: 'Last page' }).click();
  await expect.poll(() => products(page)).toEqual([product('35'), product('36')]);
  await page.getByRole('button', { name: 'Previous page' }).click();
  await page.getByText('Page 1 of 2').waitFor();
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
  await page.getByRole('button', { name: 'Select all 27 that match' }).click();
  expect(await look(page, 'selected')).toEqual([]);
  await page.getByRole('button', { name: 'Edit selected (27)' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Number' }).fill('6');
  await page.getByRole('button', { name: 'Change 27 levels' }).click();
  await page.getByRole('dialog').getByText('27 of 27 changed').first().waitFor();
  expect((await accepted(stock(admin, { productId: product('36'), warehouseId: 'LONDON' }))).stockCount).toBe(6);
});

test('the next visit shows what this browser has before the server answers, and then what happened', async () => {
  const { query, lamp, levels } = await lamps();
  const [red, blue] = levels;
  const old = await lamp('Old lamp', 'YORK', 0);
  const { page } = await enter({ query });
  await complete(page);
  await page.getByText(/Comparing|Loading all/).waitFor({ state: 'detached' });
  // What is kept is written a moment after it is shown.
  await expect.poll(() => page.evaluate(kept)).toBeGreaterThanOrEqual(4);
  await accepted(adjustStock(admin, { ...keyOf(red), adjustmentId: red.productId, delta: 2, reason: 'RECEIVED' }));
  await countOf(page, red, 'stockCount').getByText('7', { exact: true }).waitFor();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  await withoutAnswers(page, 'listStock', released);
  await withoutAnswers(page, 'stocks', released);
  await page.goto('about:blank');
  await accepted(adjustStock(admin, { ...keyOf(blue), adjustmentId: blue.productId, delta: 3, reason: 'RECEIVED' }));
  await accepted(removeStock(admin, { ...keyOf(old), expectedVersion: old.version }));
  await page.goto(address(query));
  await expect.poll(() => names(page)).toEqual(['Blue lamp', 'Green lamp', 'Old lamp', 'Red lamp']);
  await page.getByText('Comparing with the server').waitFor();
  expect(await look(page, 'comparing')).toEqual([]);
  release(undefined);
  await connected(page);
  await countOf(page, blue, 'stockCount').getByText('93', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Show 1 added or removed row' }).click();
  await rowOf(page, old).waitFor({ state: 'detached' });
});

test('beyond 50,000 levels the grid says so, and lists come from the server', async () => {
  const { prefix, levels } = await lamps();
  const { page } = await enter({ query: `?search=${prefix}`, tooMany: true });
  await page.getByText('60,000 levels are more than the 50,000').waitFor();
  for (const level of levels) await rowOf(page, level).waitFor();
  expect(await page.getByRole('button', { name: 'Available', exact: true }).count()).toBe(0);
  expect(await look(page, 'too-many')).toEqual([]);
  await edit(page, levels[0], 'On hand', '6');
  await countOf(page, levels[0], 'stockCount').getByText('6', { exact: true }).waitFor();
});

/** Runs in the page: how many levels the copy has on disk. */
async function kept(): Promise<number> {
  const [found] = await indexedDB.databases();
  if (found?.name === undefined) return 0;
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(found.name as string);
    request.onsuccess = () => resolve(request.result);
  });
  const count = await new Promise<number>((resolve) => {
    const request = database.transaction('levels').objectStore('levels').count();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return count;
}

function keyOf({ productId, warehouseId }: { productId: string; warehouseId: string }) {
  return { productId, warehouseId };
}
