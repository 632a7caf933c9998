import { describe, expect, test } from 'vitest';
import type { AdjustStockInput, StockKeyInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { adjustStock, stock, stockHistory, updateStock } from '../../support/operations.ts';
import { accepted, refused, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const { admin, viewer, catalogue } = callersOf(useStack());

describe('adjustStock', () => {
  test.each([
    [5, 15],
    [-5, 5],
    [-10, 0],
  ])('by %i makes 10 units %i', async (delta, stockCount) => {
    const level = await aLevel({ stock: 10 });
    const adjusted = await accepted(adjust(level, delta));
    expect(adjusted).toMatchObject({ stockCount, availableCount: stockCount, reservedCount: 0, version: 2, sequence: 2 });
    expect(await read(level)).toEqual(adjusted);
  });

  test.each([admin, catalogue])('works for $name', async (caller) => {
    const level = await aLevel();
    const input: AdjustStockInput = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'RETURN' };
    expect(await accepted(adjustStock(caller, input))).toMatchObject({ stockCount: 11 });
  });

  test('keeps everything else', async () => {
    const level = await aLevel({ name: 'Lamp', category: 'Light', threshold: 4 });
    const { name, category, thresholdLevel } = await accepted(adjust(level, 1));
    expect({ name, category, thresholdLevel }).toEqual({ name: 'Lamp', category: 'Light', thresholdLevel: 4 });
  });

  test.each(['CORRECTION', 'RECEIVED', 'RETURN', 'DAMAGED', 'LOST', 'PROMOTION', 'OTHER'] as const)(
    'takes the reason %s',
    async (reason) => {
      const level = await aLevel();
      expect(await accepted(adjust(level, 1, { reason, note: 'why', reference: 'note 4' }))).toMatchObject({ stockCount: 11 });
    },
  );

  test('is found in the history by the reference that the caller gave, and by none without', async () => {
    const level = await aLevel();
    await accepted(adjust(level, 1, { reason: 'RETURN' }));
    await accepted(adjust(level, 5, { reference: 'note 4' }));
    await eventually(async () => {
      const { items } = await accepted(stockHistory(viewer, { ...keyOf(level), limit: 2 }));
      expect(items.map(({ reference }) => reference)).toEqual(['note 4', null]);
    });
  });

  test('of an unknown level is refused and leaves no id behind', async () => {
    const level = await aLevel();
    const unknown = { productId: newId('product'), warehouseId: 'LONDON' };
    const adjustmentId = newId('adjustment');
    await refused(adjust(unknown, 1, { adjustmentId }), 'NOT_FOUND', { lines: [unknown] });
    await accepted(adjust(level, 1, { adjustmentId }));
  });

  test.each([{}, { allowBelowReserved: true }])('below zero is refused, with %o', async (force) => {
    const level = await aLevel({ stock: 5 });
    await refused(adjust(level, -6, force), 'INSUFFICIENT_STOCK', { lines: [{ ...keyOf(level), requested: 6, available: 5 }] });
    expect(await read(level)).toEqual(level);
  });

  test('below zero is refused as too little stock even where it is below the reservations too', async () => {
    const { level } = await aReservedLevel({ stock: 5, reserved: 3 });
    await refused(adjust(level, -6), 'INSUFFICIENT_STOCK');
    await refused(adjust(level, -6, { allowBelowReserved: true }), 'INSUFFICIENT_STOCK');
  });

  test('below the reservations only is refused with the level', async () => {
    const { level } = await aReservedLevel({ stock: 5, reserved: 3 });
    const current = await read(level);
    await refused(adjust(level, -3), 'BELOW_RESERVED', { current });
    expect(await read(level)).toEqual(current);
  });

  test('down to the reservations works', async () => {
    const { level } = await aReservedLevel({ stock: 5, reserved: 3 });
    expect(await accepted(adjust(level, -2))).toMatchObject({ stockCount: 3, reservedCount: 3, availableCount: 0 });
  });

  test('below the reservations works when forced', async () => {
    const { level } = await aReservedLevel({ stock: 5, reserved: 3 });
    expect(await accepted(adjust(level, -4, { allowBelowReserved: true }))).toMatchObject({ stockCount: 1, availableCount: -2 });
    await expectInvariants([level], { oversold: true });
  });

  test('upwards is never refused for reservations', async () => {
    const { level } = await aReservedLevel({ stock: 5, reserved: 4 });
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 0, allowBelowReserved: true }));
    expect(await accepted(adjust(level, 1))).toMatchObject({ stockCount: 1, availableCount: -3 });
  });

  test('never lifts a count over its limit', async () => {
    const level = await aLevel({ stock: 1_000_000_000 });
    await refusedInput(adjust(level, 1), 'delta');
    expect(await read(level)).toEqual(level);
  });
});

function adjust(key: StockKeyInput, delta: number, options: Partial<AdjustStockInput> = {}) {
  return adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(key), delta, reason: 'CORRECTION', ...options });
}

function read(key: StockKeyInput) {
  return accepted(stock(viewer, keyOf(key)));
}
