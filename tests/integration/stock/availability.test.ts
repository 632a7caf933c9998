import { describe, expect, test } from 'vitest';
import { callersOf, send } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { availabilities, availability, releaseStock, stock, updateStock } from '../../support/operations.ts';
import { absent, accepted, expectNothingInternal } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout, storefront } = callersOf(useStack());

describe('availability', () => {
  test('shows a shopper what can be sold, by warehouse and in all', async () => {
    const { level } = await aReservedLevel({ warehouseId: 'PARIS', stock: 5, reserved: 4, threshold: 2 });
    const berlin = await aLevel({ productId: level.productId, warehouseId: 'BERLIN', stock: 7, threshold: 2 });
    const paris = await accepted(stock(viewer, keyOf(level)));
    const { productId } = level;
    expect(await accepted(availability(storefront, level))).toEqual({
      productId,
      availableCount: 8,
      status: 'IN_STOCK',
      warehouses: [
        { ...keyOf(berlin), availableCount: 7, status: 'IN_STOCK', sequence: 1, lastUpdated: berlin.lastUpdated },
        { ...keyOf(paris), availableCount: 1, status: 'LOW_STOCK', sequence: 2, lastUpdated: paris.lastUpdated },
      ],
    });
  });

  test('is null for an unknown product', async () => {
    await absent(availability(storefront, { productId: newId('product') }));
  });

  test('follows a reservation and its release at once', async () => {
    const level = await aLevel({ stock: 3 });
    const reservation = await aReservation([line(level, 3)]);
    expect(await accepted(availability(storefront, level))).toMatchObject({ availableCount: 0, status: 'OUT_OF_STOCK' });
    await accepted(releaseStock(checkout, reservation));
    expect(await accepted(availability(storefront, level))).toMatchObject({ availableCount: 3, status: 'IN_STOCK' });
  });

  test('is never negative, neither by warehouse nor in the sum', async () => {
    const { level } = await aReservedLevel({ warehouseId: 'LONDON', stock: 10, reserved: 8 });
    await aLevel({ productId: level.productId, warehouseId: 'PARIS', stock: 5 });
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 1, allowBelowReserved: true }));
    expect(await accepted(availability(storefront, level))).toMatchObject({
      availableCount: 5,
      status: 'IN_STOCK',
      warehouses: [
        { warehouseId: 'LONDON', availableCount: 0, status: 'OUT_OF_STOCK' },
        { warehouseId: 'PARIS', availableCount: 5, status: 'IN_STOCK' },
      ],
    });
  });

  test('stops its sum at 2,147,483,647', async () => {
    const productId = newId('product');
    const places = ['LONDON', 'PARIS', 'ROME'];
    await Promise.all(places.map((warehouseId) => aLevel({ productId, warehouseId, stock: 1_000_000_000 })));
    expect(await accepted(availability(storefront, { productId }))).toMatchObject({ availableCount: 2_147_483_647 });
  });

  test('tells a shopper nothing of counts, holds and names', async () => {
    const level = await aLevel({ name: 'Secret Lamp', category: 'Secret' });
    const { answer } = await availability(storefront, level);
    expect(answer.body).not.toMatch(/secret|reserved|threshold|version/i);
    expectNothingInternal(answer.body);
  });

  test.each(['stockCount', 'reservedCount', 'thresholdLevel', 'version', 'name', 'levels { stockCount }'])(
    'has no field %s',
    async (field) => {
      const answer = await send(storefront, `{ availability(productId: "x") { ${field} } }`);
      expect(answer.errors?.[0]?.message).toContain('FieldUndefined');
    },
  );
});

describe('availabilities', () => {
  test('tells of each product what availability tells, once and in the order asked, null of an unknown one', async () => {
    const [one, other] = [await aLevel({ stock: 3 }), await aLevel({ stock: 0 })];
    await aLevel({ productId: one.productId, warehouseId: 'PARIS', stock: 2 });
    const unknown = newId('product');
    const productIds = [other.productId, unknown, one.productId, other.productId];
    expect(await accepted(availabilities(storefront, { productIds }))).toEqual([
      { productId: other.productId, availability: await accepted(availability(storefront, other)) },
      { productId: unknown, availability: null },
      { productId: one.productId, availability: await accepted(availability(storefront, one)) },
    ]);
    expect(await accepted(availabilities(storefront, { productIds: [] }))).toEqual([]);
  });

  test('takes a hundred products in a request, and no more', async () => {
    const level = await aLevel();
    const productIds = [...Array.from({ length: 99 }, () => newId('product')), level.productId];
    const answer = await accepted(availabilities(storefront, { productIds }));
    expect(answer.map(({ productId }) => productId)).toEqual(productIds);
    expect(answer[99]?.availability?.availableCount).toBe(10);
    const tooMany = await send(storefront, 'query ($ids: [ID!]!) { availabilities(productIds: $ids) { productId } }', {
      ids: [...productIds, newId('product')],
    });
    expect(tooMany.errors).toMatchObject([{ errorType: 'INVALID_INPUT', errorInfo: { field: 'productIds', limit: 100 } }]);
  });

  test('names an id that is none, at its place, and answers the others', async () => {
    const level = await aLevel();
    const { answer } = await availabilities(storefront, { productIds: [level.productId, ' x', level.productId] });
    expect(answer.data?.['availabilities']).toMatchObject([
      { productId: level.productId, availability: { availableCount: 10 } },
      { productId: ' x', availability: null },
    ]);
    expect(answer.errors).toMatchObject([
      { path: ['availabilities', 1, 'availability'], errorType: 'INVALID_INPUT', errorInfo: { field: 'productIds[1]' } },
    ]);
  });
});
