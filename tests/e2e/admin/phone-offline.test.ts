import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel } from '../../support/fixtures.ts';
import { look as lookAt } from '../support/browser.ts';
import { cardOf, connected, ownProducts, refusingChanges, usePanel } from '../support/panel.ts';

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
