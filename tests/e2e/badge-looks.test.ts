import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel, newId } from '../support/fixtures.ts';
import { badge, reached } from './support/badge-page.ts';
import { axeFindings, useBrowser } from './support/browser.ts';
import { useShop } from './support/shop-page.ts';

const { open, origin } = useBrowser();
const { show } = useShop();
const script = `<script type="module" src="${origin}/inventory-widget.js"></script>`;
const TEXTS = ['In stock', 'Only 2 left', 'Out of stock', 'Availability unknown', 'Checking availability…'];

/** Opens a page with a badge in every state, in the order of TEXTS. */
async function showAll(page: Page): Promise<void> {
  const [plenty, few, none] = await Promise.all([aLevel(), aLevel({ stock: 2 }), aLevel({ stock: 0 })]);
  const nobodys = newId();
  // No answer ever comes.
  await page.route('**/waiting.json', () => undefined);
  const badges = [plenty, few, none].map(({ productId }) => badge(productId, 'announce'));
  await page.goto(
    show([...badges, badge(nobodys), badge('any', `config="${origin}/waiting.json"`)].map((one) => `<p>${one}</p>`).join('') + script),
  );
  await Promise.all([
    reached(page, plenty.productId, 'in'),
    reached(page, few.productId, 'low'),
    reached(page, none.productId, 'out'),
    reached(page, nobodys, 'unknown'),
    reached(page, 'any', 'loading'),
  ]);
}

/**
 * The looks of the dots of a page, each as one line, and whether all are in the colour that forced
 * colours have for text.
 */
async function dots(page: Page): Promise<{ shapes: string[]; inTextColor: boolean }> {
  return page.locator('stock-badge').evaluateAll((hosts) => {
    const styles = hosts.map((host) => getComputedStyle(host.shadowRoot?.querySelector('[part=dot]') ?? host));
    return {
      shapes: styles.map(({ display, borderStyle, background }) => `${display} ${borderStyle} ${background}`),
      inTextColor: styles.every(({ borderColor }) => borderColor === getComputedStyle(document.body).color),
    };
  });
}

test.each([
  { colorScheme: 'light' },
  { colorScheme: 'dark' },
  { colorScheme: 'light', forcedColors: 'active' },
  { colorScheme: 'dark', forcedColors: 'active' },
] as const)('axe finds nothing in any state with %o', async (options) => {
  const { page, problems } = await open(options);
  await showAll(page);
  for (const text of TEXTS) expect(await page.getByText(text, { exact: true }).isVisible()).toBe(true);
  expect(await axeFindings(page)).toEqual([]);
  expect(problems).toEqual([]);
});

test.each(['light', 'dark'] as const)(
  'with forced colours, %s, every state has a shape of its own in the colour of text',
  async (colorScheme) => {
    const { page } = await open({ colorScheme, forcedColors: 'active' });
    await showAll(page);
    const { shapes, inTextColor } = await dots(page);
    expect(new Set(shapes).size).toBe(TEXTS.length);
    expect(inTextColor).toBe(true);
  },
);
