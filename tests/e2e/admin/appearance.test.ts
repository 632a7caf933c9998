import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel, aReservation, line } from '../../support/fixtures.ts';
import { look } from '../support/browser.ts';
import { aPaidOrder } from '../support/orders.ts';
import { cardOf, ownProducts, rowOf, usePanel } from '../support/panel.ts';

const { enter, address } = usePanel();

test.each(['de-DE', 'en-GB'])('every view is accessible in %s, and keeps the policy of the site', async (locale) => {
  const productId = ownProducts().product('seen');
  const level = await aLevel({ productId, stock: 10, name: 'Globe', category: 'Toys' });
  await aReservation([line(level, 8)]);
  const { orderId } = await aPaidOrder([line(level, 1)]);
  const { page, problems } = await enter({ locale, query: `?search=${productId}` });
  const finds = (view: string) => look(page, `${view}-${locale}`);
  await rowOf(page, level)
    .getByText(locale === 'de-DE' ? 'Knapp' : 'Low', { exact: true })
    .waitFor();
  expect(await finds('grid')).toEqual([]);
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  expect(await finds('keys')).toEqual([]);
  await page.goto(address(`?product=${productId}`));
  await page.getByRole('img').first().waitFor();
  expect(await finds('product')).toEqual([]);
  await page.goto(address('?view=home'));
  // The oldest paid orders, which may be those of other tests.
  await page
    .getByRole('link', { name: /^order-/ })
    .first()
    .waitFor();
  expect(await finds('home')).toEqual([]);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(productId);
  await page.getByRole('option', { name: productId }).waitFor();
  expect(await finds('palette')).toEqual([]);
  await page.goto(address(`?view=activity&product=${productId}`));
  await page.getByRole('row').nth(3).waitFor();
  expect(await finds('activity')).toEqual([]);
  await page.goto(address('?view=reservations'));
  await page.getByRole('row').nth(1).waitFor();
  expect(await finds('reservations')).toEqual([]);
  await page.goto(address('?view=packing'));
  await page.getByRole('row').filter({ hasText: orderId }).waitFor();
  expect(await finds('packing')).toEqual([]);
  await page.goto(address('?view=import'));
  await page.locator('input[type="file"]').waitFor({ state: 'attached' });
  expect(await finds('import')).toEqual([]);
  const file = Buffer.from(`productId,warehouseId,stockCount\n${productId},LEEDS,ten\n`);
  await page.locator('input[type="file"]').setInputFiles({ name: 'levels.csv', mimeType: 'text/csv', buffer: file });
  const why = locale === 'de-DE' ? 'Bestand muss eine ganze Zahl' : 'stockCount must be a whole number';
  await page.getByRole('cell', { name: why }).waitFor();
  expect(await finds('plan')).toEqual([]);
  expect(problems).toEqual([]);
});

test('a person chooses theme and language, and finds them again', async () => {
  const { page } = await enter({ colorScheme: 'light' });
  const choose = async (group: string, item: string) => {
    await page.locator('#header').getByRole('button', { name: 'admin' }).click();
    await page
      .getByRole('menuitem', { name: group })
      .or(page.getByRole('group', { name: group }))
      .first()
      .waitFor();
    await page.getByText(item, { exact: true }).click();
  };
  await choose('Theme', 'Dark');
  await choose('Language', 'Deutsch');
  await page.getByRole('heading', { name: 'Alle Bestände' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Alle Bestände' }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.style.colorScheme])).toEqual(['de', 'dark']);
});

test('on a phone of 320 pixels nothing but tables scrolls sideways, and things to press are large enough', async () => {
  const level = await aLevel({ productId: ownProducts().product('small') });
  await aReservation([line(level, 1)]);
  await aPaidOrder([line(level, 1)]);
  const views = {
    grid: { query: `?search=${level.productId}`, seen: cardOf },
    count: { query: '?view=count', seen: (page: Page) => page.getByRole('textbox', { name: 'Barcode, product ID or name' }) },
    product: { query: `?product=${level.productId}`, seen: (page: Page) => page.getByRole('img').first() },
    home: { query: '?view=home', seen: (page: Page) => page.getByRole('heading', { name: 'Paid orders to ship' }) },
    activity: { query: `?view=activity&product=${level.productId}`, seen: (page: Page) => rowOf(page, level).first() },
    reservations: { query: '?view=reservations', seen: (page: Page) => cardOf(page, level).first() },
    packing: { query: '?view=packing', seen: (page: Page) => cardOf(page, level).first() },
    import: { query: '?view=import', seen: (page: Page) => page.getByRole('button', { name: 'Choose file' }) },
  };
  const { page } = await enter({ viewport: { width: 320, height: 700 } });
  for (const [name, { query, seen }] of Object.entries(views)) {
    await page.goto(address(query));
    await seen(page, level).waitFor();
    // What opens the navigation is the design system's own.
    expect((await look(page, `small-${name}`)).filter((found) => !found.includes('mobile-toolbar-nav'))).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await page.evaluate(tooSmall)).toBe(0);
    expect(await page.evaluate(brokenInside)).toBe(0);
  }
});

test.each(['de-DE', 'en-GB'])(
  'on a laptop of 1440 pixels no table scrolls sideways, and a name is read to its end, in %s',
  async (locale) => {
    const { query, product } = ownProducts();
    const level = await aLevel({ productId: product('wide'), name: 'Regency cakestand' });
    await aReservation([line(level, 1)]);
    const { page } = await enter({ locale, query, viewport: { width: 1440, height: 900 } });
    const name = rowOf(page, level).getByText('Regency cakestand');
    await name.waitFor();
    expect(await name.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0);
    expect(await rowOf(page, level).evaluate((row) => row.getBoundingClientRect().height)).toBe(40);
    expect(await page.evaluate(scrollSideways)).toEqual([]);
    await page.goto(address(`?product=${level.productId}`));
    await page.getByRole('img').first().waitFor();
    expect(await page.evaluate(scrollSideways)).toEqual([]);
  },
);

test.each(['de-DE', 'en-GB'])('filters have room for their words at any width, in %s', async (locale) => {
  const { page } = await enter({ locale, query: '?oversold=true' });
  await page
    .getByRole('button', { name: locale === 'de-DE' ? 'Filter zurücksetzen' : 'Clear filters' })
    .first()
    .waitFor();
  for (const width of [1024, 1110, 1200, 1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(crampedFilters)).toEqual([]);
  }
});

/** Runs in the page: which filters have a second line of words, or lie beside the others. */
function crampedFilters(): string[] {
  const filters = document.querySelector('.filters') as HTMLElement;
  const { right } = filters.getBoundingClientRect();
  return [...filters.children].flatMap((each) => {
    const box = each.getBoundingClientRect();
    return box.height > 60 || box.right > right + 1 ? [each.textContent] : [];
  });
}

/** Runs in the page: what tables with more than their frame shows say. */
function scrollSideways(): string[] {
  return [...document.querySelectorAll('table')]
    .filter(({ parentElement }) => parentElement && parentElement.scrollWidth > parentElement.clientWidth)
    .map((table) => table.innerText);
}

/** Runs in the page: how many things to press are smaller than 24 pixels. */
function tooSmall(): number {
  return [...document.querySelectorAll<HTMLElement>('button, [role="combobox"], input:not([type="checkbox"])')]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.closest('table') === null)
    .map((each) => each.getBoundingClientRect())
    .filter(({ width, height }) => width > 1 && (width < 24 || height < 24)).length;
}

/** Runs in the page: how many texts may be broken between any two letters. */
function brokenInside(): number {
  return [...document.querySelectorAll('#content *')].filter((each) => getComputedStyle(each).wordBreak === 'break-all').length;
}

test.each([
  { reducedMotion: 'no-preference', flashes: true },
  { reducedMotion: 'reduce', flashes: false },
] as const)(
  'a cell that changes flashes for a second, unless somebody wants no motion ($reducedMotion)',
  async ({ reducedMotion, flashes }) => {
    const level = await aLevel({ productId: ownProducts().product('still'), stock: 10 });
    const { page } = await enter({ reducedMotion, query: `?search=${level.productId}` });
    await rowOf(page, level).waitFor();
    await aReservation([line(level, 1)]);
    const changed = rowOf(page, level).locator('.flash').first();
    await changed.waitFor();
    const [name, duration] = await changed.evaluate((cell) => {
      const { animationName, animationDuration } = getComputedStyle(cell);
      return [animationName, animationDuration];
    });
    expect({ flashes: name !== 'none', duration }).toEqual({ flashes, duration: flashes ? '1s' : '0s' });
  },
);
