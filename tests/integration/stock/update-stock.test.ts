import { describe, expect, test } from 'vitest';
import type { StockKeyInput, UpdateStockInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { adjustStock, stock, removeStock, updateStock } from '../../support/operations.ts';
import { absent, accepted, refused, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, catalogue } = callersOf(useStack());

describe('creating a level', () => {
  test('answers with the level as given, version and sequence 1', async () => {
    const key = { productId: newId('product'), warehouseId: 'LONDON' };
    const before = Date.now();
    const settings = { thresholdLevel: 3, name: 'Jumbo Bag', category: 'Bags' };
    const level = await accepted(updateStock(admin, { ...key, expectedVersion: 0, stockCount: 5, ...settings }));
    expect(level).toMatchObject({ ...key, ...settings, stockCount: 5, reservedCount: 0, availableCount: 5, status: 'IN_STOCK' });
    expect(level).toMatchObject({ version: 1, sequence: 1 });
    expect(Date.parse(level.lastUpdated)).toBeGreaterThanOrEqual(before - 1000);
    expect(await accepted(stock(viewer, key))).toEqual(level);
  });

  test('works with a count of zero', async () => {
    const level = await aLevel({ stock: 0, threshold: 0 });
    expect(level).toMatchObject({ stockCount: 0, thresholdLevel: 0, availableCount: 0, status: 'OUT_OF_STOCK' });
  });

  test.each([
    ['left out', {}],
    ['null', { stockCount: null }],
  ])('needs a count: %s is refused', async (_, count) => {
    const key = { productId: newId('product'), warehouseId: 'LONDON' };
    await refusedInput(updateStock(admin, { ...key, expectedVersion: 0, ...count }), 'stockCount');
    await absent(stock(viewer, key));
  });

  test('of a level that exists is refused with the level', async () => {
    const level = await aLevel();
    await refused(update(level, { expectedVersion: 0, stockCount: 7 }), 'ALREADY_EXISTS', { current: level });
  });

  test('of the same product in another warehouse makes a level of its own', async () => {
    const level = await aLevel({ warehouseId: 'LONDON' });
    const other = await aLevel({ productId: level.productId, warehouseId: 'PARIS', stock: 1 });
    expect(other.version).toBe(1);
    expect(await read(level)).toEqual(level);
  });
});

describe('updating a level', () => {
  test('sets the count and raises version and sequence', async () => {
    const level = await aLevel({ stock: 10 });
    const updated = await accepted(update(level, { expectedVersion: 1, stockCount: 4 }));
    expect(updated).toMatchObject({ stockCount: 4, availableCount: 4, version: 2, sequence: 2 });
    expect(await read(level)).toEqual(updated);
  });

  test('leaves the reservations alone', async () => {
    const { level } = await aReservedLevel({ stock: 10, reserved: 3 });
    expect(await accepted(update(level, { expectedVersion: 1, stockCount: 8 }))).toMatchObject({
      stockCount: 8,
      reservedCount: 3,
      availableCount: 5,
      version: 2,
      sequence: 3,
    });
    await expectInvariants([level]);
  });

  test.each(['left out', 'null'])('keeps what is %s', async (how) => {
    const level = await aLevel({ name: 'Lamp', category: 'Light', stock: 6, threshold: 4 });
    const nothing = how === 'null' ? { stockCount: null, name: null, category: null, note: null, reason: null, reference: null } : {};
    const updated = await accepted(update(level, { expectedVersion: 1, thresholdLevel: 5, ...nothing }));
    expect(updated).toMatchObject({ name: 'Lamp', category: 'Light', stockCount: 6, thresholdLevel: 5 });
  });

  test('keeps the threshold when it is null', async () => {
    const level = await aLevel({ threshold: 4 });
    expect(await accepted(update(level, { expectedVersion: 1, stockCount: 1, thresholdLevel: null }))).toMatchObject({ thresholdLevel: 4 });
  });

  test('takes zero as a value for the count and the threshold', async () => {
    const level = await aLevel({ stock: 6, threshold: 4 });
    const updated = await accepted(update(level, { expectedVersion: 1, stockCount: 0, thresholdLevel: 0 }));
    expect(updated).toMatchObject({ stockCount: 0, thresholdLevel: 0, status: 'OUT_OF_STOCK' });
  });

  test('clears name and category with ""', async () => {
    const level = await aLevel({ name: 'Lamp', category: 'Light' });
    expect(await accepted(update(level, { expectedVersion: 1, name: '', category: '' }))).toMatchObject({ name: null, category: null });
    expect(await read(level)).toMatchObject({ name: null, category: null, stockCount: level.stockCount });
  });

  test('mutes the alerts of a level, keeps that, and ends it', async () => {
    const level = await aLevel();
    expect(level.muted).toBe(false);
    expect(await accepted(update(level, { expectedVersion: 1, muted: true }))).toMatchObject({ muted: true, stockCount: 10, version: 2 });
    expect(await accepted(update(level, { expectedVersion: 2, stockCount: 3, muted: null }))).toMatchObject({ muted: true, stockCount: 3 });
    expect(await read(level)).toMatchObject({ muted: true });
    expect(await accepted(update(level, { expectedVersion: 3, muted: false }))).toMatchObject({ muted: false, version: 4 });
    expect(await read(level)).toMatchObject({ muted: false });
  });

  test('mutes a level that it creates, and not one that is created anew', async () => {
    const key = { productId: newId('product'), warehouseId: 'LONDON' };
    const level = await accepted(updateStock(admin, { ...key, expectedVersion: 0, stockCount: 0, muted: true }));
    expect(level.muted).toBe(true);
    await accepted(removeStock(admin, { ...key, expectedVersion: 1 }));
    expect(await accepted(updateStock(admin, { ...key, expectedVersion: 0, stockCount: 1 }))).toMatchObject({ muted: false });
  });

  test('of an unknown level is refused', async () => {
    const key = { productId: newId('product'), warehouseId: 'LONDON' };
    await refused(update(key, { expectedVersion: 1, stockCount: 1 }), 'NOT_FOUND', { lines: [key] });
    await absent(stock(viewer, key));
  });

  test.each([
    [2, 'IN_STOCK', 3],
    [2, 'LOW_STOCK', 2],
    [0, 'IN_STOCK', 1],
    [0, 'OUT_OF_STOCK', 0],
  ])('with threshold %i the status is %s at %i units', async (threshold, status, count) => {
    expect(await aLevel({ threshold, stock: count })).toMatchObject({ status });
  });

  test('the status follows the reservations', async () => {
    const { level } = await aReservedLevel({ stock: 5, threshold: 2, reserved: 3 });
    expect(await read(level)).toMatchObject({ availableCount: 2, status: 'LOW_STOCK' });
    await aReservation([line(level, 2)]);
    expect(await read(level)).toMatchObject({ availableCount: 0, status: 'OUT_OF_STOCK' });
  });
});

describe('compare-and-set', () => {
  test.each([
    ['an older version', 1],
    ['a version that is not there yet', 3],
  ])('refuses %s with the level as it is', async (_, expectedVersion) => {
    const level = await aLevel();
    const current = await accepted(update(level, { expectedVersion: 1, stockCount: 3 }));
    await refused(update(level, { expectedVersion, stockCount: 9 }), 'VERSION_CONFLICT', { expectedVersion, current });
    expect(await read(level)).toEqual(current);
  });

  test('is not fooled when the count went away and came back', async () => {
    const level = await aLevel({ stock: 5 });
    await accepted(update(level, { expectedVersion: 1, stockCount: 0 }));
    const current = await accepted(update(level, { expectedVersion: 2, stockCount: 5 }));
    await refused(update(level, { expectedVersion: 1, stockCount: 7 }), 'VERSION_CONFLICT', { expectedVersion: 1, current });
  });

  test('is not disturbed by customers who shop meanwhile', async () => {
    const { level } = await aReservedLevel({ reserved: 2 });
    expect(await accepted(update(level, { expectedVersion: level.version, stockCount: 9 }))).toMatchObject({ stockCount: 9 });
  });

  test('refuses a version that an adjustment has raised', async () => {
    const level = await aLevel();
    await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'RECEIVED' }));
    await refused(update(level, { expectedVersion: 1, stockCount: 9 }), 'VERSION_CONFLICT');
  });
});

describe('updateStock sent again', () => {
  test('answers with the level while its own write is the newest version', async () => {
    const level = await aLevel();
    const input = { expectedVersion: 1, stockCount: 3, reason: 'CORRECTION', note: 'counted', reference: 'list 4' } as const;
    const updated = await accepted(update(level, input));
    expect(await accepted(update(level, input))).toEqual(updated);
  });

  test('answers with the level also when it created it', async () => {
    const input = { productId: newId('product'), warehouseId: 'LONDON', expectedVersion: 0, stockCount: 3, name: 'Lamp' };
    const level = await accepted(updateStock(admin, input));
    expect(await accepted(updateStock(admin, { ...input, category: null }))).toEqual(level);
  });

  test('answers with the level as it is now after a reservation', async () => {
    const level = await aLevel();
    await accepted(update(level, { expectedVersion: 1, stockCount: 8 }));
    await aReservation([line(level, 2)]);
    const again = await accepted(update(level, { expectedVersion: 1, stockCount: 8 }));
    expect(again).toMatchObject({ stockCount: 8, reservedCount: 2, availableCount: 6, version: 2, sequence: 3 });
  });

  test.each<[string, Partial<UpdateStockInput>]>([
    ['another count', { stockCount: 4 }],
    ['another note', { note: 'recounted' }],
    ['no note', { note: null }],
    ['another reason', { reason: 'OTHER' }],
    ['one more setting', { thresholdLevel: 2 }],
    ['muting', { muted: false }],
  ])('with %s is a conflict', async (_, difference) => {
    const level = await aLevel();
    const input: Partial<UpdateStockInput> = { stockCount: 3, reason: 'CORRECTION', note: 'counted' };
    const current = await accepted(update(level, { expectedVersion: 1, ...input }));
    await refused(update(level, { expectedVersion: 1, ...input, ...difference }), 'VERSION_CONFLICT', { expectedVersion: 1, current });
  });

  test('by another actor is a conflict', async () => {
    const level = await aLevel();
    const current = await accepted(update(level, { expectedVersion: 1, stockCount: 3 }));
    const same = updateStock(catalogue, { ...keyOf(level), expectedVersion: 1, stockCount: 3 });
    await refused(same, 'VERSION_CONFLICT', { expectedVersion: 1, current });
  });

  test('to create, by another actor, is refused as existing', async () => {
    const input = { productId: newId('product'), warehouseId: 'LONDON', expectedVersion: 0, stockCount: 3 };
    const current = await accepted(updateStock(admin, input));
    await refused(updateStock(catalogue, input), 'ALREADY_EXISTS', { current });
  });

  test('after a newer version is a conflict', async () => {
    const level = await aLevel();
    await accepted(update(level, { expectedVersion: 1, stockCount: 3 }));
    const current = await accepted(update(level, { expectedVersion: 2, stockCount: 4 }));
    await refused(update(level, { expectedVersion: 1, stockCount: 3 }), 'VERSION_CONFLICT', { expectedVersion: 1, current });
  });
});

describe('a count below the reservations', () => {
  test('is refused with the level', async () => {
    const { level } = await aReservedLevel({ stock: 10, reserved: 6 });
    const current = await read(level);
    await refused(update(level, { expectedVersion: 1, stockCount: 5 }), 'BELOW_RESERVED', { current });
    expect(await read(level)).toEqual(current);
  });

  test.each([false, null])('is refused when allowBelowReserved is %s', async (allowBelowReserved) => {
    const { level } = await aReservedLevel({ stock: 10, reserved: 6 });
    await refused(update(level, { expectedVersion: 1, stockCount: 5, allowBelowReserved }), 'BELOW_RESERVED');
  });

  test('down to the reservations is not below', async () => {
    const { level } = await aReservedLevel({ stock: 10, reserved: 6 });
    expect(await accepted(update(level, { expectedVersion: 1, stockCount: 6 }))).toMatchObject({ availableCount: 0 });
  });

  test('records the truth when forced', async () => {
    const { level } = await aReservedLevel({ stock: 10, reserved: 6 });
    const forced = await accepted(update(level, { expectedVersion: 1, stockCount: 0, allowBelowReserved: true }));
    expect(forced).toMatchObject({ stockCount: 0, reservedCount: 6, availableCount: -6, status: 'OUT_OF_STOCK' });
    await expectInvariants([level], { oversold: true });
  });

  test('does not stop a change of settings on an oversold level', async () => {
    const { level } = await aReservedLevel({ stock: 10, reserved: 6 });
    await accepted(update(level, { expectedVersion: 1, stockCount: 0, allowBelowReserved: true }));
    expect(await accepted(update(level, { expectedVersion: 2, thresholdLevel: 8 }))).toMatchObject({
      availableCount: -6,
      thresholdLevel: 8,
    });
  });
});

function update(key: StockKeyInput, input: Omit<UpdateStockInput, 'productId' | 'warehouseId'>) {
  return updateStock(admin, { ...keyOf(key), ...input });
}

function read(key: StockKeyInput) {
  return accepted(stock(viewer, keyOf(key)));
}
