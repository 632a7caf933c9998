import { describe, expect, test } from 'vitest';
import type { AdjustStockInput, StockLevel, UpdateStockInput } from '../../../schema/types.ts';
import { callersOf, send } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import {
  adjustStock,
  changeReservation,
  extendReservation,
  listReservations,
  listStock,
  removeStock,
  getReservation,
  reserveStock,
  stock,
  transferStock,
  updateStock,
} from '../../support/operations.ts';
import { absent, accepted, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

describe('quantities', () => {
  test.each([1, 1_000_000])('%i is a quantity', async (quantity) => {
    const level = await aLevel({ stock: 1_000_000 });
    const reservation = await aReservation([line(level, quantity)]);
    expect(reservation.lines).toEqual([line(level, quantity)]);
  });

  test.each([0, -1, 1_000_001, 2_147_483_647, -2_147_483_648])('%i is none', async (quantity) => {
    const level = await aLevel({ stock: 1_000_000_000 });
    const reservation = await aReservation([line(level, 1)]);
    const lines = [line(level, quantity)];
    await refusedInput(reserveStock(checkout, { reservationId: newId('hold'), lines }), 'quantity');
    await refusedInput(changeReservation(checkout, { reservationId: reservation.reservationId, lines }), 'quantity');
    const { productId, warehouseId } = level;
    const way = { fromWarehouseId: warehouseId, toWarehouseId: 'PARIS' };
    await refusedInput(transferStock(admin, { transferId: newId('transfer'), productId, ...way, quantity }), 'quantity');
  });

  test('that are negative do not hide in a sum', async () => {
    const level = await aLevel();
    const lines = [line(level, 3), line(level, -2)];
    await refusedInput(reserveStock(checkout, { reservationId: newId('hold'), lines }), 'quantity');
  });
});

describe('counts', () => {
  test.each([0, 1_000_000_000])('%i is a count and a threshold', async (count) => {
    expect(await aLevel({ stock: count, threshold: count })).toMatchObject({ stockCount: count, thresholdLevel: count });
  });

  test.each<[keyof UpdateStockInput, number, number?]>([
    ['stockCount', -1],
    ['stockCount', 1_000_000_001, 1_000_000_000],
    ['thresholdLevel', -1],
    ['thresholdLevel', 1_000_000_001, 1_000_000_000],
    ['expectedVersion', -1],
  ])('%s %i is refused', async (field, value, limit) => {
    const level = await aLevel();
    const input = { ...keyOf(level), expectedVersion: 1, stockCount: 5, [field]: value };
    await refusedInput(updateStock(admin, input), field, limit);
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test.each([
    [1_000_000_000, 0],
    [-1_000_000_000, 1_000_000_000],
  ])('delta %i works on %i units', async (delta, count) => {
    const level = await aLevel({ stock: count });
    expect(await accepted(adjust(level, { delta }))).toMatchObject({ stockCount: count + delta });
  });

  test.each([0, 1_000_000_001, -1_000_000_001])('delta %i is refused', async (delta) => {
    const level = await aLevel();
    await refusedInput(adjust(level, { delta }), 'delta');
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });
});

describe('ttlSeconds', () => {
  test.each([1, 86_400])('%i is allowed', async (ttlSeconds) => {
    const level = await aLevel();
    const { reservationId } = await aReservation([line(level, 1)], { ttlSeconds: 3600 });
    await aReservation([line(level, 1)], { ttlSeconds });
    await accepted(extendReservation(checkout, { reservationId, ttlSeconds }));
  });

  test.each([0, -1, 86_401])('%i is refused', async (ttlSeconds) => {
    const level = await aLevel();
    const reservation = await aReservation([line(level, 1)]);
    await refusedInput(reserveStock(checkout, { reservationId: newId('hold'), lines: [line(level, 1)], ttlSeconds }), 'ttlSeconds');
    await refusedInput(extendReservation(checkout, { reservationId: reservation.reservationId, ttlSeconds }), 'ttlSeconds');
    expect(await accepted(getReservation(viewer, reservation))).toEqual(reservation);
  });
});

describe('texts', () => {
  const texts = [
    ['name', 128],
    ['category', 64],
    ['note', 256],
    ['reference', 128],
  ] as const;

  test.each(texts)('%s of %i characters is kept', async (field, length) => {
    const value = `${'é'.repeat(length - 1)}x`;
    const level = await aLevel();
    const updated = await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 1, [field]: value }));
    if (field === 'name' || field === 'category') expect(updated[field]).toBe(value);
  });

  test.each(texts)('%s of one more than %i characters is refused', async (field, length) => {
    const level = await aLevel();
    const input = { ...keyOf(level), expectedVersion: 1, stockCount: 1, [field]: 'x'.repeat(length + 1) };
    await refusedInput(updateStock(admin, input), field, length);
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test('are checked in every operation that takes them', async () => {
    const level = await aLevel();
    const lines = [line(level, 1)];
    const { productId } = level;
    const way = { fromWarehouseId: 'LONDON', toWarehouseId: 'PARIS' };
    await refusedInput(reserveStock(checkout, { reservationId: newId('hold'), lines, reference: 'x'.repeat(129) }), 'reference', 128);
    await refusedInput(adjust(level, { delta: 1, note: 'x'.repeat(257) }), 'note', 256);
    await refusedInput(adjust(level, { delta: 1, reference: 'x'.repeat(129) }), 'reference', 128);
    const transfer = { transferId: newId('transfer'), productId, ...way, quantity: 1, note: 'x'.repeat(257) };
    await refusedInput(transferStock(admin, transfer), 'note', 256);
    await refusedInput(removeStock(admin, { ...keyOf(level), expectedVersion: 1, note: 'x'.repeat(257) }), 'note', 256);
    await refusedInput(listStock(viewer, { filter: { category: 'x'.repeat(65) } }), 'category', 64);
    await refusedInput(listStock(viewer, { filter: { search: 'x'.repeat(129) } }), 'search', 128);
  });

  test.each(['<script>alert(1)</script>', '=HYPERLINK("x")', '__proto__', '💡 שלום'])('%s comes back as it was given', async (name) => {
    expect(await aLevel({ name, category: name.slice(0, 64) })).toMatchObject({ name, category: name.slice(0, 64) });
  });
});

describe('limit', () => {
  test.each([1, 100])('%i is allowed', async (limit) => {
    expect((await accepted(listStock(viewer, { limit }))).items.length).toBeLessThanOrEqual(limit);
    expect((await accepted(listReservations(viewer, { limit }))).items.length).toBeLessThanOrEqual(limit);
  });

  test.each([0, -1, 101, 1_000_000])('%i is refused', async (limit) => {
    await refusedInput(listStock(viewer, { limit }), 'limit');
    await refusedInput(listReservations(viewer, { limit }), 'limit');
  });
});

describe('what is no number, text or known name', () => {
  test.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['2^31', 2_147_483_648],
    ['-2^31-1', -2_147_483_649],
    ['a text', '5'],
    ['true', true],
    ['a list', [1, 2]],
    ['nothing', undefined],
    ['null', null],
  ])('as a delta is refused and changes nothing: %s', async (_, delta) => {
    const level = await aLevel();
    const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta, reason: 'OTHER' };
    const answer = await send(admin, 'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { stockCount } }', { input });
    expect(answer.errors).toHaveLength(1);
    expect(answer.data?.['adjustStock'] ?? null).toBeNull();
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test.each<[string, Record<string, unknown>]>([
    ['an unknown reason', { reason: 'THEFT' }],
    ['an unknown field', { colour: 'red' }],
  ])('is refused and changes nothing: %s', async (_, odd) => {
    const level = await aLevel();
    const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'OTHER', ...odd };
    const answer = await send(admin, 'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { stockCount } }', { input });
    expect(answer.errors).toHaveLength(1);
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test('a line that is null is refused', async () => {
    const query = 'mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { status } }';
    const reservationId = newId('hold');
    const answer = await send(checkout, query, { input: { reservationId, lines: [null] } });
    expect(answer.errors).toHaveLength(1);
    await absent(getReservation(viewer, { reservationId }));
  });
});

function adjust(level: StockLevel, options: Partial<AdjustStockInput>) {
  return adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'OTHER', ...options });
}
