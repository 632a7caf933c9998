import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel, aReservation, line } from '../support/fixtures.ts';
import { badge, traffic } from './support/badge-page.ts';
import { useBrowser } from './support/browser.ts';
import { useShop } from './support/shop-page.ts';

const { open, origin } = useBrowser();
const { show } = useShop();
const script = `<script type="module" src="${origin}/inventory-widget.js"></script>`;
const MINUTE = 60_000;

/** What a page hears when another tab covers it, and when it comes back. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** A page with the live badge of a product of which 5 are there, and a clock of its own. */
async function aLivePage() {
  const level = await aLevel({ stock: 5, threshold: 3 });
  const { page, problems } = await open();
  await page.clock.install();
  const seen = traffic(page);
  await page.goto(show(badge(level.productId) + script));
  await page.clock.runFor(1_000);
  await page.getByText('In stock').waitFor();
  await expect.poll(() => seen.confirmed).toBe(1);
  // The read that follows each start is over before the clock runs ahead of the network; then only
  // changes are news.
  await page.clock.runFor(2_000);
  await expect.poll(() => seen.waiting).toBe(0);
  return { level, page, problems, seen };
}

test('a page that nobody sees for five minutes gives its socket back and asks nothing more', async () => {
  const { page, problems, seen } = await aLivePage();
  await setHidden(page, true);
  await page.clock.runFor(6 * MINUTE);
  await expect.poll(() => seen.openSockets).toBe(0);
  const before = { ...seen, queries: seen.queries.length };
  await page.clock.runFor(60 * MINUTE);
  expect({ ...seen, queries: seen.queries.length }).toEqual(before);
  expect(problems).toEqual([]);
});

test('shown again, it is right again and live', async () => {
  const { level, page, seen } = await aLivePage();
  await setHidden(page, true);
  await page.clock.runFor(6 * MINUTE);
  await expect.poll(() => seen.openSockets).toBe(0);
  await aReservation([line(level, 3)]);
  await setHidden(page, false);
  await page.clock.runFor(1_000);
  await page.getByText('Only 2 left').waitFor();
  await expect.poll(() => seen.confirmed).toBe(2);
  await aReservation([line(level, 2)]);
  await page.getByText('Out of stock').waitFor();
});

test('a page that is covered for four minutes keeps its socket', async () => {
  const { level, page, seen } = await aLivePage();
  await setHidden(page, true);
  await page.clock.runFor(4 * MINUTE);
  await setHidden(page, false);
  await aReservation([line(level, 3)]);
  await page.getByText('Only 2 left').waitFor();
  await page.clock.runFor(2 * MINUTE);
  await aReservation([line(level, 2)]);
  await page.getByText('Out of stock').waitFor();
  expect(seen).toMatchObject({ sockets: 1, openSockets: 1 });
});
