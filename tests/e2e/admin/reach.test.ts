import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { aLevel } from '../../support/fixtures.ts';
import { look } from '../support/browser.ts';
import { ownProducts, usePanel } from '../support/panel.ts';

const { enter, address } = usePanel();

test('Ctrl K finds a product, a view and an action from wherever somebody is', async () => {
  const productId = ownProducts().product('found');
  await aLevel({ productId, name: 'Globe' });
  const { page, problems } = await enter({ query: '?view=reservations' });
  const palette = page.getByRole('combobox', { name: 'A product, a view or an action' });
  await page.keyboard.press('Control+k');
  await palette.and(page.locator(':focus')).waitFor();
  await palette.fill(productId.slice(0, -3));
  await page.getByRole('option', { name: `${productId} · Globe` }).waitFor();
  expect(await look(page, 'palette')).toEqual([]);
  await palette.press('Enter');
  await page.getByRole('heading', { name: `${productId} · Globe` }).waitFor();
  await page.keyboard.press('Meta+k');
  await palette.fill('list pack');
  await palette.press('Enter');
  await page.waitForURL('**view=packing');
  await page.getByRole('button', { name: 'Search or run a command' }).click();
  await palette.fill('zzz no such thing');
  await page.getByText('Nothing found').waitFor();
  await palette.fill('deutsch');
  await palette.press('Enter');
  await page.getByRole('heading', { name: 'Packliste' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Ein Produkt' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('zählen');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Strichcode' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Ein Produkt' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('bestand');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
});

test('G and a letter open a view, but not while somebody types, and not when they are turned off', async () => {
  const { page } = await enter({ query: '?view=reservations' });
  for (const [keys, url] of [
    ['gh', '**view=home'],
    ['ga', '**view=activity'],
    ['gl', '**status=LOW_STOCK'],
    ['gp', '**view=packing'],
    ['gi', '**view=import'],
  ] as const) {
    await page.keyboard.type(keys);
    await page.waitForURL(url);
  }
  await page.keyboard.type('gp');
  await page.getByRole('searchbox').pressSequentially('ga');
  await page.waitForURL('**order=ga');
  await page.goto(address('?view=home'));
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('G H', { exact: true }).waitFor();
  await page.getByText('Shortcuts without Ctrl').click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.type('ga');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  expect(page.url()).toContain('view=home');
});

test('times are shown in the zone that somebody chose, which is named and found again', async () => {
  const { productId } = await aLevel({ productId: ownProducts().product('timed') });
  const { page } = await enter({ query: `?view=activity&product=${productId}`, timezoneId: 'Europe/London' });
  await page.getByText('Times in Europe/London').waitFor();
  const shown = () => page.locator('tbody time').first().innerText();
  const before = await shown();
  await page.locator('#header').getByRole('button', { name: 'admin' }).click();
  await page.getByRole('menuitem', { name: 'Time zone: Europe/London' }).click();
  await page.getByRole('button', { name: /Time zone/ }).click();
  await page.getByRole('combobox', { name: 'Find a time zone' }).fill('Tokyo');
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
  expect(await look(page, 'time-zone')).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByText('Times in Asia/Tokyo').waitFor();
  expect(await shown()).not.toBe(before);
  await page.reload();
  await page.getByText('Times in Asia/Tokyo').waitFor();
});

test('the template of an import is one that an import takes', async () => {
  const { page } = await enter({ query: '?view=import' });
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download a template' }).click();
  const file = await buffer(await (await saving).createReadStream());
  await page.locator('input[type="file"]').setInputFiles({ name: 'template.csv', mimeType: 'text/csv', buffer: file });
  await page.getByText('1 row. This is a preview').waitFor();
  await page.getByRole('row').filter({ hasText: 'EXAMPLE-1' }).getByText('New').waitFor();
});
