import { expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel } from '../../support/fixtures.ts';
import { adjustStock, stock, stockHistory } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { ownProducts, countOf, edit, losingAnswers, rowOf, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());

test.each([
  { typed: '12', count: 12 },
  { typed: '+5', count: 15 },
  { typed: '-3', count: 7 },
])('typing $typed into a count of 10 makes it $count, and undo takes it back', async ({ typed, count }) => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('edit'), stock: 10 });
  const { page, problems } = await enter({ query });
  await edit(page, level, 'On hand', typed);
  await countOf(page, level, 'stockCount').getByText(String(count), { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await countOf(page, level, 'stockCount').getByText('10', { exact: true }).waitFor();
  expect((await accepted(stock(admin, keyOf(level)))).stockCount).toBe(10);
  expect(problems).toEqual([]);
});

test('reason and note of an edit are in the history', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('reason') });
  const { page } = await enter({ query });
  await rowOf(page, level).getByRole('button', { name: 'Edit On hand' }).click();
  await page.getByRole('textbox', { name: 'On hand', exact: true }).fill('-1');
  await page.getByRole('button', { name: 'Reason and note' }).click();
  await page.getByRole('button', { name: /Reason/ }).click();
  await page.getByRole('option', { name: 'Damaged' }).click();
  await page.getByRole('textbox', { name: /Note/ }).fill('fell down');
  expect(await look(page, 'edit')).toEqual([]);
  await page.getByRole('textbox', { name: /Note/ }).press('Enter');
  await countOf(page, level, 'stockCount').getByText('9', { exact: true }).waitFor();
  await expect
    .poll(async () => (await accepted(stockHistory(admin, { ...keyOf(level), limit: 1 }))).items[0])
    .toMatchObject({ reason: 'DAMAGED', note: 'fell down', stockDelta: -1 });
});

test('two people who edit one level meet: nothing is overwritten, and each way out does what it says', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('meet'), stock: 12 });
  const [ana, ben] = [await enter({ query }), await enter({ query })];
  await rowOf(ben.page, level).getByRole('button', { name: 'Edit On hand' }).click();
  await ben.page.getByRole('textbox', { name: 'On hand', exact: true }).fill('10');
  await edit(ana.page, level, 'On hand', '9');
  await countOf(ana.page, level, 'stockCount').getByText('9', { exact: true }).waitFor();
  // The editor stays as it is and tells of the change.
  await ben.page.getByText('It was 12 and is now 9').waitFor();
  expect(await look(ben.page, 'edit-overtaken')).toEqual([]);
  expect(await ben.page.getByRole('textbox', { name: 'On hand', exact: true }).inputValue()).toBe('10');
  await ben.page.getByRole('button', { name: 'Save' }).click();
  const dialog = ben.page.getByRole('dialog', { name: /Somebody else changed/ });
  await dialog.getByText(/by admin/).waitFor();
  expect(await dialog.innerText()).toMatch(/Original value\s+12\s+Your change\s+10\s+Now[\s\S]*9/);
  expect(await look(ben.page, 'conflict')).toEqual([]);
  await dialog.getByRole('button', { name: 'Apply -2 to 9 = 7' }).click();
  await countOf(ana.page, level, 'stockCount').getByText('7', { exact: true }).waitFor();

  await edit(ana.page, level, 'On hand', '20');
  await countOf(ben.page, level, 'stockCount').getByText('20', { exact: true }).waitFor();
  expect((await accepted(stock(admin, keyOf(level)))).stockCount).toBe(20);
});

test('a conflict can be settled with the typed number, and can be dropped', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('settle'), stock: 12 });
  const { page } = await enter({ query });
  const conflict = async (typed: string, meanwhile: string) => {
    await rowOf(page, level).getByRole('button', { name: 'Edit On hand' }).click();
    await page.getByRole('textbox', { name: 'On hand', exact: true }).fill(typed);
    const other = await enter({ query });
    await edit(other.page, level, 'On hand', meanwhile);
    await page.getByText(`is now ${meanwhile}`).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
  };
  await conflict('10', '9');
  await page.getByRole('button', { name: 'Set to 10 anyway' }).click();
  await countOf(page, level, 'stockCount').getByText('10', { exact: true }).waitFor();
  await conflict('3', '4');
  await page.getByRole('button', { name: 'Discard' }).click();
  await countOf(page, level, 'stockCount').getByText('4', { exact: true }).waitFor();
});

test('a change whose answers were lost is sent again as it was, from its notice and from its cell, and counts once', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('lost'), stock: 10 });
  const { page } = await enter({ query });
  const answered = await losingAnswers(page);
  await edit(page, level, 'On hand', '+5');
  await page.getByRole('button', { name: 'Send again' }).waitFor();
  expect(await look(page, 'unanswered')).toEqual([]);
  await answered();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  const sentAgain = page.waitForResponse((response) => (response.request().postData() ?? '').includes('"mutation'));
  await page.getByRole('button', { name: 'Send again' }).click();
  expect((await sentAgain).ok()).toBe(true);
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  expect(await look(page, 'done')).toEqual([]);
  expect(await accepted(stock(admin, keyOf(level)))).toMatchObject({ stockCount: 15, version: level.version + 1 });
});

test('a conflict with a change whose answer was lost says so, and does not offer to count it again', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('unknown'), stock: 10 });
  const { page } = await enter({ query });
  const sale = { ...keyOf(level), adjustmentId: level.productId, delta: -1, reason: 'OTHER' } as const;
  await losingAnswers(page, { most: 1, meanwhile: async () => accepted(adjustStock(admin, sale)) });
  await edit(page, level, 'On hand', '12');
  const dialog = page.getByRole('dialog', { name: /Somebody else changed/ });
  await dialog.getByText('no response came back').waitFor();
  await dialog.getByText('11', { exact: true }).waitFor();
  expect(await look(page, 'conflict-unanswered')).toEqual([]);
  expect(await dialog.getByRole('button', { name: /^Apply/ }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Set to 12 anyway' }).waitFor();
});

test('a count below what is reserved is recorded only when somebody insists', async () => {
  const { level } = await aReservedLevel({ stock: 10, reserved: 6 });
  const { page } = await enter({ query: `?search=${level.productId}` });
  await edit(page, level, 'On hand', '4');
  await page.getByText('6 units are reserved for customers').waitFor();
  expect(await look(page, 'held')).toEqual([]);
  await page.getByRole('button', { name: 'Save anyway' }).click();
  await countOf(page, level, 'availableCount').getByText('-2', { exact: true }).waitFor();
  await rowOf(page, level).getByText('Oversold').waitFor();
  expect(await look(page, 'oversold')).toEqual([]);
});

test('threshold, name and category are edited in their cells', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('settings'), stock: 10 });
  const { page } = await enter({ query });
  await edit(page, level, 'Threshold', '11');
  await rowOf(page, level).getByText('Low', { exact: true }).waitFor();
  await edit(page, level, 'Name', 'Blue globe');
  await rowOf(page, level).getByText('Blue globe').waitFor();
  await edit(page, level, 'Category', 'Globes');
  await rowOf(page, level).getByText('Globes').waitFor();
  expect(await accepted(stock(admin, keyOf(level)))).toMatchObject({ thresholdLevel: 11, name: 'Blue globe', category: 'Globes' });
});

test('what describes a product is edited with a note and without a reason, which the history then has not', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('described') });
  const { page } = await enter({ query });
  await rowOf(page, level).getByRole('button', { name: 'Edit Name' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Blue globe');
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.getByRole('textbox', { name: /Note/ }).fill('as printed');
  expect(await page.getByRole('button', { name: /Reason/ }).count()).toBe(0);
  expect(await look(page, 'edit-description')).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await rowOf(page, level).getByText('Blue globe').waitFor();
  await expect
    .poll(async () => (await accepted(stockHistory(admin, { ...keyOf(level), limit: 1 }))).items[0])
    .toMatchObject({ name: 'Blue globe', reason: null, note: 'as printed' });
});

test('a number that cannot be is refused where it is typed', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('bounds'), stock: 10 });
  const { page } = await enter({ query });
  await edit(page, level, 'On hand', '-11');
  await page.getByText('The count is 10 and cannot go below 0').waitFor();
  expect(await look(page, 'edit-refused')).toEqual([]);
  expect((await accepted(stock(admin, keyOf(level)))).version).toBe(level.version);
});

test('keys alone find a level, change its count and read what became of it', async () => {
  const { prefix, product } = ownProducts();
  const level = await aLevel({ productId: product('keys'), stock: 10 });
  const { page } = await enter();
  await page.locator('tbody').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(prefix);
  await rowOf(page, level).waitFor();
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  // From the search on with Tab into the grid, which is one stop, and there with the arrows.
  for (let presses = 0; presses < 25 && !(await page.evaluate(() => document.activeElement?.closest('table') !== null)); presses += 1) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  for (let presses = 0; presses < 12 && !(await focusedName(page)).startsWith('Edit On hand'); presses += 1)
    await page.keyboard.press('ArrowRight');
  await page.keyboard.type('+1');
  await page.keyboard.press('Enter');
  await countOf(page, level, 'stockCount').getByText('11', { exact: true }).waitFor();
  await page.getByRole('status').getByText('now 11 on hand').first().waitFor();
});

test('a count is set by keys alone: search, arrow down, number, Enter', async () => {
  const { prefix, product } = ownProducts();
  const level = await aLevel({ productId: product('a'), stock: 10, threshold: 2 });
  const { page } = await enter();
  await page.getByRole('searchbox').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(prefix);
  await expect.poll(() => page.locator('table.data-grid tbody tr[data-key]').count()).toBe(1);
  await rowOf(page, level).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('37');
  await page.keyboard.press('Enter');
  await countOf(page, level, 'stockCount').getByText('37', { exact: true }).waitFor();
  expect((await accepted(stock(admin, keyOf(level)))).stockCount).toBe(37);
});

test('an editor lies over its cell: Enter saves and goes down, Tab to the side, Escape drops it, and no row grows', async () => {
  const { query, product } = ownProducts();
  const levels = await Promise.all(['a', 'b'].map((name) => aLevel({ productId: product(name), stock: 10, threshold: 2 })));
  const [first, second] = levels as [StockLevel, StockLevel];
  const { page, problems } = await enter({ query });
  const shape = async () =>
    JSON.stringify([await rowOf(page, first).boundingBox(), await countOf(page, first, 'availableCount').boundingBox()]);
  await page.getByText(/^Page 1 of/).waitFor();
  const before = await shape();
  await rowOf(page, first).getByRole('button', { name: 'Edit On hand' }).click();
  expect(await shape()).toBe(before);
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  expect(await focusedName(page)).toContain(`Edit On hand of ${second.productId}`);
  await page.keyboard.type('+3');
  await page.keyboard.press('Enter');
  await countOf(page, first, 'stockCount').getByText('7', { exact: true }).waitFor();
  await countOf(page, second, 'stockCount').getByText('13', { exact: true }).waitFor();
  expect(await focusedName(page)).toContain(`Edit On hand of ${second.productId}`);
  await page.keyboard.press('Enter');
  await page.keyboard.type('9');
  await page.keyboard.press('Tab');
  expect(await focusedName(page)).toContain(`Edit Threshold of ${second.productId}`);
  await page.keyboard.type('5');
  await page.getByRole('textbox', { name: 'Threshold', exact: true }).press('Escape');
  expect(await page.getByRole('textbox', { name: 'Threshold', exact: true }).count()).toBe(0);
  await countOf(page, second, 'stockCount').getByText('9', { exact: true }).waitFor();
  expect((await accepted(stock(admin, keyOf(second)))).thresholdLevel).toBe(2);
  // What was saved is said for a while, and leaves by itself.
  await page.locator('.notices').getByText('now 9 on hand').waitFor();
  await page
    .locator('.notices')
    .getByText(/on hand/)
    .first()
    .waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
});

async function focusedName(page: Awaited<ReturnType<typeof enter>>['page']): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
}

function keyOf({ productId, warehouseId }: { productId: string; warehouseId: string }) {
  return { productId, warehouseId };
}
