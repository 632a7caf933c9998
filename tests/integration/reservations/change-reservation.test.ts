import { describe, expect, test } from 'vitest';
import type { ReservationLine, Reservation, StockKeyInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, levels, line, newId, sortedLines } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { changeReservation, releaseStock, getReservation, stock, updateStock } from '../../support/operations.ts';
import { accepted, refused, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

describe('changeReservation', () => {
  test.each([
    ['more', 6],
    ['fewer', 1],
  ])('replaces the lines with %s units', async (_, quantity) => {
    const { level, reservation } = await aReservedLevel({ stock: 10, reserved: 3 });
    const changed = await accepted(change(reservation, [line(level, quantity)]));
    expect(changed).toEqual({ ...reservation, revision: 2, lines: [line(level, quantity)] });
    expect(await read(level)).toMatchObject({ stockCount: 10, reservedCount: quantity, availableCount: 10 - quantity });
    await expectInvariants([level]);
  });

  test('takes new levels in and gives dropped ones back', async () => {
    const [kept, dropped, taken] = await threeLevels();
    const reservation = await aReservation([line(kept, 2), line(dropped, 3)]);
    const changed = await accepted(change(reservation, [line(taken, 4), line(kept, 2)]));
    expect(sortedLines(changed.lines)).toEqual(sortedLines([line(kept, 2), line(taken, 4)]));
    expect(await read(dropped)).toMatchObject({ reservedCount: 0, version: dropped.version, sequence: dropped.sequence + 2 });
    expect(await read(taken)).toMatchObject({ reservedCount: 4, version: taken.version, sequence: taken.sequence + 1 });
    await expectInvariants([kept, dropped, taken]);
  });

  test('is no change for a level that keeps its quantity', async () => {
    const [kept, other] = await threeLevels();
    const reservation = await aReservation([line(kept, 2), line(other, 1)]);
    const before = await read(kept);
    await accepted(change(reservation, [line(kept, 2), line(other, 5)]));
    expect(await read(kept)).toEqual(before);
  });

  test('adds up repeated lines', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    const changed = await accepted(change(reservation, [line(level, 2), line(level, 3)]));
    expect(changed.lines).toEqual([line(level, 5)]);
  });

  test('can take all that is left: what is free and what the reservation has', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 5, reserved: 3 });
    await accepted(change(reservation, [line(level, 5)]));
    expect(await read(level)).toMatchObject({ reservedCount: 5, availableCount: 0 });
  });

  test('refused for too little stock, counts what is free plus what the reservation has', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 6, reserved: 2 });
    await aReservation([line(level, 3)]);
    await refused(change(reservation, [line(level, 4)]), 'INSUFFICIENT_STOCK', {
      lines: [{ ...keyOf(level), requested: 4, available: 3, others: [] }],
    });
    expect(await accepted(getReservation(viewer, reservation))).toEqual(reservation);
  });

  test('names every short line and changes none', async () => {
    const [first, second, enough] = await threeLevels(2);
    const reservation = await aReservation([line(first, 1)]);
    const error = await refused(change(reservation, [line(first, 3), line(second, 3), line(enough, 1)]), 'INSUFFICIENT_STOCK');
    const { lines } = error.errorInfo as { lines: StockKeyInput[] };
    expect(sortedLines(lines)).toEqual(
      sortedLines([
        { ...keyOf(first), requested: 3, available: 2, others: [] },
        { ...keyOf(second), requested: 3, available: 2, others: [] },
      ]),
    );
    expect(await read(enough)).toEqual(enough);
    await expectInvariants([first, second, enough]);
  });

  test('names every unknown level', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    const unknown = { productId: newId('product'), warehouseId: 'LONDON' };
    await refused(change(reservation, [line(level, 99), line(unknown, 1)]), 'NOT_FOUND', { lines: [unknown] });
  });

  test('on an oversold level can give back but not take', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 10, reserved: 6 });
    const forced = { ...keyOf(level), expectedVersion: 1, stockCount: 2, allowBelowReserved: true };
    await accepted(updateStock(admin, forced));
    await refused(change(reservation, [line(level, 7)]), 'INSUFFICIENT_STOCK', {
      lines: [{ ...keyOf(level), requested: 7, available: 6, others: [] }],
    });
    await accepted(change(reservation, [line(level, 5)]));
    expect(await read(level)).toMatchObject({ stockCount: 2, reservedCount: 5, availableCount: -3 });
  });

  test('of an unknown hold is refused', async () => {
    const level = await aLevel();
    const reservationId = newId('hold');
    await refused(changeReservation(checkout, { reservationId, lines: [line(level, 1)] }), 'NOT_FOUND', { reservationId });
  });

  test('of a released reservation is refused with the reservation', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    const released = await accepted(releaseStock(checkout, reservation));
    await refused(change(reservation, [line(level, 2)]), 'RESERVATION_CLOSED', { reservation: released });
  });

  test('a reservation cannot be changed to nothing', async () => {
    const { reservation } = await aReservedLevel({ reserved: 1 });
    await refusedInput(change(reservation, []), 'lines');
  });
});

describe('the revision', () => {
  test('a matching expectedRevision lets the change through', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    expect((await accepted(change(reservation, [line(level, 2)], 1))).revision).toBe(2);
  });

  test('another revision is refused with the reservation as it is', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    const changed = await accepted(change(reservation, [line(level, 2)]));
    await refused(change(reservation, [line(level, 3)], 1), 'VERSION_CONFLICT', { expectedRevision: 1, reservation: changed });
    await refused(change(reservation, [line(level, 3)], 9), 'VERSION_CONFLICT', { expectedRevision: 9, reservation: changed });
  });

  test.each([[1], [undefined]])('the newest change sent again (expectedRevision %s) changes nothing', async (expectedRevision) => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    const changed = await accepted(change(reservation, [line(level, 2)], expectedRevision));
    const before = await read(level);
    expect(await accepted(change(reservation, [line(level, 1), line(level, 1)], expectedRevision))).toEqual(changed);
    expect(await read(level)).toEqual(before);
  });

  test('a late duplicate of an older change is refused', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    await accepted(change(reservation, [line(level, 2)], 1));
    const newest = await accepted(change(reservation, [line(level, 3)], 2));
    await refused(change(reservation, [line(level, 2)], 1), 'VERSION_CONFLICT', { expectedRevision: 1, reservation: newest });
    expect(await read(level)).toMatchObject({ reservedCount: 3 });
  });

  test('without expectedRevision the last call wins', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    await accepted(change(reservation, [line(level, 2)]));
    await accepted(change(reservation, [line(level, 3)]));
    expect(await accepted(change(reservation, [line(level, 2)]))).toMatchObject({ revision: 4, lines: [line(level, 2)] });
  });

  test('null for expectedRevision means left out', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    await accepted(change(reservation, [line(level, 2)]));
    const input = { reservationId: reservation.reservationId, lines: [line(level, 3)], expectedRevision: null };
    expect((await accepted(changeReservation(checkout, input))).revision).toBe(3);
  });
});

describe('the number of levels that a change touches', () => {
  test('old and new lines together can be 98 levels', async () => {
    const many = await levels(98);
    const reservation = await aReservation(many.slice(0, 49).map((each) => line(each, 1)));
    const changed = await accepted(
      change(
        reservation,
        many.slice(49).map((each) => line(each, 1)),
      ),
    );
    expect(changed.lines).toHaveLength(49);
    expect(await read(many[0] as StockKeyInput)).toMatchObject({ reservedCount: 0 });
    expect(await read(many[97] as StockKeyInput)).toMatchObject({ reservedCount: 1 });
  });

  test('old and new lines together cannot be 99 levels', async () => {
    const many = await levels(99);
    const reservation = await aReservation(many.slice(0, 49).map((each) => line(each, 1)));
    await refusedInput(
      change(
        reservation,
        many.slice(49).map((each) => line(each, 1)),
      ),
      'lines',
      98,
    );
    expect(await accepted(getReservation(viewer, reservation))).toEqual(reservation);
  });

  test('301 lines cannot be sent', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 1000, reserved: 1 });
    const lines = Array.from({ length: 301 }, () => line(level, 1));
    await refusedInput(change(reservation, lines), 'lines', 300);
  });
});

function change({ reservationId }: Reservation, lines: ReservationLine[], expectedRevision?: number) {
  return changeReservation(checkout, { reservationId, lines, ...(expectedRevision === undefined ? {} : { expectedRevision }) });
}

function read(key: StockKeyInput) {
  return accepted(stock(viewer, keyOf(key)));
}

async function threeLevels(count = 10) {
  return Promise.all([aLevel({ stock: count }), aLevel({ stock: count }), aLevel({ stock: count })]);
}
