import { describe, expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  adjustStock,
  availability,
  changeReservation,
  fulfillStock,
  listStock,
  productStock,
  reserveStock,
  stock,
  transferStock,
  updateStock,
} from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const { admin, viewer, checkout, storefront } = callersOf(useStack());

describe('safety stock', () => {
  test('is kept from shoppers: they see and reserve what is left', async () => {
    const level = await aLevel({ stock: 10, safetyStock: 4, threshold: 2 });
    expect(level).toMatchObject({ safetyStock: 4, availableCount: 10, sellableCount: 6, status: 'IN_STOCK' });
    expect(await accepted(availability(storefront, level))).toMatchObject({ availableCount: 6 });
    const error = await refused(reserveStock(checkout, { reservationId: newId('hold'), lines: [line(level, 7)] }), 'INSUFFICIENT_STOCK');
    expect(error.errorInfo).toMatchObject({ lines: [{ ...keyOf(level), requested: 7, available: 6 }] });
    await aReservation([line(level, 6)]);
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ availableCount: 4, sellableCount: 0, status: 'OUT_OF_STOCK' });
    await expectInvariants([level]);
  });

  test('decides the status: low counts what can be sold', async () => {
    const level = await aLevel({ stock: 10, safetyStock: 8, threshold: 2 });
    expect(level.status).toBe('LOW_STOCK');
    const filter = { search: level.productId, status: 'LOW_STOCK' } as const;
    await eventually(async () => expect((await accepted(listStock(viewer, { filter }))).items).toEqual([level]));
  });

  test('is taken by a reservation that ignores it, and by no change of that', async () => {
    const level = await aLevel({ stock: 10, safetyStock: 8 });
    const { reservationId } = await aReservation([line(level, 5)], { ignoreSafety: true });
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ availableCount: 5, sellableCount: -3 });
    expect(await accepted(availability(storefront, level))).toMatchObject({ availableCount: 0, status: 'OUT_OF_STOCK' });
    await refused(changeReservation(checkout, { reservationId, lines: [line(level, 6)] }), 'INSUFFICIENT_STOCK');
    await accepted(changeReservation(checkout, { reservationId, lines: [line(level, 4)] }));
    await expectInvariants([level]);
  });

  test('is sold at the counter and moved by staff', async () => {
    const level = await aLevel({ stock: 10, safetyStock: 10 });
    const other = await aLevel({ productId: level.productId, warehouseId: 'PARIS', stock: 0 });
    await accepted(fulfillStock(checkout, { orderId: newId('order'), lines: [line(level, 2)] }));
    const { productId } = level;
    const move = { transferId: newId('transfer'), productId, fromWarehouseId: 'LONDON', toWarehouseId: 'PARIS', quantity: 3 };
    await accepted(transferStock(admin, move));
    await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: -1, reason: 'DAMAGED' }));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ stockCount: 4, sellableCount: -6 });
    expect(await accepted(productStock(viewer, { productId }))).toMatchObject({ availableCount: 7, sellableCount: 3 });
    await expectInvariants([level, other]);
  });

  test.each([
    ['alone', {}, { stockCount: 10, availableCount: 7, sellableCount: 3 }],
    ['with a count', { stockCount: 20 }, { stockCount: 20, availableCount: 17, sellableCount: 13 }],
  ])('is set %s, with what is reserved', async (_how, more, after) => {
    const level = await aLevel({ stock: 10 });
    await aReservation([line(level, 3)]);
    const set = { ...keyOf(level), expectedVersion: level.version, safetyStock: 4, ...more };
    expect(await accepted(updateStock(admin, set))).toMatchObject({ ...after, safetyStock: 4 });
    await expectInvariants([level]);
  });

  test('stays when the level is counted, and goes with 0', async () => {
    const level = await aLevel({ stock: 10, safetyStock: 4 });
    await aReservation([line(level, 2)]);
    const counted = await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 30 }));
    expect(counted).toMatchObject({ safetyStock: 4, availableCount: 28, sellableCount: 24 });
    const none = await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 2, safetyStock: 0 }));
    expect(none).toMatchObject({ safetyStock: 0, availableCount: 28, sellableCount: 28 });
    await expectInvariants([level]);
  });

  test('is part of what identifies a call sent again', async () => {
    const level = await aLevel({ stock: 10 });
    const input = { ...keyOf(level), expectedVersion: 1, safetyStock: 4 };
    const first = await accepted(updateStock(admin, input));
    expect(await accepted(updateStock(admin, input))).toEqual(first);
    await refused(updateStock(admin, { ...input, safetyStock: 5 }), 'VERSION_CONFLICT');
  });

  test.each([-1, 1_000_000_001])('of %d is refused', async (safetyStock) => {
    const level = await aLevel();
    await refused(updateStock(admin, { ...keyOf(level), expectedVersion: 1, safetyStock }), 'INVALID_INPUT');
  });
});
