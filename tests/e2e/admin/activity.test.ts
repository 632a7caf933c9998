import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { adjustStock, transferStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { aPaidOrder } from '../support/orders.ts';
import { connected, ownProducts, usePanel, withoutAnswers } from '../support/panel.ts';

const { enter, address } = usePanel();
const { admin, catalogue } = callersOf(useStack());

const adjust = async (caller: typeof admin, level: { productId: string; warehouseId: string }, delta: number, note?: string) =>
  accepted(adjustStock(caller, { adjustmentId: newId(), ...keyOf(level), delta, reason: 'RECEIVED', ...(note && { note }) }));
const rows = (page: Page) => page.locator('tbody tr');

test('activity has the changes of all levels, newest first, says what was and is, and goes on by itself', async () => {
  const warehouseId = newId('shed');
  const { product } = ownProducts();
  const [one, two] = [
    await aLevel({ productId: product('one'), warehouseId, name: 'Globe' }),
    await aLevel({ productId: product('two'), warehouseId, stock: 5 }),
  ];
  await adjust(admin, one, 3, 'from the van');
  const { page, problems } = await enter({ query: `?view=activity&warehouse=${warehouseId}` });
  await rows(page).nth(2).waitFor();
  expect(await rows(page).first().innerText()).toMatch(/Adjusted[\s\S]*admin[\s\S]*On hand: 10 → 13 \(\+3\) · Received · from the van/);
  await adjust(catalogue, two, 2);
  await rows(page).filter({ hasText: 'catalogue (program)' }).waitFor();
  expect(await rows(page).first().innerText()).toContain('On hand: 5 → 7 (+2)');
  expect(await look(page, 'activity')).toEqual([]);
  await rows(page).first().getByRole('link', { name: two.productId }).click();
  await page.getByRole('heading', { name: two.productId }).waitFor();
  expect(problems).toEqual([]);
});

test('activity is filtered by person, kind, event and product, and the address keeps the filter', async () => {
  const warehouseId = newId('shed');
  const level = await aLevel({ productId: ownProducts().product('filtered'), warehouseId });
  await adjust(admin, level, 3);
  await adjust(catalogue, level, 2);
  const { page } = await enter({ query: `?view=activity&warehouse=${warehouseId}` });
  await rows(page).nth(2).waitFor();
  await page.getByRole('textbox', { name: 'User' }).fill('catalogue');
  await rows(page).nth(1).waitFor({ state: 'detached' });
  await page.getByText('+2').waitFor();
  await page.waitForURL('**actor=catalogue**');
  await page.goto(address(`?view=activity&warehouse=${warehouseId}&by=USER&cause=ADJUSTED`));
  await page.getByText('+3').waitFor();
  expect(await rows(page).count()).toBe(1);
  await page.goto(address(`?view=activity&warehouse=${warehouseId}&actor=nobody`));
  await page.getByText('No change matches these filters').waitFor();
  expect(await look(page, 'activity-none')).toEqual([]);
});

test('a transfer in activity names the other warehouse, also where a filter leaves its half out', async () => {
  const productId = ownProducts().product('moved');
  const [fromWarehouseId, toWarehouseId] = [newId('from'), newId('to')];
  await aLevel({ productId, warehouseId: fromWarehouseId, stock: 10 });
  await aLevel({ productId, warehouseId: toWarehouseId, stock: 1 });
  const transferId = newId();
  await accepted(transferStock(admin, { transferId, productId, fromWarehouseId, toWarehouseId, quantity: 4 }));
  const { page } = await enter({ query: `?view=activity&product=${productId}` });
  await rows(page)
    .filter({ hasText: `to ${toWarehouseId}` })
    .waitFor();
  await rows(page)
    .filter({ hasText: `from ${fromWarehouseId}` })
    .waitFor();
  expect(await page.getByText(transferId).count()).toBe(0);
  await page.goto(address(`?view=activity&warehouse=${fromWarehouseId}`));
  await rows(page)
    .filter({ hasText: `to ${toWarehouseId}` })
    .waitFor();
  expect(await rows(page).count()).toBe(2);
  expect(await page.getByText(transferId).count()).toBe(0);
});

test('activity that cannot be read says so, and is read when asked again', async () => {
  const level = await aLevel({ productId: ownProducts().product('unread') });
  const { page } = await enter({ query: '?view=reservations' });
  const end = await withoutAnswers(page, 'recentChanges');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Could not be loaded').waitFor();
  expect(await page.getByText('Nothing has changed yet').count()).toBe(0);
  expect(await look(page, 'activity-failed')).toEqual([]);
  // Asked while it still fails: once it works, any change of the shop has it read again.
  const asked = page.waitForRequest((each) => each.postData()?.includes('recentChanges(') === true);
  await page.getByRole('button', { name: 'Try again' }).click();
  await asked;
  await end();
  await page.getByRole('searchbox', { name: 'Product' }).fill(level.productId);
  await rows(page).filter({ hasText: level.productId }).first().waitFor();
});

test('home shows what needs somebody, each with the way to all of it', async () => {
  const { product } = ownProducts();
  const level = await aLevel({ productId: product('sold'), stock: 9, name: 'Globe' });
  const { orderId } = await aPaidOrder([line(level, 1)]);
  await aReservation([line(level, 2)], { ttlSeconds: 61 });
  await adjust(admin, level, 1);
  const { page, problems } = await enter({ query: '?view=home' });
  const card = (name: string) => page.getByRole('list', { name });
  await card('Paid orders to ship').getByRole('listitem').first().waitFor();
  await card('Reservations that end soon').getByText(level.productId).waitFor();
  await card('Changes by people').getByText('On hand: 9 → 10 (+1)').first().waitFor();
  expect(await look(page, 'home')).toEqual([]);
  await page.getByRole('link', { name: 'Show all activity' }).click();
  await page.waitForURL('**view=activity&by=USER');
  await page.goBack();
  await page.getByRole('link', { name: 'Show the packing list' }).click();
  await page.getByRole('row').filter({ hasText: orderId }).waitFor();
  await page.goBack();
  await page
    .getByRole('region', { name: 'Needs attention' })
    .getByRole('link', { name: /Show all/ })
    .first()
    .click();
  await page.getByRole('heading', { name: 'Out of stock' }).waitFor();
  expect(problems).toEqual([]);
});

test('home names what runs out, and an import that left rows out until somebody has looked after it', async () => {
  const level = await aLevel({ productId: `!${ownProducts().product('none')}`, stock: 0, name: 'First of all' });
  const { page } = await enter({ query: '?view=import' });
  const buffer = Buffer.from(`productId,warehouseId,stockCount,version\n${level.productId},LEEDS,1,\n${level.productId},LONDON,5,1\n`);
  await page.locator('input[type="file"]').setInputFiles({ name: 'monday.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Import 2 rows' }).waitFor();
  await adjust(admin, level, 1);
  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await page
    .getByRole('table', { name: 'Past imports' })
    .getByRole('row')
    .filter({ hasText: 'monday.csv' })
    .getByText('Finished')
    .waitFor();
  expect(await look(page, 'past-imports')).toEqual([]);
  await page.getByRole('link', { name: 'Home' }).click();
  await page
    .getByRole('list', { name: 'Imports that need attention' })
    .getByText(/monday.csv – Rows not imported: 1/)
    .waitFor();
  await page.goto(address('?view=import'));
  await page.getByRole('button', { name: 'Clear list' }).click();
  await page.getByText('No imports yet').waitFor();
});

test('a panel without a network says what of home it cannot read', async () => {
  const { page, context } = await enter({ query: '?view=reservations' });
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('heading', { name: 'Paid orders to ship' }).waitFor();
  await page.getByRole('link', { name: 'Packing list', exact: true }).click();
  await page.getByRole('heading', { name: 'Packing list' }).waitFor();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByText('You are offline', { exact: true }).first().waitFor();
  expect(await page.getByText(/No paid order|Nobody has changed/).count()).toBe(0);
  expect(await look(page, 'home-offline')).toEqual([]);
  await context.setOffline(false);
  await connected(page);
  await page.getByText('You are offline', { exact: true }).first().waitFor({ state: 'detached' });
});
