import { expect, test } from 'vitest';
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
  await page.goto(address(`${query}&warehouse=NOWHERE`));
  await page.getByText('No stock matches these filters').waitFor();
  expect(await look(page, 'no-match')).toEqual([]);
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await rowOf(page, elsewhere).or(page.getByRole('row')).first().waitFor();
  expect(new URL(page.url()).search).toBe('');
});

test('a scanned barcode opens its product, and one that several products share lists them', async () => {
  const { prefix, product } = ownProducts();
  const [one, shared] = [product('code').slice(-50), product('both').slice(-50)];
  const level = await aLevel({ productId: product('scanned'), barcode: one });
  const [first, second] = [
    await aLevel({ productId: product('x'), barcode: shared }),
    await aLevel({ productId: product('y'), barcode: shared }),
  ];
  const { page, problems } = await enter();
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill(one);
  await search.press('Enter');
  await page.waitForURL(`**/*?product=${level.productId}`);
  await page.goto(address(`?search=${prefix}`));
  await search.fill(shared);
  await search.press('Enter');
  await page.waitForURL(`**/*?barcode=${shared}`);
  for (const each of [first, second]) await rowOf(page, each).waitFor();
  expect(await look(page, 'barcode')).toEqual([]);
  await page.getByRole('button', { name: /remove this filter/ }).click();
  await page.waitForURL((url) => url.search === '');
  await search.fill('4006381333931');
  await search.press('Enter');
  await page.getByText('No product has the barcode 4006381333931').waitFor();
  expect(problems).toEqual([]);
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
