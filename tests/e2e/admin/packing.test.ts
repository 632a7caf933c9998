import { expect, test } from 'vitest';
import type { ReservationPage } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, line } from '../../support/fixtures.ts';
import { changeReservation, commitReservation, getReservation, stock, stockHistory } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { look } from '../support/browser.ts';
import { aPaidOrder } from '../support/orders.ts';
import { losingAnswers, ownProducts, usePanel } from '../support/panel.ts';

const { enter, address } = usePanel();
const { admin, checkout } = callersOf(useStack());

test('paid orders are listed oldest first, and one is found by its id', async () => {
  const level = await aLevel({ productId: ownProducts().product('oldest') });
  const [older, newer] = [await aPaidOrder([line(level, 1)]), await aPaidOrder([line(level, 2)])];
  const { page, problems } = await enter({ query: '?view=packing', viewport: { width: 1440, height: 900 } });
  const rowOf = ({ orderId }: { orderId: string }) => page.getByRole('row').filter({ hasText: orderId });
  await rowOf(older).waitFor();
  await rowOf(newer).getByText(`2 × ${level.productId}, LONDON`).waitFor();
  const texts = await page.getByRole('row').allInnerTexts();
  const placeOf = ({ orderId }: { orderId: string }) => texts.findIndex((text) => text.includes(orderId));
  expect(placeOf(older)).toBeLessThan(placeOf(newer));
  expect(await look(page, 'packing-1440')).toEqual([]);
  await page.getByRole('searchbox', { name: 'Find an order' }).fill(newer.orderId);
  await rowOf(older).waitFor({ state: 'detached' });
  await rowOf(newer).waitFor();
  expect(new URL(page.url()).searchParams.get('order')).toBe(newer.orderId);
  await page.getByRole('searchbox', { name: 'Find an order' }).fill('no-such-order');
  await page.getByText('No paid order with this ID').waitFor();
  expect(problems).toEqual([]);
});

test('an order ships in two parcels, each named in the history, and leaves the list with the second', async () => {
  const productId = ownProducts().product('parcels');
  const [london, leeds] = [await aLevel({ productId, stock: 10 }), await aLevel({ productId, warehouseId: 'LEEDS', stock: 10 })];
  const { orderId, reservationId } = await aPaidOrder([line(london, 3), line(leeds, 2)]);
  const { page, problems } = await enter({ query: `?view=packing&order=${orderId}` });
  const ship = page.getByRole('button', { name: `Ship order ${orderId}` });
  await ship.click();
  const dialog = page.getByRole('dialog');
  const of = (warehouseId: string) => dialog.getByRole('textbox', { name: `${productId}, ${warehouseId}` });
  await of('LEEDS').fill('3');
  await dialog.getByText('Enter a whole number from 0 to 2.').waitFor();
  expect(await look(page, 'ship-refused')).toEqual([]);
  await of('LEEDS').fill('0');
  await of('LONDON').fill('2');
  expect(await look(page, 'ship-part')).toEqual([]);
  await dialog.getByRole('button', { name: 'Ship this part' }).click();
  await page.getByText(`A part of order ${orderId} shipped`).first().waitFor();
  await page.getByRole('row').getByText(`1 × ${productId}, LONDON`).waitFor();
  expect(await accepted(stock(admin, { productId, warehouseId: 'LONDON' }))).toMatchObject({ stockCount: 8, committedCount: 1 });
  await ship.click();
  await dialog.getByRole('button', { name: 'Ship', exact: true }).click();
  await ship.waitFor({ state: 'detached' });
  expect((await accepted(getReservation(admin, { reservationId }))).status).toBe('FULFILLED');
  const shipped = async () =>
    (await accepted(stockHistory(admin, { productId, warehouseId: 'LONDON' }))).items.filter(({ cause }) => cause === 'FULFILLED');
  await expect.poll(async () => (await shipped()).length).toBe(2);
  expect((await shipped()).map(({ reference, actor, actorKind }) => ({ reference, actor, actorKind }))).toEqual(
    Array.from({ length: 2 }, () => ({ reference: orderId, actor: 'admin', actorKind: 'USER' })),
  );
  await page.goto(address(`?product=${productId}`));
  await page.getByRole('cell', { name: 'Order paid' }).first().waitFor();
  await page.getByRole('cell', { name: '0 → 2 (+2)' }).first().waitFor();
  expect(await look(page, 'product-shipped')).toEqual([]);
  expect(problems).toEqual([]);
});

test('a parcel whose answer was lost is sent again as it was, and ships once', async () => {
  const level = await aLevel({ productId: ownProducts().product('lost'), stock: 10 });
  const { orderId } = await aPaidOrder([line(level, 5)]);
  const { page } = await enter({ query: `?view=packing&order=${orderId}` });
  await page.getByRole('button', { name: `Ship order ${orderId}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('2');
  const answered = await losingAnswers(page);
  await dialog.getByRole('button', { name: 'Ship this part' }).click();
  await dialog.getByRole('button', { name: 'Send again' }).waitFor();
  expect(await look(page, 'ship-unanswered')).toEqual([]);
  await answered();
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await page.getByText(`A part of order ${orderId} shipped`).first().waitFor();
  const { productId, warehouseId } = level;
  expect(await accepted(stock(admin, { productId, warehouseId }))).toMatchObject({ stockCount: 8, reservedCount: 3, committedCount: 3 });
});

test('a paid order is cancelled only after a word of warning', async () => {
  const level = await aLevel({ productId: ownProducts().product('cancelled'), stock: 10 });
  const { orderId, reservationId } = await aPaidOrder([line(level, 4)]);
  const { page } = await enter({ query: `?view=packing&order=${orderId}` });
  const cancel = page.getByRole('button', { name: `Cancel order ${orderId}` });
  await cancel.click();
  await page.getByText('This order is paid.').waitFor();
  expect(await look(page, 'cancel')).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  expect((await accepted(getReservation(admin, { reservationId }))).status).toBe('COMMITTED');
  await cancel.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel order', exact: true }).click();
  await cancel.waitFor({ state: 'detached' });
  expect((await accepted(getReservation(admin, { reservationId }))).status).toBe('RELEASED');
});

test('an order that was changed while the warning was read is not cancelled', async () => {
  const level = await aLevel({ productId: ownProducts().product('changed'), stock: 10 });
  const { orderId, reservationId } = await aPaidOrder([line(level, 4)]);
  const { page } = await enter({ query: `?view=packing&order=${orderId}` });
  await page.getByRole('button', { name: `Cancel order ${orderId}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This order is paid.').waitFor();
  await accepted(changeReservation(checkout, { reservationId, lines: [line(level, 2)] }));
  await dialog.getByRole('button', { name: 'Cancel order', exact: true }).click();
  await dialog.getByText('This was changed meanwhile.').waitFor();
  expect((await accepted(getReservation(admin, { reservationId }))).status).toBe('COMMITTED');
});

test('a viewer sees what waits to be shipped and can change nothing, on a phone too', async () => {
  const level = await aLevel({ productId: ownProducts().product('seen') });
  const { orderId } = await aPaidOrder([line(level, 1)]);
  const { page, problems } = await enter({ as: 'viewer', query: '?view=packing', locale: 'de-DE', viewport: { width: 390, height: 844 } });
  await page.getByRole('heading', { name: /Packliste/ }).waitFor();
  await page.getByRole('listitem').filter({ hasText: orderId }).waitFor();
  expect((await look(page, 'packing-390')).filter((found) => !found.includes('mobile-toolbar-nav'))).toEqual([]);
  expect(await page.getByRole('button', { name: /Versenden|Stornieren/i }).count()).toBe(0);
  expect(problems).toEqual([]);
});

test('what is committed shows at once beside what is reserved', async () => {
  const level = await aLevel({ productId: ownProducts().product('beside'), stock: 10 });
  const { page } = await enter({ query: `?product=${level.productId}` });
  const count = (field: string) => page.getByRole('row').filter({ hasText: level.warehouseId }).locator(`[data-field="${field}"]`);
  await count('committedCount').getByText('0', { exact: true }).waitFor();
  await aPaidOrder([line(level, 3)]);
  await count('committedCount').getByText('3', { exact: true }).waitFor();
  await count('reservedCount').getByText('3', { exact: true }).waitFor();
});

test('home counts and lists an order once, however many reservations paid it', async () => {
  const level = await aLevel({ productId: ownProducts().product('basket') });
  const { orderId } = await aPaidOrder([line(level, 1)]);
  const { reservationId } = await aReservation([line(level, 2)]);
  await accepted(commitReservation(checkout, { reservationId, orderId }));
  const { page, problems } = await enter({ query: '?view=packing' });
  // Those of other tests may be older.
  await page.route('**/graphql', async (route) => {
    if (!(route.request().postData() ?? '').includes('"COMMITTED"')) return route.fallback();
    const response = await route.fetch();
    const answer = (await response.json()) as { data: { listReservations: ReservationPage } };
    const { listReservations } = answer.data;
    const items = listReservations.items.filter((each) => each.orderId === orderId);
    return route.fulfill({ response, json: { data: { listReservations: { ...listReservations, items, nextToken: null } } } });
  });
  await page.goto(address('?view=home'));
  await page.getByRole('heading', { name: 'Paid orders to ship (1)' }).waitFor();
  expect(await page.getByRole('link', { name: orderId }).count()).toBe(1);
  expect(problems).toEqual([]);
});
