import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel } from '../../support/fixtures.ts';
import { productStock, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { connected, ownProducts, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

test('a warehouse that is there under almost the same id is offered before another one is made', async () => {
  const { product } = ownProducts();
  const productId = product('spread');
  await aLevel({ productId, warehouseId: 'LEEDS' });
  await aLevel({ productId: product('other'), warehouseId: 'MANCHESTER' });
  const { page, problems } = await enter({ query: `?product=${productId}` });
  await page.getByRole('button', { name: 'Add warehouse' }).click();
  const dialog = page.getByRole('dialog');
  const warehouse = dialog.getByRole('combobox', { name: 'Warehouse' });
  const add = dialog.getByRole('button', { name: 'Add warehouse' });
  await warehouse.fill('manchster');
  await dialog.getByText('There is MANCHESTER. Did you mean it?').waitFor();
  await warehouse.fill('manchester');
  await dialog.getByText('There is MANCHESTER. Did you mean it?').waitFor();
  expect(await add.isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'New warehouse manchester' }).click();
  expect(await add.isDisabled()).toBe(false);
  await warehouse.fill('Man chester');
  expect(await add.isDisabled()).toBe(true);
  // The list of an open field lies outside of the dialog's landmark, as the design system has it.
  await dialog.getByRole('textbox', { name: 'On hand' }).focus();
  expect(await look(page, 'add-warehouse-near')).toEqual([]);
  await dialog.getByRole('button', { name: 'Use MANCHESTER' }).click();
  await add.click();
  await page.getByText(`${productId} added to MANCHESTER`).first().waitFor();
  const { levels } = await accepted(productStock(admin, { productId }));
  expect(levels.map(({ warehouseId }) => warehouseId)).toEqual(['LEEDS', 'MANCHESTER']);
  expect(problems).toEqual([]);
});

test('the warehouses of the shop are there to choose from where a product gets one more', async () => {
  const { product } = ownProducts();
  const productId = product('more');
  await aLevel({ productId, warehouseId: 'LEEDS' });
  await aLevel({ productId: product('other'), warehouseId: 'MANCHESTER' });
  const { page } = await enter({ query: `?product=${productId}` });
  await page.getByRole('button', { name: 'Add warehouse' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Warehouse' }).fill('manch');
  await page.getByRole('option', { name: 'MANCHESTER' }).waitFor();
  expect(await page.getByRole('option', { name: 'LEEDS' }).count()).toBe(0);
  await page.getByRole('option', { name: 'MANCHESTER' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add warehouse' }).click();
  await page.getByText(`${productId} added to MANCHESTER`).first().waitFor();
});

test('a product in one warehouse cannot be transferred, which is said with the way to another one', async () => {
  const productId = ownProducts().product('alone');
  await aLevel({ productId, warehouseId: 'LONDON' });
  const { page } = await enter({ query: `?product=${productId}` });
  await page.getByRole('button', { name: 'Transfer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Only LONDON has it').waitFor();
  expect(await look(page, 'transfer-alone')).toEqual([]);
  await dialog.getByRole('button', { name: 'Add warehouse' }).click();
  await page.getByRole('dialog', { name: `Add a warehouse to ${productId}` }).waitFor();
});

test('a transfer begins in a field, shows what each warehouse has, and is sent by Enter', async () => {
  const productId = ownProducts().product('entered');
  const level = await aLevel({ productId, warehouseId: 'LEEDS', stock: 10 });
  await aLevel({ productId, warehouseId: 'YORK', stock: 2 });
  const { page } = await enter({ query: `?product=${productId}` });
  await page.getByRole('button', { name: 'Transfer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('10 available').waitFor();
  await dialog.getByText('2 available').waitFor();
  await expect
    .poll(() => dialog.getByRole('button', { name: /^From/ }).evaluate((element) => element === document.activeElement))
    .toBe(true);
  const quantity = dialog.getByRole('textbox', { name: 'Quantity' });
  await quantity.fill('11');
  await quantity.press('Enter');
  await dialog.getByText('Only 10 available there').waitFor();
  await quantity.fill('3');
  await quantity.press('Enter');
  await page.getByText('Transferred 3 from LEEDS to YORK').first().waitFor();
  expect((await accepted(stock(admin, { productId, warehouseId: level.warehouseId }))).stockCount).toBe(7);
});

test('a form begins in its first field, and Enter in a number sends it', async () => {
  const productId = ownProducts().product('typed');
  await aLevel({ productId, warehouseId: 'LEEDS' });
  const { page } = await enter({ query: `?product=${productId}` });
  await page.getByRole('button', { name: 'Add warehouse' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Warehouse' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('BRISTOL');
  await dialog.getByRole('textbox', { name: 'On hand' }).fill('4');
  await page.keyboard.press('Enter');
  await page.getByText(`${productId} added to BRISTOL`).first().waitFor();
});

test('dialogs open without a network, and say that they cannot be sent', async () => {
  const productId = ownProducts().product('offline');
  await aLevel({ productId, warehouseId: 'LEEDS' });
  await aLevel({ productId, warehouseId: 'YORK' });
  const { page, context } = await enter({ query: `?product=${productId}` });
  await page.getByRole('heading', { name: productId }).waitFor();
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Transfer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('You are offline', { exact: true }).waitFor();
  expect(await look(page, 'transfer-offline')).toEqual([]);
  await context.setOffline(false);
  await connected(page);
  await dialog.getByText('You are offline', { exact: true }).waitFor({ state: 'detached' });
});

test('words beside large numbers stay whole on a phone, in German', async () => {
  const productId = ownProducts().product('unsold');
  await aLevel({ productId, warehouseId: 'LEEDS' });
  const { page } = await enter({ ...phone, locale: 'de-DE', query: `?product=${productId}` });
  const words = page.getByText('kein Verkauf', { exact: true });
  await words.waitFor();
  const fits = await words.evaluate((element) => {
    const [text, box] = [element.firstChild, element.closest('div')];
    if (!text || !box) return false;
    const range = document.createRange();
    range.setStart(text, 'kein '.length);
    range.setEnd(text, 'kein Verkauf'.length);
    return range.getClientRects().length === 1 && range.getBoundingClientRect().right <= box.getBoundingClientRect().right;
  });
  expect(fits).toBe(true);
});
