import { describe, expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { productStock, getReservation, stock, stocks, updateStock } from '../../support/operations.ts';
import { absent, accepted, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout, catalogue } = callersOf(useStack());
const unknown = { productId: newId('product'), warehouseId: 'LONDON' };

describe('stock', () => {
  test.each([viewer, admin, checkout, catalogue])('shows a level to $name', async (caller) => {
    const level = await aLevel({ name: 'Lamp', category: 'Light' });
    expect(await accepted(stock(caller, keyOf(level)))).toEqual(level);
  });

  test('is null for an unknown product and for another warehouse', async () => {
    const level = await aLevel({ warehouseId: 'LONDON' });
    await absent(stock(viewer, unknown));
    await absent(stock(viewer, { ...keyOf(level), warehouseId: 'PARIS' }));
  });

  test('tells ids apart by case', async () => {
    const productId = newId('15056BL');
    const upper = await aLevel({ productId, stock: 1 });
    const lower = await aLevel({ productId: productId.toLowerCase(), stock: 2 });
    expect(await accepted(stock(viewer, keyOf(upper)))).toEqual(upper);
    expect(await accepted(stock(viewer, keyOf(lower)))).toEqual(lower);
    await absent(stock(viewer, { ...keyOf(upper), warehouseId: 'london' }));
  });

  test('sees a write at once', async () => {
    const level = await aLevel({ stock: 0 });
    for (let count = 1; count <= 10; count += 1) {
      await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: count, stockCount: count }));
      expect((await accepted(stock(viewer, keyOf(level)))).stockCount).toBe(count);
    }
  });
});

describe('productStock', () => {
  test('adds up all warehouses and shows each', async () => {
    const { level } = await aReservedLevel({ warehouseId: 'PARIS', stock: 5, reserved: 4, threshold: 2 });
    const other = await aLevel({ productId: level.productId, warehouseId: 'BERLIN', stock: 7, threshold: 2 });
    const paris = await accepted(stock(viewer, keyOf(level)));
    expect(await accepted(productStock(viewer, level))).toEqual({
      productId: level.productId,
      stockCount: 12,
      reservedCount: 4,
      committedCount: 0,
      availableCount: 8,
      sellableCount: 8,
      status: 'IN_STOCK',
      levels: [other, paris],
    });
  });

  test.each([
    ['OUT_OF_STOCK', 0, 0],
    ['LOW_STOCK', 0, 2],
    ['IN_STOCK', 2, 3],
  ])('has the best status among its warehouses: %s', async (status, first, second) => {
    const level = await aLevel({ warehouseId: 'LONDON', stock: first });
    await aLevel({ productId: level.productId, warehouseId: 'PARIS', stock: second });
    expect(await accepted(productStock(viewer, level))).toMatchObject({ status });
  });

  test('is null for an unknown product', async () => {
    await absent(productStock(viewer, unknown));
  });

  test('stops its sums at 2,147,483,647', async () => {
    const productId = newId('product');
    const places = ['LONDON', 'PARIS', 'ROME'];
    await Promise.all(places.map((warehouseId) => aLevel({ productId, warehouseId, stock: 1_000_000_000 })));
    const total = await accepted(productStock(viewer, { productId }));
    expect(total).toMatchObject({ stockCount: 2_147_483_647, availableCount: 2_147_483_647, reservedCount: 0 });
  });
});

test('a product is summed over more warehouses than one read of the table takes', async () => {
  const productId = newId('everywhere');
  const warehouses = Array.from({ length: 501 }, (_, index) => `W${index}`);
  await Promise.all(warehouses.map((warehouseId) => aLevel({ productId, warehouseId, stock: 2 })));
  const whole = await accepted(productStock(viewer, { productId }));
  expect(whole).toMatchObject({ stockCount: 1002, availableCount: 1002 });
  expect(whole.levels.map(({ warehouseId }) => warehouseId)).toEqual(warehouses.toSorted());
});

describe('stocks', () => {
  test('answers in the order asked, null where unknown, repeated keys each time', async () => {
    const [first, second] = await Promise.all([aLevel(), aLevel()]);
    const keys = [keyOf(second), unknown, keyOf(first), keyOf(second)];
    expect(await accepted(stocks(viewer, { keys }))).toEqual([second, null, first, second]);
  });

  test('takes 100 keys', async () => {
    const level = await aLevel();
    const keys = Array.from({ length: 99 }, () => ({ productId: newId('product'), warehouseId: 'LONDON' }));
    const answered = await accepted(stocks(viewer, { keys: [...keys, keyOf(level)] }));
    expect(answered).toHaveLength(100);
    expect(answered.at(-1)).toEqual(level);
  });

  test('takes 100 times the same key', async () => {
    const level = await aLevel();
    const answered = await accepted(stocks(viewer, { keys: Array.from({ length: 100 }, () => keyOf(level)) }));
    expect(answered).toEqual(Array.from({ length: 100 }, () => level));
  });

  test('answers no key with no level', async () => {
    expect(await accepted(stocks(viewer, { keys: [] }))).toEqual([]);
  });

  test('does not take 101 keys', async () => {
    const keys = Array.from({ length: 101 }, () => unknown);
    await refusedInput(stocks(viewer, { keys }), 'keys', 100);
  });
});

test('reservation is null for an unknown id', async () => {
  await absent(getReservation(viewer, { reservationId: newId('hold') }));
});
