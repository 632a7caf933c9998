import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel, aReservation, line } from '../../support/fixtures.ts';
import { look as lookAt } from '../support/browser.ts';
import { aPaidOrder } from '../support/orders.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

/** What opens the navigation on a phone is the design system's own. */
const look = async (page: Parameters<typeof lookAt>[0], name: string) =>
  (await lookAt(page, name)).filter((found) => !found.includes('mobile-toolbar-nav'));

test.each(['en-GB', 'de-DE'])(
  'on a phone a paid order is a card with its products and its buttons within the screen, in %s',
  async (locale) => {
    const level = await aLevel({ productId: ownProducts().product('packed'), name: 'Globe' });
    const { orderId } = await aPaidOrder([line(level, 2)]);
    const { page, problems } = await enter({ ...phone, locale, query: `?view=packing&order=${orderId}` });
    const card = page.getByRole('listitem').filter({ hasText: orderId });
    await card.getByText(`2 × Globe · ${level.productId}, LONDON`).waitFor();
    const [ship, cancel] = [
      card.getByRole('button', { name: locale === 'de-DE' ? /versenden$/ : /^Ship/ }),
      card.getByRole('button', { name: locale === 'de-DE' ? /stornieren$/ : /^Cancel/ }),
    ];
    const [first, second] = [await touched(ship), await touched(cancel)];
    expect(second.x - first.x - first.width).toBeGreaterThanOrEqual(24);
    expect(await look(page, `phone-packing-${locale}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await ship.tap();
    await page
      .getByRole('dialog')
      .getByRole('textbox', { name: new RegExp(level.productId) })
      .waitFor();
    expect(problems).toEqual([]);
  },
);

test('on a phone a reservation is a card with its products and a button that releases it', async () => {
  const level = await aLevel({ productId: ownProducts().product('held'), name: 'Globe' });
  const { reservationId } = await aReservation([line(level, 3)], { reference: 'basket 7' });
  const { page, problems } = await enter({ ...phone, query: '?view=reservations' });
  const card = page.getByRole('list', { name: 'Active reservations' }).getByRole('listitem').filter({ hasText: reservationId });
  for (const text of [`3 × Globe · ${level.productId}, LONDON`, 'basket 7', 'Time left']) await card.getByText(text).waitFor();
  const release = card.getByRole('button', { name: `Release ${reservationId}` });
  await touched(release);
  expect(await look(page, 'phone-reservations')).toEqual([]);
  await release.tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Release', exact: true }).tap();
  await card.waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
});

/** Expects a thumb to reach an element without scrolling sideways. */
async function touched(element: Locator): Promise<{ x: number; width: number }> {
  await element.waitFor();
  const { x, width, height } = (await element.boundingBox()) ?? { x: -1, width: 0, height: 0 };
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(phone.viewport.width);
  expect(height).toBeGreaterThanOrEqual(24);
  return { x, width };
}
