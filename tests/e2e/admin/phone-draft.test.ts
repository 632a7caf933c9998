import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel } from '../../support/fixtures.ts';
import { stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look as lookAt } from '../support/browser.ts';
import { cardOf, ownProducts, rowOf, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

/** What opens the navigation on a phone is the design system's own. */
const look = async (page: Page, name: string) => (await lookAt(page, name)).filter((found) => !found.includes('mobile-toolbar-nav'));

/** A thumb that pulls the page up. */
async function scrollByThumb(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  // A tap while the page still rolls on only stops it.
  const rested = page.evaluate(() => new Promise<void>((done) => document.addEventListener('scrollend', () => done(), { once: true })));
  await touch('touchStart', { x: 100, y: 520 });
  for (let y = 500; y >= 200; y -= 20) await touch('touchMove', { x: 100, y });
  await touch('touchEnd');
  await session.detach();
  await rested;
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(100);
}

const many = async (product: (name: string) => string) =>
  Promise.all(Array.from({ length: 8 }, async (_, at) => aLevel({ productId: product(`${at}`), stock: 8 })));

test('on a phone the sheet of an edit stays open while one scrolls the page', async () => {
  const { query, product } = ownProducts();
  const [first] = (await many(product)) as [StockLevel];
  const { page } = await enter({ ...phone, query });
  await cardOf(page, first).getByRole('button', { name: /^Edit/ }).tap();
  await page.keyboard.type('13');
  await scrollByThumb(page);
  expect(await page.getByRole('dialog').getByRole('textbox').inputValue()).toBe('13');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).tap();
  await cardOf(page, first).locator('[data-field="stockCount"]').getByText('13', { exact: true }).waitFor();
});

test('on a phone a tap on another number keeps what was typed, and nothing moves below the thumb', async () => {
  const { query, product } = ownProducts();
  const levels = await many(product);
  const { page } = await enter({ ...phone, query });
  // Chromium makes up for words that come above, but not always.
  await page.evaluate(() => {
    for (const element of [document.documentElement, document.body]) element.style.setProperty('overflow-anchor', 'none');
  });
  await cardOf(page, levels[0] as StockLevel)
    .getByRole('button', { name: /^Edit/ })
    .tap();
  await page.keyboard.type('13');
  await scrollByThumb(page);
  const edit = cardOf(page, levels[3] as StockLevel).getByRole('button', { name: /^Edit/ });
  const before = await edit.boundingBox();
  await edit.tap();
  await page.getByRole('dialog', { name: new RegExp(product('3')) }).waitFor();
  expect(await edit.boundingBox()).toEqual(before);
});

test.each([
  ['en-GB', '13 not saved', 'Save', /^Edit/],
  ['de-DE', '13 nicht gespeichert', 'Speichern', /bearbeiten$/],
])('on a phone a card says in words what was typed and not saved, and saves it, in %s', async (locale, words, save, edit) => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('draft'), stock: 8 });
  const { page, problems } = await enter({ ...phone, locale, query });
  const card = cardOf(page, level);
  await card.getByRole('button', { name: edit }).tap();
  await page.keyboard.type('13');
  await page.getByRole('heading', { level: 1 }).tap();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await card.getByText(words).waitFor();
  expect(await look(page, `phone-not-saved-${locale}`)).toEqual([]);
  await card.getByRole('button', { name: save }).tap();
  await card.getByText(words).waitFor({ state: 'detached' });
  await card.locator('[data-field="stockCount"]').getByText('13', { exact: true }).waitFor();
  expect((await accepted(stock(admin, { productId: level.productId, warehouseId: level.warehouseId }))).stockCount).toBe(13);
  expect(problems).toEqual([]);
});

test.each(['en-GB', 'de-DE'])('a cell of a table says what was typed and not saved, in %s', async (locale) => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('draft'), stock: 8 });
  const { page } = await enter({ locale, query });
  const row = rowOf(page, level);
  const edit = row.locator('[data-edit="stockCount"]');
  const shape = async () => JSON.stringify(await row.boundingBox());
  await edit.waitFor();
  const before = await shape();
  await edit.click();
  await page.keyboard.type('13');
  await page.getByRole('heading', { level: 1 }).click();
  await row.getByText(locale === 'de-DE' ? '8 → 13 ungespeichert' : '8 → 13 not saved').waitFor();
  expect(await shape()).toBe(before);
  expect(await lookAt(page, `not-saved-${locale}`)).toEqual([]);
  await edit.click();
  await page.getByRole('button', { name: locale === 'de-DE' ? 'Speichern' : 'Save' }).click();
  await row.locator('[data-field="stockCount"]').getByText('13', { exact: true }).waitFor();
});
