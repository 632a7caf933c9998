import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, line, newId } from '../../support/fixtures.ts';
import { adjustStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look as lookAt } from '../support/browser.ts';
import { aPaidOrder } from '../support/orders.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

/** What opens the navigation on a phone is the design system's own. */
const look = async (page: Page, name: string) => (await lookAt(page, name)).filter((found) => !found.includes('mobile-toolbar-nav'));

test.each([
  ['the list', (productId: string) => `?search=${productId}`],
  ['activity', (productId: string) => `?view=activity&product=${productId}`],
  ['home', () => '?view=home', 'Show all activity'],
  ['the packing list', () => '?view=packing'],
])('on a phone links and buttons of %s are at least 24 pixels high and wide', async (name, query, link = '') => {
  // Short enough for one line.
  const level = await aLevel({ productId: newId('p').slice(0, 10), stock: 1 });
  const { productId, warehouseId } = level;
  await accepted(adjustStock(admin, { adjustmentId: newId(), productId, warehouseId, delta: 1, reason: 'RECEIVED' }));
  await aPaidOrder([line(level, 1)]);
  const { page, problems } = await enter({ ...phone, query: query(productId) });
  await page
    .getByRole('link', { name: link || productId })
    .first()
    .waitFor();
  expect(await page.evaluate(tooSmall)).toEqual([]);
  expect(await look(page, `phone-targets-${name.replace(' ', '-')}`)).toEqual([]);
  expect(problems).toEqual([]);
});

test('on a phone the page arrows of an import are at least 24 pixels high and wide', async () => {
  const { page } = await enter({ ...phone, query: '?view=import' });
  const buffer = Buffer.from(['productId,warehouseId,stockCount', 'A,LEEDS,ten', ''].join('\n'));
  await page.locator('input[type="file"]').setInputFiles({ name: 'monday.csv', mimeType: 'text/csv', buffer });
  await page.getByText('Refused', { exact: true }).waitFor();
  expect(await page.evaluate(tooSmall)).toEqual([]);
});

test('on a phone selecting all that match is apart from editing them, and nothing is selected after they were changed', async () => {
  const { query, product } = ownProducts();
  for (const name of ['one', 'two']) await aLevel({ productId: product(name), stock: 10 });
  const { page, problems } = await enter({ ...phone, query });
  await page.getByRole('button', { name: 'Select', exact: true }).tap();
  const bar = page.getByRole('group', { name: 'Selection' });
  const [all, edit] = [bar.getByRole('button', { name: 'Select all 2 that match' }), bar.getByRole('button', { name: /^Edit selected/ })];
  const [above, below] = [await all.boundingBox(), await edit.boundingBox()];
  expect(above?.height).toBeGreaterThanOrEqual(24);
  expect((below?.y ?? 0) - (above?.y ?? 0) - (above?.height ?? 0)).toBeGreaterThanOrEqual(8);
  expect(await look(page, 'phone-select-all')).toEqual([]);
  await all.tap();
  await edit.tap();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Number' }).fill('+5');
  await dialog.getByRole('button', { name: 'Change 2 levels' }).tap();
  await dialog.getByText('2 of 2 changed').first().waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().tap();
  await bar.getByText('0 rows selected').waitFor();
  expect(problems).toEqual([]);
});

/** Runs in the page: what is to be pressed and too small for it. */
function tooSmall(): string[] {
  return [...document.querySelectorAll<HTMLElement>('#content :is(a, button), .brand a')]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }))
    .map((each) => ({ text: each.ariaLabel ?? each.innerText, box: each.getBoundingClientRect() }))
    .filter(({ box: { width, height } }) => width > 1 && (width < 24 || height < 24))
    .map(({ text, box: { width, height } }) => `${text} ${width} x ${height}`);
}
