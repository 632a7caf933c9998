import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, newId } from '../../support/fixtures.ts';
import { transferStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

/** A product that was moved from Leeds to York. */
async function aMovedProduct(): Promise<string> {
  const productId = ownProducts().product('moved');
  await aLevel({ productId, warehouseId: 'LEEDS', stock: 10 });
  await aLevel({ productId, warehouseId: 'YORK', stock: 1 });
  const [fromWarehouseId, toWarehouseId] = ['LEEDS', 'YORK'];
  await accepted(transferStock(admin, { transferId: newId(), productId, fromWarehouseId, toWarehouseId, quantity: 4 }));
  return productId;
}

test('the history of a product opens on all its warehouses, newest first, and a chosen one has a chart', async () => {
  const productId = await aMovedProduct();
  const { page, problems } = await enter({ query: `?product=${productId}`, viewport: { width: 1_440, height: 1_800 } });
  const rows = page.getByRole('table', { name: `History of ${productId} in all warehouses` }).locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(4);
  const texts = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
  expect(texts.slice(0, 2).toSorted()).toEqual([
    expect.stringMatching(/LEEDS Transferred out .*to YORK/),
    expect.stringMatching(/YORK Transferred in .*from LEEDS/),
  ]);
  expect(texts[2]).toMatch(/YORK Created/);
  expect(texts[3]).toMatch(/LEEDS Created/);
  expect(await page.getByRole('img', { name: /Line chart/ }).count()).toBe(0);
  expect(await look(page, 'history-all')).toEqual([]);
  await page
    .getByRole('search')
    .getByRole('button', { name: /Warehouse/ })
    .click();
  await page.getByRole('option', { name: 'YORK' }).click();
  await page.getByRole('img', { name: /Line chart of the count: from 1 to 5/ }).waitFor();
  await expect
    .poll(() =>
      page
        .getByRole('table', { name: `History of ${productId} in YORK` })
        .locator('tbody tr')
        .count(),
    )
    .toBe(2);
  expect(problems).toEqual([]);
});

test.each(['en-GB', 'de-DE'])('on a phone the filters of a history are behind one button, in %s', async (locale) => {
  const productId = await aMovedProduct();
  const { page, problems } = await enter({ ...phone, locale, query: `?product=${productId}` });
  const filters = page.getByRole('button', { name: /^Filter/ });
  await filters.tap();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Warehouse|Lager/ }).tap();
  await page.getByRole('option', { name: 'YORK' }).tap();
  expect((await look(page, `phone-history-filters-${locale}`)).filter((found) => !found.includes('mobile-toolbar-nav'))).toEqual([]);
  await dialog.getByText(/^(Close|Schließen)$/).tap();
  await page.getByRole('button', { name: /^Filters? \(1\)$/ }).waitFor();
  await page.getByRole('img', { name: /Line chart|Liniendiagramm/ }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(problems).toEqual([]);
});
