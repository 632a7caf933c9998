import { describe, expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import {
  adjustStock,
  availability,
  changeReservation,
  listStock,
  productStock,
  removeStock,
  reserveStock,
  stock,
  stocks,
  transferStock,
  updateStock,
} from '../../support/operations.ts';
import { absent, accepted, refused } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const { admin, viewer, checkout, storefront } = callersOf(useStack());

describe('removeStock', () => {
  test('answers with the retired level', async () => {
    const level = await aLevel({ stock: 0 });
    const removed = await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }));
    expect(removed).toMatchObject({ ...keyOf(level), stockCount: 0, reservedCount: 0, status: 'OUT_OF_STOCK', version: 2, sequence: 2 });
  });

  test('of a level with units is refused', async () => {
    const level = await aLevel({ stock: 1 });
    await refused(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }), 'INVALID_INPUT');
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test('of a level with reservations is refused', async () => {
    const { level } = await aReservedLevel({ stock: 1, reserved: 1 });
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 0, allowBelowReserved: true }));
    await refused(removeStock(admin, { ...keyOf(level), expectedVersion: 2 }), 'INVALID_INPUT');
  });

  test('of another version is refused with the level', async () => {
    const level = await aLevel({ stock: 0 });
    const call = removeStock(admin, { ...keyOf(level), expectedVersion: 2 });
    await refused(call, 'VERSION_CONFLICT', { expectedVersion: 2, current: level });
  });

  test('of an unknown level is refused', async () => {
    const key = { productId: newId('product'), warehouseId: 'LONDON' };
    await refused(removeStock(admin, { ...key, expectedVersion: 1 }), 'NOT_FOUND', { lines: [key] });
  });

  test('sent again answers the same and changes nothing', async () => {
    const level = await aLevel({ stock: 0 });
    const removed = await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1, note: 'closed' }));
    expect(await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1, note: 'closed' }))).toEqual(removed);
  });
});

test('removeStock counts as the same when its note is null instead of left out', async () => {
  const level = await aLevel({ stock: 0 });
  const removed = await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1, note: null }));
  expect(await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }))).toEqual(removed);
});

describe('a removed level', () => {
  test('is gone for every single read', async () => {
    const level = await aRemovedLevel();
    await absent(stock(viewer, keyOf(level)));
    await absent(productStock(viewer, level));
    await absent(availability(storefront, level));
    expect(await accepted(stocks(viewer, { keys: [keyOf(level)] }))).toEqual([null]);
  });

  test('is gone from the list', async () => {
    const level = await aRemovedLevel({ category: newId('category') });
    await eventually(async () => {
      const page = await accepted(listStock(viewer, { filter: { search: level.productId } }));
      expect(page).toEqual({ items: [], nextToken: null });
    });
  });

  test('leaves the product its other warehouses', async () => {
    const level = await aLevel({ stock: 0, warehouseId: 'LONDON' });
    const other = await aLevel({ productId: level.productId, warehouseId: 'PARIS', stock: 4 });
    await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }));
    expect(await accepted(productStock(viewer, level))).toMatchObject({ stockCount: 4, levels: [other] });
    expect((await accepted(availability(storefront, level))).warehouses).toHaveLength(1);
  });

  test('refuses every write', async () => {
    const level = await aRemovedLevel();
    const other = await aLevel({ productId: level.productId, warehouseId: 'PARIS' });
    const reservation = await aReservation([line(other, 1)]);
    const notFound = { lines: [keyOf(level)] };
    const { productId } = level;
    const ways = [
      { fromWarehouseId: 'LONDON', toWarehouseId: 'PARIS' },
      { fromWarehouseId: 'PARIS', toWarehouseId: 'LONDON' },
    ];
    await refused(updateStock(admin, { ...keyOf(level), expectedVersion: 2, stockCount: 1 }), 'NOT_FOUND', notFound);
    await refused(removeStock(admin, { ...keyOf(level), expectedVersion: 2 }), 'NOT_FOUND', notFound);
    const adjustment = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'RECEIVED' } as const;
    await refused(adjustStock(admin, adjustment), 'NOT_FOUND', notFound);
    for (const way of ways) {
      await refused(transferStock(admin, { transferId: newId('transfer'), productId, ...way, quantity: 1 }), 'NOT_FOUND', notFound);
    }
    await refused(reserveStock(checkout, { reservationId: newId('hold'), lines: [line(level, 1)] }), 'NOT_FOUND', notFound);
    const change = { reservationId: reservation.reservationId, lines: [line(other, 1), line(level, 1)] };
    await refused(changeReservation(checkout, change), 'NOT_FOUND', notFound);
    await absent(stock(viewer, keyOf(level)));
  });

  test('can be created again and goes on with the next version and sequence', async () => {
    const level = await aRemovedLevel();
    const reborn = await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 0, stockCount: 7 }));
    expect(reborn).toMatchObject({ stockCount: 7, reservedCount: 0, availableCount: 7, version: 3, sequence: 3 });
    await accepted(reserveStock(checkout, { reservationId: newId('hold'), lines: [line(level, 1)] }));
    await eventually(async () => {
      const page = await accepted(listStock(viewer, { filter: { search: level.productId } }));
      expect(page.items).toHaveLength(1);
    });
  });

  test('refuses the versions of its former life after it was created again', async () => {
    const level = await aRemovedLevel();
    const reborn = await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 0, stockCount: 7 }));
    const call = updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 9 });
    await refused(call, 'VERSION_CONFLICT', { expectedVersion: 1, current: reborn });
  });
});

async function aRemovedLevel(options: { category?: string } = {}) {
  const level = await aLevel({ stock: 0, warehouseId: 'LONDON', ...options });
  await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }));
  return level;
}
