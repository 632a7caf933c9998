import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, line } from '../../support/fixtures.ts';
import { getReservation, stock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { ownProducts, losingAnswers, usePanel } from '../support/panel.ts';

const { enter } = usePanel();
const { admin } = callersOf(useStack());

test("a product's page has all its warehouses and its history, and moves units between warehouses", async () => {
  const productId = ownProducts().product('everywhere');
  const from = await aLevel({ productId, warehouseId: 'LEEDS', stock: 10, name: 'Globe' });
  const to = await aLevel({ productId, warehouseId: 'YORK', stock: 1 });
  const { page, problems } = await enter({ query: `?product=${productId}` });
  await page.getByRole('heading', { name: `${productId} · Globe` }).waitFor();
  await page.getByRole('button', { name: 'Transfer' }).click();
  await page.getByRole('textbox', { name: 'Quantity' }).fill('11');
  await page.getByText('Only 10 available there').waitFor();
  expect(await look(page, 'transfer-refused')).toEqual([]);
  await page.getByRole('textbox', { name: 'Quantity' }).fill('4');
  expect(await look(page, 'transfer')).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
  await page.getByText('Transferred 4 from LEEDS to YORK').first().waitFor();
  await page.getByRole('cell', { name: 'Transferred out' }).waitFor();
  await page
    .getByRole('search')
    .getByRole('button', { name: /Warehouse/ })
    .click();
  await page.getByRole('option', { name: 'LEEDS' }).click();
  const chart = page.getByRole('img', { name: /Line chart of the count: from 10 to 6/ });
  await chart.waitFor();
  const strokes = await chart.locator('path').evaluateAll((paths) => paths.map((path) => getComputedStyle(path).stroke));
  expect(new Set(strokes).size).toBe(2);
  expect(await chart.locator('.threshold').count()).toBe(1);
  expect(strokes).not.toContain('none');
  expect(await look(page, 'product-moved')).toEqual([]);
  expect((await accepted(stock(admin, { productId, warehouseId: from.warehouseId }))).stockCount).toBe(6);
  expect((await accepted(stock(admin, { productId, warehouseId: to.warehouseId }))).stockCount).toBe(5);
  expect(problems).toEqual([]);
});

test('a transfer that came too late names the warehouses that have the units, to choose from', async () => {
  const productId = ownProducts().product('short');
  const [from, to] = [
    await aLevel({ productId, warehouseId: 'LEEDS', stock: 10 }),
    await aLevel({ productId, warehouseId: 'PARIS', stock: 1 }),
  ];
  const other = await aLevel({ productId, warehouseId: 'YORK', stock: 20 });
  const { page } = await enter({ query: `?product=${productId}` });
  const short = { productId, warehouseId: from.warehouseId, requested: 4, available: 0 };
  const others = [to, other].map(({ warehouseId, availableCount }) => ({ warehouseId, available: availableCount }));
  const refusal = {
    ...{ path: ['transferStock'], message: 'Not enough stock.', errorType: 'INSUFFICIENT_STOCK' },
    errorInfo: { lines: [{ ...short, others }] },
  };
  let refusals = 1;
  await page.route('**/graphql', (route) =>
    (route.request().postData() ?? '').includes('transferStock') && refusals-- > 0
      ? route.fulfill({ json: { data: { transferStock: null }, errors: [refusal] } })
      : route.fallback(),
  );
  await page.getByRole('button', { name: 'Transfer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Quantity' }).fill('4');
  await dialog.getByRole('button', { name: 'Transfer' }).click();
  const choice = dialog.getByRole('button', { name: 'YORK: 20 available' });
  await choice.waitFor();
  expect(await dialog.getByRole('button', { name: /^PARIS:/ }).count()).toBe(0);
  expect(await look(page, 'transfer-others')).toEqual([]);
  await choice.click();
  await dialog.getByRole('button', { name: 'Transfer' }).click();
  await page.getByText('Transferred 4 from YORK to PARIS').first().waitFor();
});

test('the safety stock is edited where it is shown, and status and history say what it does', async () => {
  const productId = ownProducts().product('kept');
  const level = await aLevel({ productId, warehouseId: 'LEEDS', stock: 10 });
  const { page, problems } = await enter({ query: `?product=${productId}` });
  await page.getByRole('button', { name: `Edit Safety stock of ${productId} in LEEDS` }).click();
  await page.getByRole('textbox', { name: 'Safety stock', exact: true }).fill('12');
  await page.getByText('Sellable: 10 → -2').waitFor();
  expect(await look(page, 'safety-edit')).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Out of stock · the rest is safety stock').waitFor();
  await page.getByRole('cell', { name: /Safety stock: 0 → 12/ }).waitFor();
  expect(await look(page, 'product-safety')).toEqual([]);
  const { warehouseId } = level;
  expect(await accepted(stock(admin, { productId, warehouseId }))).toMatchObject({
    safetyStock: 12,
    sellableCount: -2,
    availableCount: 10,
  });
  expect(problems).toEqual([]);
});

test('a picture is shown as soon as somebody says where it is, and its server does not learn who looks', async () => {
  const productId = ownProducts().product('pictured');
  await aLevel({ productId, warehouseId: 'LEEDS', name: 'Globe' });
  const { page, problems } = await enter({ query: `?product=${productId}` });
  const referrers: (string | undefined)[] = [];
  await page.route('https://images.example/**', async (route) => {
    referrers.push(route.request().headers()['referer']);
    await route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>' });
  });
  await page.getByRole('button', { name: 'Edit description' }).click();
  await page.getByRole('textbox', { name: 'Picture', exact: true }).fill('https://images.example/globe.svg');
  await page.getByRole('button', { name: 'Save' }).click();
  const pictures = page.getByRole('img', { name: 'Globe' });
  await expect.poll(() => pictures.count()).toBe(1);
  await expect.poll(() => pictures.first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(20);
  expect(await look(page, 'product-pictured')).toEqual([]);
  expect(referrers.filter((referrer) => referrer !== undefined)).toEqual([]);
  expect(problems).toEqual([]);
});

test('a discontinued level is muted where it is shown, and its sign is in the list', async () => {
  const productId = ownProducts().product('discontinued');
  await aLevel({ productId, warehouseId: 'LEEDS', stock: 0 });
  const { page, problems } = await enter({ query: `?product=${productId}` });
  const toggle = page.getByRole('checkbox', { name: `Alerts for ${productId} in LEEDS` });
  await toggle.waitFor();
  expect(await toggle.isChecked()).toBe(true);
  await toggle.click();
  await page.getByText(`${productId}, LEEDS: saved`).first().waitFor();
  await page.getByText('Out of stock · muted').waitFor();
  expect(await look(page, 'product-muted')).toEqual([]);
  expect((await accepted(stock(admin, { productId, warehouseId: 'LEEDS' }))).muted).toBe(true);
  await toggle.click();
  await page.getByText('Out of stock · muted').waitFor({ state: 'detached' });
  expect((await accepted(stock(admin, { productId, warehouseId: 'LEEDS' }))).muted).toBe(false);
  expect(problems).toEqual([]);
});

test('a transfer whose answer was lost is sent again as it was, and moves once', async () => {
  const productId = ownProducts().product('lost');
  const [from, to] = [
    await aLevel({ productId, warehouseId: 'LEEDS', stock: 10 }),
    await aLevel({ productId, warehouseId: 'YORK', stock: 1 }),
  ];
  const { page } = await enter({ query: `?product=${productId}` });
  const answered = await losingAnswers(page);
  await page.getByRole('button', { name: 'Transfer' }).click();
  await page.getByRole('textbox', { name: 'Quantity' }).fill('7');
  await page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
  const again = page.getByRole('button', { name: 'Send again' });
  await again.waitFor();
  expect(await look(page, 'transfer-unanswered')).toEqual([]);
  await answered();
  await again.click();
  await page.getByText('Transferred 7 from LEEDS to YORK').first().waitFor();
  const counts = await Promise.all(
    [from, to].map(async ({ warehouseId }) => (await accepted(stock(admin, { productId, warehouseId }))).stockCount),
  );
  expect(counts).toEqual([3, 8]);
});

test('reservations are listed with the time they have left, and an admin releases one', async () => {
  const level = await aLevel({ productId: ownProducts().product('held') });
  const { reservationId } = await aReservation([line(level, 2)], { ttlSeconds: 600 });
  const { page } = await enter({ query: '?view=reservations' });
  const row = page.getByRole('row').filter({ hasText: reservationId });
  await row.getByText(/^[89]:\d\d$/).waitFor();
  expect(await look(page, 'reservations')).toEqual([]);
  await row.getByRole('button', { name: `Release ${reservationId}` }).click();
  expect(await look(page, 'release')).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Release', exact: true }).click();
  await row.waitFor({ state: 'detached' });
  expect((await accepted(getReservation(admin, { reservationId }))).status).toBe('RELEASED');
});
