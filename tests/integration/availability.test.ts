import { describe, expect, test } from 'vitest';
import { callersOf, send } from '../support/client.ts';
import { aHeldLevel, aLevel, aReservation, keyOf, line, newId } from '../support/given.ts';
import { availability, releaseStock, stock, updateStock } from '../support/operations.ts';
import { absent, accepted, expectNothingInternal } from '../support/outcome.ts';
import { useStack } from '../support/stack.ts';

const { admin, viewer, checkout, storefront } = callersOf(useStack());

describe('availability', () => {
  test('shows a shopper what can be sold, by warehouse and in all', async () => {
    const { level } = await aHeldLevel({ warehouseId: 'PARIS', stock: 5, held: 4, threshold: 2 });
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

  test('follows a hold and its release at once', async () => {
    const level = await aLevel({ stock: 3 });
    const hold = await aReservation([line(level, 3)]);
    expect(await accepted(availability(storefront, level))).toMatchObject({ availableCount: 0, status: 'OUT_OF_STOCK' });
    await accepted(releaseStock(checkout, hold));
    expect(await accepted(availability(storefront, level))).toMatchObject({ availableCount: 3, status: 'IN_STOCK' });
  });

  test('is never negative, neither by warehouse nor in the sum', async () => {
    const { level } = await aHeldLevel({ warehouseId: 'LONDON', stock: 10, held: 8 });
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
