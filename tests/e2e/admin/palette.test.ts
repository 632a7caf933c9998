import { expect, test } from 'vitest';
import { aLevel, newId } from '../../support/fixtures.ts';
import { look } from '../support/browser.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;
const FIELD = { name: 'A product, a view or an action' } as const;

test('the palette finds a product by words of its name in any order', async () => {
  const [word, productId] = [newId('word').slice(0, 13), ownProducts().product('words')];
  await aLevel({ productId, name: `${word.toUpperCase()} Lovebird Lantern` });
  const { page } = await enter({ query: '?view=home' });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', FIELD).fill(`lan ${word} loveb`);
  await page.getByRole('option', { name: productId }).click();
  await page.getByRole('heading', { name: new RegExp(productId) }).waitFor();
});

test('the palette opens the count of a shelf', async () => {
  const { page } = await enter({ query: '?view=home' });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', FIELD).fill('stock count');
  await page.keyboard.press('Enter');
  await page.waitForURL('**view=count');
});

test('on a phone the palette begins in its field and names no keys', async () => {
  const { page } = await enter({ ...phone, query: '?view=home' });
  await page.getByRole('button', { name: 'Search or run a command' }).tap();
  await page.getByRole('option', { name: 'Packing list' }).waitFor();
  await expect.poll(() => page.getByRole('combobox', FIELD).evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await page.getByRole('listbox').getByText('G P').count()).toBe(0);
  expect((await look(page, 'phone-palette')).filter((found) => !found.includes('mobile-toolbar-nav'))).toEqual([]);
});

test('on a phone the list stays where it was scrolled when the palette is closed', async () => {
  const { query, product } = ownProducts();
  for (let place = 0; place < 8; place += 1) await aLevel({ productId: product(`row-${place}`) });
  const { page } = await enter({ ...phone, query });
  await page.getByText('Page 1 of 1').waitFor();
  await page.evaluate(() => scrollTo(0, 600));
  await page.getByRole('button', { name: 'Search or run a command' }).tap();
  const close = page.getByRole('dialog').getByRole('button', { name: /Close/ });
  await close.tap();
  await close.waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
  expect(await page.evaluate(() => scrollY)).toBe(600);
});
