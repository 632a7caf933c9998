import { describe, expect, test } from 'vitest';
import type { Fulfillment, Reservation, StockKeyInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, levels, line, newId, sortedLines } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  adjustStock,
  changeReservation,
  fulfillment,
  fulfillStock,
  releaseStock,
  getReservation,
  stock,
  stockHistory,
} from '../../support/operations.ts';
import { absent, accepted, refused } from '../../support/outcome.ts';
import { allOf } from '../../support/paging.ts';
import { countVerdicts, inParallel, untilDecided } from '../../support/race.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

describe('an order without a reservation', () => {
  test('takes its units from what is free, and is a new version of the level', async () => {
    const level = await aLevel({ stock: 10 });
    const shipped = await ship({ lines: [line(level, 4)] });
    expect(shipped).toMatchObject({ reservationIds: [], lines: [line(level, 4)] });
    expect(Math.abs(Date.parse(shipped.fulfilledAt) - Date.now())).toBeLessThan(60_000);
    await expectLevel(level, { stockCount: 6, reservedCount: 0, availableCount: 6, version: 2, sequence: 2 });
  });

  test('adds repeated lines up', async () => {
    const [one, other] = await twoLevels();
    const { lines } = await ship({ lines: [line(one, 1), line(other, 2), line(one, 3)] });
    expect(sortedLines(lines)).toEqual(sortedLines([line(one, 4), line(other, 2)]));
    await expectLevel(one, { stockCount: 6, sequence: 2 });
  });

  test('leaves what others hold alone', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 10, reserved: 7 });
    await ship({ lines: [line(level, 3)] });
    await expectLevel(level, { stockCount: 7, reservedCount: 7, availableCount: 0, status: 'OUT_OF_STOCK' });
    await expectReservation(reservation, { status: 'ACTIVE', lines: [line(level, 7)] });
  });
});

describe('an order with a reservation', () => {
  test('ships all of it, and the reservation is fulfilled', async () => {
    const [one, other] = await twoLevels();
    const reservation = await aReservation([line(one, 3), line(other, 2)]);
    const shipped = await ship({ reservationIds: [reservation.reservationId] });
    expect(shipped.reservationIds).toEqual([reservation.reservationId]);
    expect(sortedLines(shipped.lines)).toEqual(sortedLines([line(one, 3), line(other, 2)]));
    await expectLevel(one, { stockCount: 7, reservedCount: 0, availableCount: 7, version: 2, sequence: 3 });
    await expectReservation(reservation, { status: 'FULFILLED', revision: 1, closedAt: expect.any(String) as string });
  });

  test('ships a part, and the rest becomes free', async () => {
    const [one, other] = await twoLevels();
    const reservation = await aReservation([line(one, 3), line(other, 2)]);
    const { lines } = await ship({ reservationIds: [reservation.reservationId], lines: [line(one, 2)] });
    expect(lines).toEqual([line(one, 2)]);
    await expectLevel(one, { stockCount: 8, reservedCount: 0, availableCount: 8, version: 2 });
    // What only comes back is no new version.
    await expectLevel(other, { stockCount: 10, reservedCount: 0, availableCount: 10, version: 1, sequence: 3 });
    await expectReservation(reservation, { status: 'FULFILLED' });
  });

  test('ships a part and keeps the rest held, as a new revision, for another order', async () => {
    const [one, other] = await twoLevels();
    const reservation = await aReservation([line(one, 3), line(other, 2)]);
    const { reservationId } = reservation;
    await ship({ reservationIds: [reservationId], lines: [line(one, 2)], keepRemainder: true });
    await expectLevel(one, { stockCount: 8, reservedCount: 1 });
    await expectLevel(other, { stockCount: 10, reservedCount: 2, version: 1, sequence: 2 });
    const left = await accepted(getReservation(viewer, { reservationId }));
    expect(left).toMatchObject({ status: 'ACTIVE', revision: 2, expiresAt: reservation.expiresAt, closedAt: null });
    expect(sortedLines(left.lines)).toEqual(sortedLines([line(one, 1), line(other, 2)]));
    await accepted(changeReservation(checkout, { reservationId, lines: [line(one, 2)], expectedRevision: 2 }));
    await ship({ reservationIds: [reservationId] });
    await expectLevel(one, { stockCount: 6, reservedCount: 0, availableCount: 6 });
  });

  test('that keeps the remainder of what it ships whole ends the reservation', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    await ship({ reservationIds: [reservation.reservationId], lines: [line(level, 3)], keepRemainder: true });
    await expectReservation(reservation, { status: 'FULFILLED' });
  });

  test('and with others at the same level ships from all', async () => {
    const level = await aLevel({ stock: 10 });
    const reservations = [await aReservation([line(level, 2)]), await aReservation([line(level, 3)])];
    const reservationIds = reservations.map(({ reservationId }) => reservationId);
    const { lines } = await ship({ reservationIds });
    expect(lines).toEqual([line(level, 5)]);
    await expectLevel(level, { stockCount: 5, reservedCount: 0, version: 2, sequence: 4 });
    for (const reservation of reservations) await expectReservation(reservation, { status: 'FULFILLED' });
  });

  test('takes what it asks for from the first reservation first', async () => {
    const level = await aLevel({ stock: 10 });
    const [first, second] = [await aReservation([line(level, 2)]), await aReservation([line(level, 3)])];
    const reservationIds = [first.reservationId, second.reservationId];
    await ship({ reservationIds, lines: [line(level, 4)], keepRemainder: true });
    await expectReservation(first, { status: 'FULFILLED' });
    await expectReservation(second, { status: 'ACTIVE', revision: 2, lines: [line(level, 1)] });
    await expectLevel(level, { stockCount: 6, reservedCount: 1 });
  });

  test('cannot be released, changed or shipped again', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const { reservationId } = reservation;
    await ship({ reservationIds: [reservationId] });
    const fulfilled = { reservation: await accepted(getReservation(viewer, { reservationId })) };
    await refused(releaseStock(checkout, reservation), 'RESERVATION_CLOSED', fulfilled);
    await refused(changeReservation(checkout, { reservationId, lines: [line(level, 1)] }), 'RESERVATION_CLOSED', fulfilled);
    const another = fulfillStock(checkout, { orderId: newId('order'), reservationIds: [reservationId] });
    await refused(another, 'RESERVATION_CLOSED', fulfilled);
    await expectLevel(level, { stockCount: 7, reservedCount: 0, sequence: 3 });
  });
});

describe('an order sent again', () => {
  test.each([
    ['in one line, then in more than a resolver takes', 1, 99],
    ['in more lines than a resolver takes, then in one', 99, 1],
  ])('%s has one effect and the same answer', async (_how, first, then) => {
    const level = await aLevel({ stock: 200 });
    const orderId = newId('order');
    const units = (lines: number) => Array.from({ length: lines }, () => line(level, 99 / lines));
    const shipped = await accepted(fulfillStock(checkout, { orderId, lines: units(first) }));
    expect(await accepted(fulfillStock(checkout, { orderId, lines: units(then) }))).toEqual(shipped);
    await refused(fulfillStock(checkout, { orderId, lines: [line(level, 98)] }), 'ID_REUSED');
    await expectLevel(level, { stockCount: 101, sequence: 2 });
  });

  test('in another order of lines and ids is answered with the same, and has one effect', async () => {
    const [one, other] = await twoLevels();
    const [first, second] = [await aReservation([line(one, 3)]), await aReservation([line(other, 2)])];
    const orderId = newId('order');
    const reservationIds = [first.reservationId, second.reservationId];
    const lines = [line(one, 3), line(other, 2)];
    const shipped = await accepted(fulfillStock(checkout, { orderId, reservationIds, lines }));
    const again = { orderId, reservationIds: reservationIds.toReversed(), keepRemainder: false };
    expect(await accepted(fulfillStock(checkout, { ...again, lines: [line(other, 2), line(one, 1), line(one, 2)] }))).toEqual(shipped);
    await expectLevel(one, { stockCount: 7, sequence: 3 });
  });

  test('is answered with what shipped then, whatever became of the level since', async () => {
    const level = await aLevel();
    const input = { orderId: newId('order'), lines: [line(level, 10)] };
    const shipped = await accepted(fulfillStock(checkout, input));
    await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 3, reason: 'RETURN' }));
    expect(await accepted(fulfillStock(checkout, input))).toEqual(shipped);
    await expectLevel(level, { stockCount: 3 });
  });

  test('ten times at once has one effect and one answer', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const input = { orderId: newId('order'), reservationIds: [reservation.reservationId], lines: [line(level, 2)] };
    const answers = await inParallel(10, () => untilDecided(() => fulfillStock(checkout, input)));
    expect(countVerdicts(answers)).toEqual({ OK: 10 });
    expect(new Set(answers.map(({ value }) => JSON.stringify(value))).size).toBe(1);
    await expectLevel(level, { stockCount: 8, reservedCount: 0, sequence: 3 });
  });
});

test('two orders of one reservation: one ships it, the other is refused', async () => {
  const { level, reservation } = await aReservedLevel({ reserved: 3 });
  const orders = await inParallel(4, () =>
    untilDecided(() => fulfillStock(checkout, { orderId: newId('order'), reservationIds: [reservation.reservationId] })),
  );
  expect(countVerdicts(orders)).toEqual({ OK: 1, RESERVATION_CLOSED: 3 });
  await expectLevel(level, { stockCount: 7, reservedCount: 0 });
});

test('fulfillment reads an order as it was answered, and null before and for an unknown one', async () => {
  const [level] = await levels(1);
  const input = { orderId: newId('order'), lines: level ? [line(level, 1)] : [] };
  await absent(fulfillment(viewer, input));
  const shipped = await accepted(fulfillStock(checkout, input));
  expect(await accepted(fulfillment(viewer, input))).toEqual(shipped);
  await absent(fulfillment(viewer, { orderId: newId('order') }));
});

test('the history tells what shipped by its order, and what came back by its reservation', async () => {
  const [one, other] = await twoLevels();
  const { reservationId } = await aReservation([line(one, 3), line(other, 2)]);
  const { orderId } = await ship({ reservationIds: [reservationId], lines: [line(one, 2)] });
  await expectFeedCaughtUp([one, other]);
  const shipped = { cause: 'FULFILLED', stockDelta: -2, reservedDelta: -3, version: 2, reference: orderId };
  expect((await historyOf(one)).at(-1)).toMatchObject(shipped);
  const released = { cause: 'RELEASED', stockDelta: 0, reservedDelta: -2, version: 1, reference: reservationId };
  expect((await historyOf(other)).at(-1)).toMatchObject(released);
});

async function twoLevels() {
  return [await aLevel({ stock: 10 }), await aLevel({ stock: 10 })] as const;
}

function ship(order: Omit<Parameters<typeof fulfillStock>[1], 'orderId'>): Promise<Fulfillment> {
  return accepted(fulfillStock(checkout, { orderId: newId('order'), ...order }));
}

function historyOf(level: StockKeyInput) {
  return allOf(stockHistory, viewer, { ...keyOf(level), afterSequence: 0 });
}

async function expectLevel(level: StockKeyInput, numbers: Record<string, unknown>): Promise<void> {
  expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject(numbers);
  await expectInvariants([level]);
}

async function expectReservation({ reservationId }: Reservation, expected: Record<string, unknown>): Promise<void> {
  expect(await accepted(getReservation(viewer, { reservationId }))).toMatchObject(expected);
}
