import { describe, expect, test } from 'vitest';
import type { ReservationLine, StockKeyInput, StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, levels, line, newId, sortedLines } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { removeStock, getReservation, reserveStock, stock } from '../../support/operations.ts';
import { absent, accepted, refused, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

describe('reserveStock', () => {
  test('holds units: reserved rises, available falls, the stock stays', async () => {
    const level = await aLevel({ stock: 10 });
    await aReservation([line(level, 3)]);
    const after = await accepted(stock(viewer, keyOf(level)));
    expect(after).toMatchObject({ stockCount: 10, reservedCount: 3, availableCount: 7 });
    await expectInvariants([level]);
  });

  test('raises the sequence and leaves the version alone', async () => {
    const level = await aLevel();
    await aReservation([line(level, 1)]);
    const after = await accepted(stock(viewer, keyOf(level)));
    expect(after).toMatchObject({ version: level.version, sequence: level.sequence + 1 });
  });

  test('answers with the whole reservation', async () => {
    const level = await aLevel();
    const reservation = await aReservation([line(level, 2)], { reservationId: newId('hold'), reference: 'cart 7' });
    expect(reservation).toMatchObject({ status: 'ACTIVE', revision: 1, lines: [line(level, 2)], reference: 'cart 7', closedAt: null });
    expect(await accepted(getReservation(viewer, reservation))).toEqual(reservation);
  });

  test.each([
    ['the seconds asked for', { ttlSeconds: 60 }, 60],
    ['900 seconds when left out', {}, 900],
    ['900 seconds when null', { ttlSeconds: null }, 900],
  ])('ends after %s, never early', async (_, options, seconds) => {
    const level = await aLevel();
    const before = Date.now();
    const reservation = await aReservation([line(level, 1)], options);
    const after = Date.now();
    const expiresAt = Date.parse(reservation.expiresAt);
    expect(expiresAt).toBeGreaterThanOrEqual(before + seconds * 1000);
    expect(expiresAt).toBeLessThan(after + (seconds + 1) * 1000);
    expect(expiresAt % 1000).toBe(0);
  });

  test('adds up repeated lines', async () => {
    const [first, second] = await twoLevels(10);
    const reservation = await aReservation([line(first, 1), line(second, 2), line(first, 3)]);
    expect(sortedLines(reservation.lines)).toEqual(sortedLines([line(first, 4), line(second, 2)]));
    expect(await accepted(stock(viewer, keyOf(first)))).toMatchObject({ reservedCount: 4, sequence: first.sequence + 1 });
  });

  test('takes the last unit and refuses the next', async () => {
    const level = await aLevel({ stock: 1 });
    await aReservation([line(level, 1)]);
    await refused(reserve([line(level, 1)]), 'INSUFFICIENT_STOCK', {
      lines: [{ ...keyOf(level), requested: 1, available: 0, others: [] }],
    });
  });

  test('refuses repeated lines whose sum is too much', async () => {
    const level = await aLevel({ stock: 3 });
    await refused(reserve([line(level, 2), line(level, 2)]), 'INSUFFICIENT_STOCK', {
      lines: [{ ...keyOf(level), requested: 4, available: 3, others: [] }],
    });
  });

  test('names every short line in one refusal and reserves nothing', async () => {
    const [enough, short, shorter] = await Promise.all([aLevel({ stock: 5 }), aLevel({ stock: 2 }), aLevel({ stock: 0 })]);
    const error = await refused(reserve([line(short, 3), line(enough, 3), line(shorter, 3)]), 'INSUFFICIENT_STOCK');
    const { lines } = error.errorInfo as { lines: StockKeyInput[] };
    expect(sortedLines(lines)).toEqual(
      sortedLines([
        { ...keyOf(short), requested: 3, available: 2, others: [] },
        { ...keyOf(shorter), requested: 3, available: 0, others: [] },
      ]),
    );
    expect(await accepted(stock(viewer, keyOf(enough)))).toEqual(enough);
  });

  test('names every unknown level in one refusal, before any short one', async () => {
    const known = await aLevel({ stock: 1 });
    const unknown = [newId('product'), newId('product')].map((productId) => ({ productId, warehouseId: 'LONDON' }));
    const error = await refused(reserve([line(known, 5), ...unknown.map((key) => line(key, 1))]), 'NOT_FOUND');
    const { lines } = error.errorInfo as { lines: StockKeyInput[] };
    expect(sortedLines(lines)).toEqual(sortedLines(unknown));
  });

  test('knows a product only in the warehouses that keep it', async () => {
    const level = await aLevel({ warehouseId: 'LONDON' });
    const elsewhere = { ...keyOf(level), warehouseId: 'PARIS' };
    await refused(reserve([line(elsewhere, 1)]), 'NOT_FOUND', { lines: [elsewhere] });
  });

  test('refuses a removed level', async () => {
    const level = await aLevel({ stock: 0 });
    await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: level.version }));
    await refused(reserve([line(level, 1)]), 'NOT_FOUND', { lines: [keyOf(level)] });
  });

  test('leaves nothing behind when it is refused, not even its id', async () => {
    const level = await aLevel({ stock: 1 });
    const reservationId = newId('hold');
    await refused(reserveStock(checkout, { reservationId, lines: [line(level, 2)] }), 'INSUFFICIENT_STOCK');
    await absent(getReservation(viewer, { reservationId }));
    await accepted(reserveStock(checkout, { reservationId, lines: [line(level, 1)], reference: 'another input' }));
  });
});

describe('the number of lines', () => {
  test('98 levels fit in one reservation', async () => {
    const many = await levels(98);
    const reservation = await aReservation(many.map((each) => line(each, 1)));
    expect(reservation.lines).toHaveLength(98);
    await expectInvariants(many.slice(0, 5));
  });

  test('99 levels do not', async () => {
    const lines = Array.from({ length: 99 }, () => line({ productId: newId('product'), warehouseId: 'LONDON' }, 1));
    await refusedInput(reserve(lines), 'lines', 98);
  });

  test('300 lines can be sent when they add up to fewer levels', async () => {
    const many = await levels(98, { stock: 4 });
    const lines = Array.from({ length: 300 }, (_, index) => line(many[index % 98] as StockLevel, 1));
    const reservation = await aReservation(lines);
    expect(reservation.lines.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(300);
  });

  test('301 lines cannot be sent even when they add up to one level', async () => {
    const level = await aLevel({ stock: 1000 });
    await refusedInput(reserve(Array.from({ length: 301 }, () => line(level, 1))), 'lines', 300);
  });

  test('a reservation needs a line', async () => {
    await refusedInput(reserve([]), 'lines');
  });
});

async function twoLevels(count: number) {
  return Promise.all([aLevel({ stock: count }), aLevel({ stock: count })]);
}

function reserve(lines: ReservationLine[]) {
  return reserveStock(checkout, { reservationId: newId('hold'), lines });
}
