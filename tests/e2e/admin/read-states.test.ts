import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aLevel, aReservation, line } from '../../support/fixtures.ts';
import { look } from '../support/browser.ts';
import { aPaidOrder } from '../support/orders.ts';
import { connected, ownProducts, rowOf, usePanel, withoutAnswers } from '../support/panel.ts';

const { enter } = usePanel();

/** What is only true of something that was sent to be done, or of a shop that has nothing. */
const UNTRUE = /taken effect|No stock|No changes yet|No active reservations|No paid order/;

const untrue = async (page: Page) => page.getByText(UNTRUE).count();
const low = (page: Page) => page.getByRole('link', { name: /^Low/ }).click();

test('rows leave with their heading, while those of the next one are on their way', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('plenty'), stock: 50 });
  const { page, problems } = await enter({ query, tooMany: true });
  await rowOf(page, level).waitFor();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  await withoutAnswers(page, 'listStock', released);
  await low(page);
  await page.getByRole('heading', { name: 'Low stock' }).waitFor();
  await rowOf(page, level).waitFor({ state: 'detached' });
  await page.locator('tbody').getByText('Loading').waitFor();
  expect(await untrue(page)).toBe(0);
  expect(await look(page, 'grid-loading')).toEqual([]);
  release(undefined);
  await page.locator('tbody').getByText('Loading').waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
});

test('a list that cannot be read says so, shows no other rows, and is read again when asked', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('failed'), stock: 1, threshold: 3 });
  const { page } = await enter({ query, tooMany: true });
  await rowOf(page, level).waitFor();
  const end = await withoutAnswers(page, 'listStock');
  await low(page);
  await page.getByText('Could not be loaded').waitFor();
  await page.getByText('The server could not be reached.').waitFor();
  expect(await rowOf(page, level).count()).toBe(0);
  expect(await untrue(page)).toBe(0);
  expect(await page.getByRole('heading', { name: 'Low stock' }).innerText()).not.toContain('0');
  expect(await look(page, 'grid-failed')).toEqual([]);
  await end();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('tbody tr').nth(1).or(rowOf(page, level)).first().waitFor();
  expect(await page.getByText('Could not be loaded').count()).toBe(0);
});

test('rows that could not be read again stay under their own heading, with a note', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('stays') });
  const { page } = await enter({ query, tooMany: true });
  await rowOf(page, level).waitFor();
  await withoutAnswers(page, 'listStock');
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('Could not be loaded').waitFor();
  await rowOf(page, level).waitFor();
});

test('who is offline is told so, and what he opened is read when the network is back', async () => {
  const { query, product } = ownProducts();
  const level = await aLevel({ productId: product('plenty'), stock: 50 });
  const { page, context } = await enter({ query, tooMany: true });
  await rowOf(page, level).waitFor();
  await context.setOffline(true);
  await low(page);
  await page.getByText('You are offline', { exact: true }).waitFor();
  expect(await rowOf(page, level).count()).toBe(0);
  expect(await untrue(page)).toBe(0);
  expect(await look(page, 'grid-offline')).toEqual([]);
  await context.setOffline(false);
  await connected(page);
  await page.getByText('You are offline', { exact: true }).waitFor({ state: 'detached' });
  await page.locator('tbody tr').first().waitFor();
});

test('a product and its history that cannot be read say so, each for itself', async () => {
  const { product } = ownProducts();
  const level = await aLevel({ productId: product('past') });
  const { page } = await enter({ query: `?search=${level.productId}`, tooMany: true });
  const ends = [await withoutAnswers(page, 'productStock'), await withoutAnswers(page, 'stockHistory')];
  await rowOf(page, level).getByRole('link', { name: level.productId }).click();
  await page.getByText('Could not be loaded').waitFor();
  expect(await untrue(page)).toBe(0);
  expect(await look(page, 'product-failed')).toEqual([]);
  await ends[0]?.();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  // The history, and the sales that are reckoned from it.
  await page.getByText('Could not be loaded').nth(1).waitFor();
  expect(await untrue(page)).toBe(0);
  expect(await look(page, 'history-failed')).toEqual([]);
  await ends[1]?.();
  for (const again of [1, 0]) await page.getByRole('button', { name: 'Try again' }).nth(again).click();
  await page.getByRole('cell', { name: 'Created', exact: true }).waitFor();
  await page.getByText('Could not be loaded').first().waitFor({ state: 'detached' });
});

test('a product whose levels are at hand shows them without a network, and reads the rest when it is back', async () => {
  const { prefix, product } = ownProducts();
  const seen = await aLevel({ productId: product('seen'), name: 'Globe' });
  const level = await aLevel({ productId: product('kept'), name: 'Globe', stock: 7 });
  // Words in any order are found once all levels are at hand.
  const { page, context } = await enter({ query: `?search=globe%20${prefix}` });
  await rowOf(page, seen).getByRole('link', { name: seen.productId }).click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await page.goBack();
  await context.setOffline(true);
  await rowOf(page, level).getByRole('link', { name: level.productId }).click();
  await page.getByRole('heading', { name: `${level.productId} · Globe` }).waitFor();
  const row = page.getByRole('row').filter({ hasText: level.warehouseId });
  await row.locator('[data-field="stockCount"]').getByText('7', { exact: true }).waitFor();
  expect(await page.getByText('You are offline', { exact: true }).count()).toBeGreaterThan(0);
  expect(await untrue(page)).toBe(0);
  expect(await look(page, 'product-offline')).toEqual([]);
  await context.setOffline(false);
  await connected(page);
  await page.getByRole('cell', { name: 'Created', exact: true }).waitFor();
  await page.getByText('You are offline', { exact: true }).first().waitFor({ state: 'detached' });
});

test('reservations and orders that cannot be read are not called none, and follow the filter', async () => {
  const { product } = ownProducts();
  const level = await aLevel({ productId: product('held'), stock: 9 });
  await aReservation([line(level, 1)]);
  const { orderId } = await aPaidOrder([line(level, 1)]);
  const { page } = await enter();
  const end = await withoutAnswers(page, 'listReservations');
  await page.getByRole('link', { name: 'Active reservations' }).click();
  await page.getByText('Could not be loaded').waitFor();
  expect(await untrue(page)).toBe(0);
  expect(await look(page, 'reservations-failed')).toEqual([]);
  await end();
  await page.getByRole('link', { name: 'Packing list' }).click();
  await page.getByRole('row').filter({ hasText: orderId }).waitFor();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  await withoutAnswers(page, 'listReservations', released);
  await page.getByRole('searchbox', { name: 'Find an order' }).fill('no-such-order');
  await page.waitForURL('**order=no-such-order');
  await page.getByRole('row').filter({ hasText: orderId }).waitFor({ state: 'detached' });
  expect(await untrue(page)).toBe(0);
  release(undefined);
  await page.getByText('No paid order with this ID').waitFor();
});

test('a file that could not be compared is not said to have changed anything', async () => {
  const { page } = await enter({ query: '?view=import' });
  await page.route('**/graphql', (route) => route.abort());
  const buffer = Buffer.from('productId,warehouseId,stockCount\nA,LEEDS,1\n');
  await page.locator('input[type="file"]').setInputFiles({ name: 'levels.csv', mimeType: 'text/csv', buffer });
  await page.getByText('The server could not be reached.').waitFor();
  expect(await untrue(page)).toBe(0);
});

test('a view whose script could not be loaded for want of a network is there when the network is back', async () => {
  const { page, context } = await enter();
  await page.locator('tbody tr').first().waitFor();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Import' }).click();
  await page.getByText('You are offline', { exact: true }).waitFor();
  expect(await look(page, 'part-offline')).toEqual([]);
  await context.setOffline(false);
  await page.locator('input[type="file"]').waitFor({ state: 'attached' });
});

test('a view whose script could not be loaded is loaded again when asked, with its style', async () => {
  const { page } = await enter();
  await page.locator('tbody tr').first().waitFor();
  await page.route('**/admin-assets/*', (route) => route.abort());
  await page.getByRole('link', { name: 'Import' }).click();
  await page.getByText('This part of the page could not be loaded.').waitFor();
  await page.unroute('**/admin-assets/*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('input[type="file"]').waitFor({ state: 'attached' });
  const unstyled = () => [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].filter(({ sheet }) => !sheet).length;
  expect(await page.evaluate(unstyled)).toBe(0);
});
