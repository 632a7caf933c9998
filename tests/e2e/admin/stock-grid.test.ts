import { expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, line } from '../../support/fixtures.ts';
import { adjustStock, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { ownProducts, connected, countOf, rowOf, usePanel } from '../support/panel.ts';

const { enter, address } = usePanel();
const callers = callersOf(useStack());

test('typing finds levels on the server, and the back button takes the search back', async () => {
  const { prefix, product } = ownProducts();
  const level = await aLevel({ productId: product('globe'), name: 'Globe' });
  const { page } = await enter();
  await page.getByRole('searchbox', { name: 'Search' }).fill(prefix.toUpperCase());
  await rowOf(page, level).waitFor();
  await page.waitForURL(`**/*?search=${prefix.toUpperCase()}`);
  await page.goBack();
  await page.waitForURL((url) => !url.searchParams.has('search'));
  await expect.poll(() => page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('');
});

test('filters combine, and can be cleared where nothing matches', async () => {
  const { query, product } = ownProducts();
  const there = await aLevel({ productId: product('a'), warehouseId: 'LEEDS', category: 'Toys' });
  const elsewhere = await aLevel({ productId: product('b'), warehouseId: 'YORK', category: 'Toys' });
  const { page } = await enter({ query: `${query}&warehouse=LEEDS&category=Toys` });
  await rowOf(page, there).waitFor();
  expect(await rowOf(page, elsewhere).count()).toBe(0);
  await page.getByRole('combobox', { name: 'Warehouse' }).fill('NOWHERE');
  await page.getByText('No stock matches these filters').waitFor();
  expect(await look(page, 'no-match')).toEqual([]);
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await rowOf(page, elsewhere).or(page.getByRole('row')).first().waitFor();
  expect(new URL(page.url()).search).toBe('');
});

test('a barcode finds its product in every warehouse, and nothing whose barcode only begins so', async () => {
  const { product } = ownProducts();
  const barcode = product('code').slice(-60);
  const [one, other] = await Promise.all(
    ['LEEDS', 'YORK'].map((warehouseId) => aLevel({ productId: product('scanned'), warehouseId, barcode })),
  );
  const longer = await aLevel({ productId: product('longer'), barcode: `${barcode}7` });
  const { page } = await enter();
  await page.getByRole('textbox', { name: 'Barcode' }).fill(` ${barcode} `);
  for (const level of [one, other]) await rowOf(page, level as StockLevel).waitFor();
  await expect.poll(() => page.locator('tbody tr').count()).toBe(2);
  expect(await rowOf(page, longer).count()).toBe(0);
  expect(await look(page, 'barcode')).toEqual([]);
  await page.waitForURL(`**/*?barcode=${barcode}`);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL((url) => url.search === '');
});

test('a person chooses how many rows a page has, and finds them again', async () => {
  const { query, product } = ownProducts();
  await Promise.all(Array.from({ length: 27 }, (_, index) => aLevel({ productId: product(`${index}`) })));
  const { page } = await enter({ query });
  const rows = page.locator('tbody tr');
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(27);
  await page.getByRole('button', { name: 'Columns and rows' }).click();
  await page.getByRole('radio', { name: '25 rows' }).check();
  expect(await look(page, 'preferences')).toEqual([]);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(25);
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(2);
  await page.goto(address(query));
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(25);
});

test('what happens elsewhere shows at once in every open window', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('live'), stock: 10, threshold: 3 });
  const [one, other] = [await enter({ query }), await enter({ query, as: 'viewer' })];
  for (const { page } of [one, other]) await rowOf(page, level).waitFor();
  await aReservation([line(level, 8)]);
  for (const { page } of [one, other]) {
    await countOf(page, level, 'availableCount').getByText('2', { exact: true }).waitFor();
    await rowOf(page, level).getByText('Low', { exact: true }).waitFor();
  }
});

test('the counts of what is low and out follow changes', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('count'), stock: 10, threshold: 3 });
  const { page } = await enter({ query });
  const out = page.getByRole('link', { name: /Out of stock/ });
  const before = Number(await out.locator('..').getByText(/^\d+$/).innerText());
  await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: level.version, stockCount: 0 }));
  await out
    .locator('..')
    .getByText(String(before + 1), { exact: true })
    .waitFor();
});

test('a level that comes or goes moves no row until somebody asks for it', async () => {
  const { query, product } = ownProducts();
  const first = await aLevel({ productId: product('m') });
  const { page } = await enter({ query });
  await rowOf(page, first).waitFor();
  const added = await aLevel({ productId: product('a') });
  const show = page.getByRole('button', { name: 'Show 1 added or removed row' });
  await show.waitFor();
  expect(await look(page, 'drift')).toEqual([]);
  expect(await rowOf(page, added).count()).toBe(0);
  await show.click();
  await rowOf(page, added).waitFor();
});

test('a lost connection is shown, marks the numbers, and what was missed is there when it is back', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('lost'), stock: 10 });
  const { page, context } = await enter({ query });
  await rowOf(page, level).waitFor();
  await page.locator('[data-state="live"] table').first().waitFor();
  await context.setOffline(true);
  await page.getByText(/Offline since/).waitFor();
  await page.getByText('These numbers may be out of date').waitFor();
  expect(await look(page, 'offline')).toEqual([]);
  await accepted(adjustStock(callers.admin, { adjustmentId: product('missed'), ...keyOf(level), delta: 5, reason: 'RECEIVED' }));
  await context.setOffline(false);
  await connected(page);
  await countOf(page, level, 'stockCount').getByText('15', { exact: true }).waitFor();
  await page.getByText('These numbers may be out of date').waitFor({ state: 'detached' });
});

test('viewers see all of it and can change nothing', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('viewer') });
  const { page } = await enter({ query, as: 'viewer' });
  await rowOf(page, level).waitFor();
  expect(await look(page, 'viewer')).toEqual([]);
  expect(await page.getByRole('button', { name: /Edit/ }).count()).toBe(0);
  expect(await page.getByRole('checkbox').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Import' }).count()).toBe(0);
});

function keyOf({ productId, warehouseId }: { productId: string; warehouseId: string }) {
  return { productId, warehouseId };
}
