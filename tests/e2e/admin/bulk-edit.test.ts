import { expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, line } from '../../support/fixtures.ts';
import { adjustStock, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { ownProducts, rowOf, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());

test('many levels are changed at once, after a look at what it would do to each', async () => {
  const { query, product } = ownProducts();
  const many = await Promise.all(['a', 'b', 'c'].map((name) => aLevel({ productId: product(name), stock: 4 })));
  const { page } = await enter({ query });
  await expect.poll(() => rowOf(page, { productId: product(''), warehouseId: 'LONDON' }).count()).toBe(3);
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).press('Space');
  await page.getByRole('button', { name: 'Edit selected (3)' }).click();
  await page.getByRole('radio', { name: 'Adjust the count' }).check();
  await page.getByRole('textbox', { name: 'Number' }).fill('6');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('4 → 10').nth(2).waitFor();
  expect(await look(page, 'bulk')).toEqual([]);
  await page.getByRole('button', { name: 'Change 3 levels' }).click();
  await dialog.getByText('3 of 3 changed').first().waitFor();
  expect(await look(page, 'bulk-done')).toEqual([]);
  for (const level of many) expect((await accepted(stock(admin, keyOf(level)))).stockCount).toBe(10);
});

test('many levels are adjusted by a number with a sign and Enter', async () => {
  const { query, product } = ownProducts();
  const many = await Promise.all(['a', 'b'].map((name) => aLevel({ productId: product(name), stock: 4 })));
  const { page } = await enter({ query });
  for (const level of many) await rowOf(page, level).waitFor();
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).press('Space');
  await page.getByRole('button', { name: 'Edit selected (2)' }).click();
  const dialog = page.getByRole('dialog');
  const number = dialog.getByRole('textbox', { name: 'Number' });
  await expect.poll(() => number.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.type('+5');
  await dialog.getByText('4 → 9').nth(1).waitFor();
  await page.keyboard.press('Enter');
  await dialog.getByText('2 of 2 changed').first().waitFor();
  for (const level of many) expect((await accepted(stock(admin, keyOf(level)))).stockCount).toBe(9);
});

test('what a bulk edit could not do is shown row by row', async () => {
  const { query, product } = ownProducts();
  const many = await Promise.all([4, 4, 1, 2].map((count, index) => aLevel({ productId: product(`${index}`), stock: count })));
  const [reserved, , , raced] = many as [StockLevel, StockLevel, StockLevel, StockLevel];
  await aReservation([line(reserved, 3)]);
  const { page } = await enter({ query });
  await expect.poll(() => rowOf(page, { productId: product(''), warehouseId: 'LONDON' }).count(), { timeout: 20_000 }).toBe(4);
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).press('Space');
  await page.getByRole('button', { name: 'Edit selected (4)' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Number' }).fill('1');
  await dialog.getByText('No change needed').waitFor();
  const more = { ...keyOf(raced), adjustmentId: raced.productId, delta: 7, reason: 'RECEIVED' } as const;
  await page.route('**/graphql', async (route) => {
    // Whoever presses the button does not see yet that somebody else was there.
    if ((route.request().postData() ?? '').includes(raced.productId)) await adjustStock(admin, more);
    await route.continue();
  });
  await dialog.getByRole('button', { name: 'Change 3 levels' }).click();
  await dialog.getByText('1 of 3 changed').first().waitFor();
  await dialog.getByText('Not changed: 3 are reserved').waitFor();
  await dialog.getByText('Not changed: somebody else changed it, now 9').waitFor();
  expect(await look(page, 'bulk-refused')).toEqual([]);
});

function keyOf({ productId, warehouseId }: { productId: string; warehouseId: string }) {
  return { productId, warehouseId };
}
