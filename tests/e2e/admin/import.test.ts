import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createInventoryClient, sigV4 } from '../../../web/client/main.ts';
import { decodeCsv, planImport, reportCsv } from '../../../web/csv/index.ts';
import { callersOf } from '../../support/client.ts';
import { csvFiles, KNOWN } from '../../support/csv-files.ts';
import { aLevel } from '../../support/fixtures.ts';
import { adjustStock, listStock, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter, address } = usePanel();
const stack = useStack();
const { admin } = callersOf(stack);

const HEADER = 'productId,warehouseId,stockCount,thresholdLevel,name,category';
const ROWS = 10_000;
/** What is wrong with the last rows of the file, each in its own way. */
const WRONG = [
  (id: string) => `${id},LEEDS,ten,1,not a number,Toys`,
  (id: string) => `${id},LEEDS,-1,1,below zero,Toys`,
  () => `,LEEDS,1,1,no product,Toys`,
  (id: string) => `${id},LEEDS,1,1,${'long '.repeat(30)},Toys`,
  (id: string) => `${id},LEEDS,1,1,a cell too many,Toys,12`,
];

test('a file of 10,000 rows with errors in it is judged row by row, and its import stops, goes on and reports', async () => {
  const { product } = ownProducts();
  const good = goodRows(ROWS - WRONG.length - 2, product);
  const twice = [`${product('twice')},LEEDS,1,1,one,Toys`, `${product('twice')},LEEDS,2,1,two,Toys`];
  const wrong = WRONG.map((row, index) => row(product(`wrong-${index}`)));
  const { page, problems } = await enter({ query: '?view=import' });
  expect(await look(page, 'import')).toEqual([]);
  await choose(page, 'levels.csv', fileOf([...good, ...twice, ...wrong]));
  const refused = WRONG.length + twice.length;
  await page.getByRole('button', { name: `Refused ${refused}` }).click();
  await page
    .getByRole('cell', { name: /stockCount must be a whole number/ })
    .first()
    .waitFor();
  await page
    .getByRole('cell', { name: /The same level is also in line/ })
    .first()
    .waitFor();
  expect(await look(page, 'import-refused')).toEqual([]);

  await page.getByRole('button', { name: `Import ${number(good.length)} rows` }).click();
  for (const created of [/^Created [1-9]\d\d$/, /^Created ([2-9]\d\d|\d,\d{3})$/]) {
    await page.getByRole('button', { name: created }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await look(page, 'import-stopped')).toEqual([]);
    await page.getByRole('button', { name: /Continue with/ }).click();
  }
  await page.getByRole('button', { name: 'Stop' }).click();
  const report = await saved(page, 'Download report');
  const lines = (verdict: string) => report.match(new RegExp(`^\\d+,${verdict},`, 'gm'))?.length ?? 0;
  expect(lines('created')).toBeGreaterThanOrEqual(200);
  expect(lines('created') + lines('refused') + lines('left')).toBe(ROWS);
  expect(problems).toEqual([]);
});

test('an import goes on while somebody looks at another view, which says how far it is', async () => {
  const { prefix, product } = ownProducts();
  const { page, problems } = await enter({ query: '?view=import' });
  await choose(page, 'long.csv', fileOf(goodRows(200, product)));
  await page.getByRole('button', { name: 'Import 200 rows' }).click();
  await page.getByRole('button', { name: /^Created \d/ }).waitFor();
  await page.getByRole('link', { name: 'All stock' }).click();
  await page.getByText('Importing long.csv').waitFor();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await look(page, 'import-elsewhere')).toEqual([]);
  await page.getByText('Import of long.csv finished').waitFor();
  await page.getByText('200 of 200 rows').waitFor();
  await page.getByRole('button', { name: 'Show the import' }).click();
  await page.getByRole('button', { name: 'Created 200' }).waitFor();
  expect(await listed(prefix)).toHaveLength(100);
  expect(problems).toEqual([]);
});

test('an import is shown in other tabs, and one of them goes on with it when its own is closed', async () => {
  const { product } = ownProducts();
  const { page, problems } = await enter({ query: '?view=import' });
  await choose(page, 'shared.csv', fileOf(goodRows(400, product)));
  await page.getByRole('button', { name: 'Import 400 rows' }).click();
  await page.getByRole('button', { name: /^Created \d/ }).waitFor();
  const other = await page.context().newPage();
  await other.goto(address());
  await other.getByText('Importing shared.csv in another tab').waitFor();
  expect(await look(other, 'import-in-another-tab')).toEqual([]);
  await page.close();
  await other.getByText('Import of shared.csv stopped: its tab was closed').waitFor();
  expect(await look(other, 'import-abandoned')).toEqual([]);
  await other.getByRole('button', { name: 'Continue' }).click();
  await other.getByRole('button', { name: /^Unchanged [1-9]/ }).waitFor();
  await other.getByRole('button', { name: /^Import \d+ rows/ }).click();
  await other.getByText('Import of shared.csv finished').waitFor();
  expect((await accepted(stock(admin, { productId: product('00399'), warehouseId: 'LEEDS' }))).stockCount).toBe(49);
  await other.reload();
  await other.getByRole('row').filter({ hasText: 'shared.csv' }).getByText('Finished').waitFor();
  expect(await other.getByText(/in another tab|its tab was closed/).count()).toBe(0);
  expect(problems).toEqual([]);
});

test('what was imported comes out as it went in, and importing that changes nothing', async () => {
  const { prefix, product } = ownProducts();
  const { page } = await enter({ query: '?view=import' });
  await choose(page, 'levels.csv', fileOf(goodRows(250, product)));
  await page.getByRole('button', { name: 'Import 250 rows' }).click();
  await page.getByRole('button', { name: 'Created 250' }).waitFor();
  await page.getByText('250 of 250 rows').first().waitFor();
  expect(await look(page, 'import-done')).toEqual([]);
  await page.goto(address(`?search=${prefix}`));
  // The panel learns of new levels from the change feed, and adds no row unasked.
  const added = page.getByRole('button', { name: /^Show \d+ added/ });
  const all = page.getByRole('heading', { level: 1, name: '(250)' });
  await expect
    .poll(async () => {
      if (await added.isVisible()) await added.click();
      return all.count();
    })
    .toBe(1);
  const exported = await saved(page, 'Export');
  await page.goto(address('?view=import'));
  await choose(page, 'export.csv', exported);
  await page.getByRole('button', { name: 'Unchanged 250' }).waitFor();
  expect(await page.getByRole('button', { name: /^Import 0 rows/ }).isDisabled()).toBe(true);
});

test('a level that somebody changes between the dry run and the import is a conflict, and keeps its number', async () => {
  const level = await aLevel({ productId: ownProducts().product('raced'), stock: 10 });
  const { page } = await enter({ query: '?view=import' });
  await choose(page, 'count.csv', `sku;location;qty\n${level.productId};${level.warehouseId};7\n`);
  await page.getByRole('cell', { name: 'stockCount 10 → 7' }).waitFor();
  const key = { productId: level.productId, warehouseId: level.warehouseId };
  await accepted(adjustStock(admin, { ...key, adjustmentId: level.productId, delta: 3, reason: 'RECEIVED' }));
  await page.getByRole('button', { name: 'Import 1 row' }).click();
  await page.getByRole('cell', { name: 'Conflict' }).waitFor();
  expect(await look(page, 'import-conflict')).toEqual([]);
  expect((await accepted(stock(admin, key))).stockCount).toBe(13);
});

test('a file without versions that is imported again says which levels were changed since', async () => {
  const level = await aLevel({ productId: ownProducts().product('again'), stock: 10 });
  const key = { productId: level.productId, warehouseId: level.warehouseId };
  const file = `productId,warehouseId,stockCount\n${level.productId},${level.warehouseId},7\n`;
  const { page, problems } = await enter({ query: '?view=import' });
  expect(await page.getByText(/the same file again is safe/).count()).toBe(0);
  await choose(page, 'monday.csv', file);
  await page.getByText('1 row has no version: it sets its count').waitFor();
  expect(await page.getByText(/changed after monday.csv/).count()).toBe(0);
  await page.getByRole('button', { name: 'Import 1 row' }).click();
  await page.getByText('Import of monday.csv finished').waitFor();
  await accepted(adjustStock(admin, { ...key, adjustmentId: level.productId, delta: 3, reason: 'RECEIVED' }));
  await page.getByRole('button', { name: 'Choose another file' }).click();
  await choose(page, 'monday.csv', file);
  await page.getByText('1 level was changed after monday.csv was last imported here').waitFor();
  expect(await look(page, 'import-again')).toEqual([]);
  expect(problems).toEqual([]);
});

test('a file that is none is refused with a sentence', async () => {
  const { page } = await enter({ query: '?view=import' });
  await choose(page, 'letter.csv', 'Dear all,\nplease count everything.\n');
  await page.getByText('Line 1 has no column productId').waitFor();
  expect(await look(page, 'import-unreadable')).toEqual([]);
});

test('a person says which column is which where the titles leave it open, and that nothing new is to be made', async () => {
  const { product } = ownProducts();
  const level = await aLevel({ productId: product('chosen'), stock: 10 });
  const { page } = await enter({ query: '?view=import' });
  const rows = [level.productId, product('CHOSEN')].map((id, index) => `Product ${index},${id},${level.warehouseId},7`);
  await choose(page, 'shop.csv', `Product,SKU,Location,Qty\n${rows.join('\n')}\n`);
  await page.getByText('names the column productId twice or more: "Product", "SKU"').waitFor();
  const compare = page.getByRole('button', { name: 'Compare with these columns' });
  expect(await compare.isDisabled()).toBe(true);
  await page.getByRole('button', { name: /Column for productId/ }).click();
  await page.getByRole('option', { name: 'SKU' }).click();
  expect(await look(page, 'import-columns')).toEqual([]);
  await compare.click();
  await page.getByText('1 new level').waitFor();
  await page.getByText(`productId "${product('CHOSEN')}" is new, and looks like "${level.productId}"`).waitFor();
  expect(await look(page, 'import-warnings')).toEqual([]);

  await page.getByRole('checkbox', { name: 'Update existing levels only' }).check();
  await page.getByRole('button', { name: 'Refused 1' }).waitFor();
  await page.getByRole('button', { name: 'Import 1 row' }).click();
  await page.getByRole('button', { name: 'Changed 1' }).waitFor();
  expect((await listed(product(''))).map(({ productId, stockCount }) => [productId, stockCount])).toEqual([[level.productId, 7]]);
});

test('each file of a spreadsheet or another system is read in the panel as everywhere', async () => {
  const { graphqlUrl, realtimeUrl, region, credentials } = stack;
  const client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization: sigV4({ region, credentials: credentials.catalogue }) });
  for (const level of KNOWN) await client.updateStock({ ...level, expectedVersion: 0 });
  await expect.poll(async () => (await listed('TÜR-1')).length).toBe(1);
  const { page } = await enter({ query: '?view=import' });
  for (const [index, { bytes, gives }] of csvFiles.entries()) {
    const name = `file-${index}.csv`;
    await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(bytes) });
    if (typeof gives === 'string') {
      await page.getByText(`${name} cannot be imported`).waitFor();
      await page.getByText(gives).waitFor();
      continue;
    }
    await page.getByText(`${name}: `).waitFor();
    const report = await saved(page, 'Download report');
    expect(ungrouped(report)).toBe(ungrouped(reportCsv(await planImport(client, decodeCsv(bytes)))));
    await page.getByRole('button', { name: 'Choose another file' }).click();
  }
});

/**
 * Without a byte order mark, and the separators of thousands that the panel writes for a person,
 * with their quotes.
 */
function ungrouped(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/(?<=\d),(?=\d{3})|"/g, '');
}

/** Rows with all that CSV has to quote, and a name that a spreadsheet would take for a formula. */
function goodRows(count: number, product: (name: string) => string): string[] {
  return Array.from({ length: count }, (_, index) => {
    const name = index % 100 === 0 ? `"Globe ""${index}"", blue\nwith a stand"` : index === 1 ? "'=1+1" : `Globe ${index}`;
    return `${product(String(index).padStart(5, '0'))},LEEDS,${index % 50},3,${name},Toys`;
  });
}

/** As spreadsheets save it. */
function fileOf(rows: readonly string[]): string {
  return `\uFEFF${[HEADER, ...rows].join('\r\n')}\r\n`;
}

async function listed(search: string) {
  return (await accepted(listStock(admin, { filter: { search }, limit: 100 }))).items;
}

async function choose(page: Page, name: string, contents: string): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(contents) });
}

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 300_000 }),
    page.getByRole('button', { name: button }).click(),
  ]);
  return text(await download.createReadStream());
}

function number(value: number): string {
  return new Intl.NumberFormat('en-GB').format(value);
}
