import { expect, test } from 'vitest';
import { aLevel, aReservation, line } from '../../support/given.ts';
import { axeFindings } from '../support/browser.ts';
import { aShelf, rowOf, usePanel } from '../support/panel.ts';

const { enter, address } = usePanel();

/** Where pictures of all views go, for people to look at; none when it is not set. */
const pictures = process.env['ONHAND_PICTURES'];

test.each([
  { colorScheme: 'light', locale: 'de-DE' },
  { colorScheme: 'dark', locale: 'en-GB' },
] as const)(
  'every view is accessible in $colorScheme, speaks $locale, and keeps the policy of the site',
  async ({ colorScheme, locale }) => {
    const productId = aShelf().product('seen');
    const level = await aLevel({ productId, stock: 10, name: 'Globe', category: 'Toys' });
    await aReservation([line(level, 9)]);
    const { page, problems } = await enter({ colorScheme, locale, query: `?search=${productId}` });
    const look = async (view: string) => {
      expect(await axeFindings(page)).toEqual([]);
      if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${view}-${colorScheme}-${locale}.png` });
    };
    await rowOf(page, level)
      .getByText(locale === 'de-DE' ? 'Knapp' : 'Low', { exact: true })
      .waitFor();
    await look('grid');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await look('keys');
    await page.goto(address(`?product=${productId}`));
    await page.getByRole('img').first().waitFor();
    await look('product');
    await page.goto(address('?view=holds'));
    await page.getByRole('row').nth(1).waitFor();
    await look('holds');
    await page.goto(address('?view=import'));
    await page.locator('input[type="file"]').waitFor({ state: 'attached' });
    await look('import');
    const file = Buffer.from(`productId,warehouseId,stockCount\n${productId},LEEDS,ten\n`);
    await page.locator('input[type="file"]').setInputFiles({ name: 'levels.csv', mimeType: 'text/csv', buffer: file });
    const why = locale === 'de-DE' ? 'stockCount muss eine ganze Zahl' : 'stockCount must be a whole number';
    await page.getByRole('cell', { name: why }).waitFor();
    await look('plan');
    expect(problems).toEqual([]);
  },
);

test('a person chooses colours and language, and finds them again', async () => {
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
  await choose('Colours', 'Dark');
  await choose('Language', 'Deutsch');
  await page.getByRole('heading', { name: 'Gesamter Bestand' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Gesamter Bestand' }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.style.colorScheme])).toEqual(['de', 'dark']);
});

test('on a phone of 320 pixels nothing but tables scrolls sideways, and things to press are large enough', async () => {
  const level = await aLevel({ productId: aShelf().product('small') });
  const { page } = await enter({ viewport: { width: 320, height: 700 }, query: `?search=${level.productId}` });
  await rowOf(page, level).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const small = await page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLElement>('button, [role="combobox"], input:not([type="checkbox"])')]
        .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.closest('table') === null)
        .map((each) => each.getBoundingClientRect())
        .filter(({ width, height }) => width > 1 && (width < 24 || height < 24)).length,
  );
  expect(small).toBe(0);
});

test.each([
  { reducedMotion: 'no-preference', flashes: true },
  { reducedMotion: 'reduce', flashes: false },
] as const)(
  'a cell that changes flashes for a second, unless somebody wants no motion ($reducedMotion)',
  async ({ reducedMotion, flashes }) => {
    const level = await aLevel({ productId: aShelf().product('still'), stock: 10 });
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
