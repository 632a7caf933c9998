import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel } from '../../support/fixtures.ts';
import { look as lookAt } from '../support/browser.ts';
import { cardOf, connected, countOf, edit, ownProducts, refusingChanges, rowOf, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

/** What opens the navigation on a phone is the design system's own. */
const look = async (page: Page, name: string) => (await lookAt(page, name)).filter((found) => !found.includes('mobile-toolbar-nav'));

test.each([
  ['en-GB', /One more/, 'On hand +1: Not sent: you are offline.', 'Try again'],
  ['de-DE', /Eins mehr/, 'Vorhanden +1: Nicht gesendet: Sie sind offline.', 'Erneut versuchen'],
])('who is offline is told at once which change was not sent, and sends it later, in %s', async (locale, more, words, again) => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('unsent'), stock: 10 });
  const { page, context } = await enter({ ...phone, locale, query });
  const card = cardOf(page, level);
  await card.waitFor();
  await context.setOffline(true);
  await page.locator('.connection[data-state="offline"]').waitFor();
  await card.getByRole('button', { name: more }).tap();
  const messages = page.getByRole('region', { name: locale === 'de-DE' ? 'Meldungen' : 'Messages' });
  // Before a call that is sent again would have been given up.
  await messages.getByText(`${level.productId}, LONDON, ${words}`).waitFor({ timeout: 3_000 });
  expect(await look(page, `phone-unsent-${locale}`)).toEqual([]);
  await context.setOffline(false);
  await connected(page);
  await messages.getByRole('button', { name: again }).tap();
  await card.locator('[data-field="stockCount"]').getByText('11', { exact: true }).waitFor();
});

test('on a phone a change that is on its way shows a sign at once', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('slow'), stock: 10 });
  const { page } = await enter({ ...phone, query });
  await refusingChanges(page, new Promise(() => undefined));
  await cardOf(page, level)
    .getByRole('button', { name: /One more/ })
    .tap();
  await cardOf(page, level).getByText('Sending').waitFor();
});

test('a count that is sent again from its message is counted, and stays so in another view', async () => {
  const level = await aLevel({ productId: ownProducts().product('shelf'), warehouseId: 'LEEDS', stock: 10 });
  const { page, context } = await enter({ query: '?view=count&warehouse=LEEDS' });
  await page.getByRole('textbox', { name: 'Barcode, product ID or name' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type(`${level.productId}\n`);
  await page.getByText('10 on hand').waitFor();
  await context.setOffline(true);
  await page.locator('.connection[data-state="offline"]').waitFor();
  await page.keyboard.type('7\n');
  const again = page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Try again' });
  await again.waitFor();
  const list = page.getByRole('list', { name: 'Counted' });
  expect(await list.getByText('10 → 7').count()).toBe(0);
  await context.setOffline(false);
  await connected(page);
  await again.click();
  await list.getByText('10 → 7').waitFor();
  await page.getByRole('textbox', { name: 'Barcode, product ID or name' }).waitFor();
  await page.getByRole('link', { name: 'Activity' }).click();
  await list.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Count stock' }).click();
  await list.getByText('10 → 7').waitFor();
});

test('what failed and was sent again from its message is no draft any more', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('draft'), stock: 10 });
  const { page, context } = await enter({ query });
  await rowOf(page, level).waitFor();
  await context.setOffline(true);
  await page.locator('.connection[data-state="offline"]').waitFor();
  await edit(page, level, 'On hand', '13');
  const again = page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await page.getByRole('heading', { level: 1 }).click();
  await rowOf(page, level).getByText('not saved').waitFor();
  await context.setOffline(false);
  await connected(page);
  await again.click();
  await countOf(page, level, 'stockCount').getByText('13', { exact: true }).waitFor();
  expect(await rowOf(page, level).getByText('not saved').count()).toBe(0);
});
