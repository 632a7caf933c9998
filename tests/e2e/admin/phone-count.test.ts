import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel } from '../../support/fixtures.ts';
import { look as lookAt } from '../support/browser.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();

/** What opens the navigation on a phone is the design system's own. */
const look = async (page: Page, name: string) => (await lookAt(page, name)).filter((found) => !found.includes('mobile-toolbar-nav'));

test.each([
  ['en-GB', 'Find', 'Choose the warehouse first.'],
  ['de-DE', 'Suchen', 'Wählen Sie zuerst das Lager.'],
])('who counts a shelf without a warehouse is asked for it, in %s', async (locale, find, words) => {
  const { page } = await enter({ viewport: { width: 390, height: 844 }, hasTouch: true, locale, query: '?view=count' });
  await page.keyboard.type('4006381333931');
  await page.getByRole('button', { name: find, exact: true }).tap();
  await page.getByText(words).waitFor();
  expect(await look(page, `count-no-warehouse-${locale}`)).toEqual([]);
});

test.each([
  ['all levels', {}],
  ['a page of the API at a time', { tooMany: true }],
] as const)('who types words of a name chooses which product he counts, with %s', async (what, options) => {
  const { prefix, product } = ownProducts();
  const name = `${prefix} globe`;
  const mine = await aLevel({ productId: product('one'), warehouseId: 'LEEDS', name, stock: 6 });
  await aLevel({ productId: product('two'), warehouseId: 'LEEDS', name: `${name} of stars`, stock: 4 });
  const { page, problems } = await enter({ viewport: { width: 390, height: 844 }, query: '?view=count&warehouse=LEEDS', ...options });
  await page.getByRole('textbox', { name: 'Barcode, product ID or name' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('tooMany' in options ? name : `globe ${prefix}`);
  const choices = page.getByRole('list', { name: 'Which one is it?' }).getByRole('listitem');
  // Words in any order are found once all levels are there.
  await expect.poll(() => page.keyboard.press('Enter').then(() => choices.count())).toBe(2);
  expect(await look(page, `count-choices-${what}`)).toEqual([]);
  await choices.getByRole('button', { name: mine.productId }).click();
  await page.getByText('6 on hand').waitFor();
  expect(problems).toEqual([]);
});

test('a late answer to what was typed before does not take the place of what was found since', async () => {
  const { product } = ownProducts();
  const level = await aLevel({ productId: product('found'), warehouseId: 'LEEDS', stock: 6 });
  const { page } = await enter({ viewport: { width: 390, height: 844 }, query: '?view=count&warehouse=LEEDS', tooMany: true });
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const nowhere = product('nowhere');
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes(nowhere) === true) await released;
    await route.fallback();
  });
  await page.getByRole('textbox', { name: 'Barcode, product ID or name' }).and(page.locator(':focus')).waitFor();
  const late = page.waitForRequest((each) => each.postData()?.includes(nowhere) === true);
  await page.keyboard.type(nowhere);
  await page.keyboard.press('Enter');
  const answered = (await late).response();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(level.productId.slice(0, -1));
  await page.keyboard.press('Enter');
  const choice = page.getByRole('list', { name: 'Which one is it?' }).getByRole('button', { name: level.productId });
  await choice.waitFor();
  release(undefined);
  await answered;
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await choice.click();
  await page.getByText('6 on hand').waitFor();
});
