import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel } from '../../support/fixtures.ts';
import { stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look as lookAt } from '../support/browser.ts';
import { cardOf, ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

/** What opens the navigation on a phone is the design system's own. */
const look = async (page: Page, name: string) => (await lookAt(page, name)).filter((found) => !found.includes('mobile-toolbar-nav'));

/** Whether a press on the middle of something reaches it. */
const isInReach = async (element: Locator) =>
  element.evaluate((wanted) => {
    const { x, y, width, height } = wanted.getBoundingClientRect();
    return wanted.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });

test('on a phone messages lie above the sheet of the next edit, in whose reach all is', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('told'), stock: 10 });
  const { page, problems } = await enter({ ...phone, query });
  const card = cardOf(page, level);
  await card.getByRole('button', { name: /One more/ }).tap();
  const message = page.getByRole('region', { name: 'Messages' }).getByText('now 11 on hand');
  await message.waitFor();
  await card.getByRole('button', { name: /^Edit/ }).tap();
  const sheet = page.getByRole('dialog');
  for (const name of ['Save', 'Cancel']) expect(await isInReach(sheet.getByRole('button', { name, exact: true }))).toBe(true);
  expect(await isInReach(sheet.getByRole('textbox'))).toBe(true);
  expect(await isInReach(message)).toBe(true);
  expect(await look(page, 'phone-message-and-sheet')).toEqual([]);
  await sheet.getByRole('button', { name: 'Cancel', exact: true }).tap();
  expect(problems).toEqual([]);
});

test('on a phone the note of old numbers lies below the sheet, not over its buttons', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('old') });
  const { page, context } = await enter({ ...phone, query });
  await cardOf(page, level).getByRole('button', { name: /^Edit/ }).waitFor();
  await context.setOffline(true);
  await page.getByText(/These numbers may be out of date/).waitFor();
  await cardOf(page, level).getByRole('button', { name: /^Edit/ }).tap();
  expect(await isInReach(page.getByRole('dialog').getByRole('button', { name: 'Save' }))).toBe(true);
});

test.each([
  ['en-GB', 'Take from the count', 'Add to the count'],
  ['de-DE', 'Von der Menge abziehen', 'Zur Menge dazuzählen'],
])('on a phone the sheet says what it edits, and takes a difference from a keyboard of digits, in %s', async (locale, less, more) => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('named'), warehouseId: 'LEEDS', stock: 10 });
  const { page } = await enter({ ...phone, locale, query });
  const card = cardOf(page, level);
  await card.getByRole('button', { name: locale === 'de-DE' ? /bearbeiten$/ : /^Edit/ }).tap();
  const sheet = page.getByRole('dialog');
  const heading = sheet.getByRole('heading');
  await heading.getByText(level.productId).waitFor();
  await heading.getByText('LEEDS').waitFor();
  expect(await sheet.getByRole('textbox').getAttribute('inputmode')).toBe('numeric');
  await sheet.getByRole('button', { name: more }).tap();
  await page.keyboard.type('5');
  expect(await sheet.getByRole('textbox').inputValue()).toBe('+5');
  await sheet.getByRole('button', { name: less }).tap();
  expect(await sheet.getByRole('textbox').inputValue()).toBe('-5');
  expect(await look(page, `phone-sheet-${locale}`)).toEqual([]);
  await page.keyboard.press('Enter');
  await card.locator('[data-field="stockCount"]').getByText('5', { exact: true }).waitFor();
  expect((await accepted(stock(admin, { productId: level.productId, warehouseId: 'LEEDS' }))).stockCount).toBe(5);
});

test.each(['en-GB', 'de-DE'])('on a phone the header is as high offline as it is live, in %s', async (locale) => {
  const { query, product } = ownProducts();
  await aLevel({ productId: product('still') });
  const { page, context } = await enter({ ...phone, locale, query });
  const header = page.locator('#header');
  const height = async () => (await header.boundingBox())?.height;
  const before = await height();
  expect(await look(page, `phone-header-${locale}`)).toEqual([]);
  await context.setOffline(true);
  await page.locator('.connection[data-state="offline"]').waitFor();
  expect(await look(page, `phone-header-offline-${locale}`)).toEqual([]);
  expect(await height()).toBe(before);
  expect(await isInReach(page.getByRole('button', { name: locale === 'de-DE' ? 'Jetzt versuchen' : 'Try now' }))).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('on a phone several presses leave one message a level, whose Undo takes back what it names', async () => {
  const { query, product } = ownProducts();
  const [level, other] = [
    await aLevel({ productId: product('often'), stock: 10 }),
    await aLevel({ productId: product('once'), stock: 10 }),
  ];
  const { page } = await enter({ ...phone, query });
  await cardOf(page, other)
    .getByRole('button', { name: /One more/ })
    .tap();
  const messages = page.getByRole('region', { name: 'Messages' });
  await messages.getByText(`${other.productId}, LONDON: +1`).waitFor();
  const card = cardOf(page, level);
  const count = card.locator('[data-field="stockCount"]');
  for (const now of ['11', '12', '13']) {
    await card.getByRole('button', { name: /One more/ }).tap();
    await count.getByText(now, { exact: true }).waitFor();
  }
  await messages.getByText('now 13 on hand').waitFor();
  const ofLevel = messages.getByRole('listitem').filter({ hasText: level.productId });
  expect(await ofLevel.count()).toBe(1);
  expect(await messages.getByText(other.productId).count()).toBe(1);
  await ofLevel.getByRole('button', { name: 'Undo' }).tap();
  await count.getByText('12', { exact: true }).waitFor();
});

test('on a phone cards are selected, one by one or all that match, and changed at once', async () => {
  const { query, product } = ownProducts();
  const many = await Promise.all(['a', 'b', 'c'].map((name) => aLevel({ productId: product(name), stock: 4 })));
  const [first] = many as [StockLevel];
  const { page, problems } = await enter({ ...phone, query });
  await expect.poll(() => cardOf(page, { productId: product(''), warehouseId: 'LONDON' }).count()).toBe(3);
  await page.getByRole('button', { name: 'Select', exact: true }).tap();
  await cardOf(page, first).tap();
  const bar = page.getByRole('group', { name: 'Selection' });
  await bar.getByText('1 row selected').waitFor();
  expect(
    await cardOf(page, first)
      .getByRole('checkbox', { name: `Select ${first.productId} in LONDON` })
      .isChecked(),
  ).toBe(true);
  await bar.getByRole('button', { name: 'Select all 3 that match' }).tap();
  expect(await look(page, 'phone-selected')).toEqual([]);
  await bar.getByRole('button', { name: 'Edit selected (3)' }).tap();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Adjust the count' }).check();
  await dialog.getByRole('textbox', { name: 'Number' }).fill('6');
  await dialog.getByText('4 → 10').nth(2).waitFor();
  expect(await isInReach(dialog.getByText('4 → 10').first())).toBe(true);
  expect(await look(page, 'phone-bulk')).toEqual([]);
  await dialog.getByRole('button', { name: 'Change 3 levels' }).tap();
  await dialog.getByText('3 of 3 changed').first().waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().tap();
  for (const { productId, warehouseId } of many) expect((await accepted(stock(admin, { productId, warehouseId }))).stockCount).toBe(10);
  await bar.getByRole('button', { name: 'Done' }).tap();
  await cardOf(page, first)
    .getByRole('button', { name: /One more/ })
    .waitFor();
  expect(problems).toEqual([]);
});

test('on a phone what selects and edits stays at the foot while many cards go by, in German', async () => {
  const { query, product } = ownProducts();
  const many = await Promise.all(Array.from({ length: 8 }, async (_, at) => aLevel({ productId: product(`${at}`) })));
  const { page } = await enter({ ...phone, locale: 'de-DE', query });
  await cardOf(page, many[7] as StockLevel).waitFor();
  await page.getByRole('button', { name: 'Auswahl', exact: true }).tap();
  await cardOf(page, many[0] as StockLevel).tap();
  const bar = page.getByRole('group', { name: 'Auswahl' });
  expect(await isInReach(bar.getByRole('button', { name: 'Auswahl bearbeiten (1)' }))).toBe(true);
  expect(await look(page, 'phone-select-foot')).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('on a phone who may only look has nothing to select', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('seen') });
  const { page } = await enter({ ...phone, as: 'viewer', query });
  await cardOf(page, level).waitFor();
  expect(await page.getByRole('button', { name: 'Select', exact: true }).count()).toBe(0);
});
