import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel } from '../../support/fixtures.ts';
import { look } from '../support/browser.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

test.each(['en-GB', 'de-DE'])('the button of an import stands beside how many rows it leaves out, in %s', async (locale) => {
  const { productId, warehouseId } = await aLevel({ productId: ownProducts().product('judged') });
  const { page, problems } = await enter({ ...phone, locale, query: '?view=import' });
  await choose(page, [`${productId},${warehouseId},7`, `${productId},PARIS,ten`]);
  const isGerman = locale === 'de-DE';
  const button = page.getByRole('button', { name: isGerman ? /^1 Zeile importieren$/ : /^Import 1 row$/ });
  const note = page.getByText(isGerman ? /1 Zeile wird nicht importiert/ : /1 row will not be imported/);
  const [above, below] = [await button.boundingBox(), await note.boundingBox()];
  expect((below?.y ?? 844) - (above?.y ?? 0)).toBeLessThan(60);
  expect((await look(page, `phone-import-refused-${locale}`)).filter((found) => !found.includes('mobile-toolbar-nav'))).toEqual([]);
  expect(problems).toEqual([]);
});

test('the warnings of the preview of an import are gone when it has finished', async () => {
  const { productId, warehouseId } = await aLevel({ productId: ownProducts().product('warned') });
  const { page, problems } = await enter({ ...phone, query: '?view=import' });
  await choose(page, [`${productId},${warehouseId},7`]);
  await page.getByText('1 row has a warning; see the list').waitFor();
  await page.getByText('1 row has no version').waitFor();
  await page.getByRole('button', { name: 'Import 1 row' }).tap();
  await page.getByText('Import of monday.csv finished').waitFor();
  for (const text of [/has a warning/, /no version/]) expect(await page.getByText(text).count()).toBe(0);
  expect((await look(page, 'phone-import-finished')).filter((found) => !found.includes('mobile-toolbar-nav'))).toEqual([]);
  expect(problems).toEqual([]);
});

/** A file without versions of these rows. */
async function choose(page: Page, rows: readonly string[]): Promise<void> {
  const buffer = Buffer.from(['productId,warehouseId,stockCount', ...rows, ''].join('\n'));
  await page.locator('input[type="file"]').setInputFiles({ name: 'monday.csv', mimeType: 'text/csv', buffer });
}
