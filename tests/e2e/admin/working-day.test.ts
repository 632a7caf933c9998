import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservedLevel } from '../../support/fixtures.ts';
import { stock, stockHistory } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { edit, ownProducts, rowOf, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());

test('levels that are read for a view are not said to have come or gone', async () => {
  const { query, product } = ownProducts();
  await aLevel({ productId: product('plenty'), stock: 50 });
  const low = await Promise.all(['a', 'b'].map((name) => aLevel({ productId: product(name), stock: 1, threshold: 3 })));
  const { page } = await enter({ query: `${query}&status=IN_STOCK`, tooMany: true });
  await rowOf(page, { productId: product('plenty'), warehouseId: 'LONDON' }).waitFor();
  await page.evaluate(() => {
    const seen: string[] = (Object.assign(globalThis, { seen: [] }) as unknown as { seen: string[] }).seen;
    const look = () => {
      const [said] = document.body.innerText.match(/Show .* added or removed/) ?? [];
      if (said !== undefined) seen.push(said);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await page.getByRole('button', { name: /Status/ }).click();
  await page.getByRole('option', { name: 'Low' }).click();
  for (const level of low) await rowOf(page, level).waitFor();
  expect(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([]);
});

test('who opens a product by keys goes on in it', async () => {
  const { product } = ownProducts();
  const level = await aLevel({ productId: product('opened') });
  const { page } = await enter({ query: `?search=${level.productId}` });
  await rowOf(page, level).getByRole('link', { name: level.productId }).press('Enter');
  await page.getByRole('heading', { name: 'History' }).waitFor();
  const inContent = () => document.activeElement?.closest('#content') !== null;
  expect(await page.evaluate(inContent)).toBe(true);
});

test('an editor opens with its number selected, so that what is typed takes its place', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('typed'), stock: 115 });
  const { page } = await enter({ query });
  for (const [typed, count] of [
    ['7', 7],
    ['+3', 10],
  ] as const) {
    await rowOf(page, level).getByRole('button', { name: 'Edit On hand' }).click();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await rowOf(page, level).locator('[data-field="stockCount"]').getByText(String(count), { exact: true }).waitFor();
  }
});

test('a bulk edit keeps a note, and is taken back level by level', async () => {
  const { query, product } = ownProducts();
  const many = await Promise.all(['a', 'b'].map((name) => aLevel({ productId: product(name), stock: 4, threshold: 1 })));
  const { page, problems } = await enter({ query });
  for (const level of many) await rowOf(page, level).waitFor();
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).press('Space');
  await page.getByRole('button', { name: 'Edit selected (2)' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Number' }).fill('9');
  await dialog.getByRole('textbox', { name: /Note/ }).fill('shelf count');
  await dialog.getByRole('button', { name: 'Change 2 levels' }).click();
  await dialog.getByText('2 of 2 changed').first().waitFor();
  await dialog.getByRole('button', { name: 'Undo 2' }).click();
  await dialog.getByText('9 → 4').nth(1).waitFor();
  await dialog.getByText('2 of 2 changed').first().waitFor();
  expect(await look(page, 'bulk-undone')).toEqual([]);
  expect(await dialog.getByRole('button', { name: /Undo/ }).count()).toBe(0);
  for (const level of many) {
    expect((await accepted(stock(admin, keyOf(level)))).stockCount).toBe(4);
    const notes = async () => (await accepted(stockHistory(admin, { ...keyOf(level), limit: 5 }))).items.map(({ note }) => note);
    await expect.poll(notes).toContain('shelf count');
  }
  expect(problems).toEqual([]);
});

test('a transfer keeps a note, its history names the other warehouse, and it is taken back', async () => {
  const productId = ownProducts().product('moved');
  const from = await aLevel({ productId, warehouseId: 'LEEDS', stock: 10 });
  await aLevel({ productId, warehouseId: 'YORK', stock: 1 });
  const { page, problems } = await enter({ query: `?product=${productId}` });
  await page.getByRole('button', { name: 'Transfer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Quantity' }).fill('4');
  await dialog.getByRole('textbox', { name: /Note/ }).fill('for the fair');
  await dialog.getByRole('button', { name: 'Transfer' }).click();
  await page.getByRole('cell', { name: 'for the fair · to YORK' }).waitFor();
  expect(await look(page, 'transfer-noted')).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Transferred 4 from YORK to LEEDS').first().waitFor();
  await page.getByRole('cell', { name: /from YORK/ }).waitFor();
  expect((await accepted(stock(admin, keyOf(from)))).stockCount).toBe(10);
  expect(problems).toEqual([]);
});

test('what one warehouse owes is not hidden by what another one has', async () => {
  const { level } = await aReservedLevel({ stock: 10, reserved: 6 });
  await aLevel({ productId: level.productId, warehouseId: 'YORK', stock: 20 });
  const { page } = await enter({ query: `?search=${level.productId}` });
  await edit(page, level, 'On hand', '4');
  await page.getByRole('button', { name: 'Save anyway' }).click();
  await rowOf(page, level).getByText('Oversold').waitFor();
  await rowOf(page, level).getByRole('link', { name: level.productId }).click();
  await page.getByText('oversold by 2').waitFor();
  expect(await look(page, 'product-oversold')).toEqual([]);
});

function keyOf({ productId, warehouseId }: { productId: string; warehouseId: string }) {
  return { productId, warehouseId };
}
