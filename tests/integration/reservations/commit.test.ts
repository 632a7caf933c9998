import { describe, expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aLevel, aReservation, aReservedLevel, keyOf, levels, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  changeReservation,
  commitReservation,
  extendReservation,
  fulfillStock,
  getReservation,
  releaseStock,
  reserveStock,
  stock,
  stockHistory,
} from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { inParallel } from '../../support/race.ts';
import { letEnd } from '../../support/reservation-fixtures.ts';
import { runNow } from '../../support/run-now.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { untilDue } from '../../support/wait.ts';

const stack = useStack();
const { admin, viewer, checkout } = callersOf(stack);

describe('commitReservation', () => {
  test('keeps the units for the order: committed rises, nothing else moves', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const orderId = newId('order');
    const committed = await accepted(commitReservation(checkout, { reservationId: reservation.reservationId, orderId }));
    const committedAt = expect.any(String) as string;
    expect(committed).toEqual({ ...reservation, status: 'COMMITTED', revision: 2, orderId, committedAt });
    expect(await accepted(getReservation(viewer, reservation))).toEqual(committed);
    const after = await accepted(stock(viewer, keyOf(level)));
    expect(after).toMatchObject({ stockCount: 10, reservedCount: 3, committedCount: 3, availableCount: 7, sellableCount: 7 });
    expect([after.version, after.sequence]).toEqual([level.version, level.sequence + 2]);
    await expectInvariants([level]);
  });

  test('is in the history with the order as reference', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const orderId = newId('order');
    await accepted(commitReservation(checkout, { reservationId: reservation.reservationId, orderId }));
    await expectFeedCaughtUp([level]);
    const { items } = await accepted(stockHistory(viewer, keyOf(level)));
    expect(items[0]).toMatchObject({ cause: 'COMMITTED', reference: orderId, stockDelta: 0, reservedDelta: 0, committedDelta: 3 });
    expect(items[0]).toMatchObject({ reservedCount: 3, committedCount: 3, availableCount: 7 });
  });

  test('for the same order again changes nothing and answers the reservation as it is', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const input = { reservationId: reservation.reservationId, orderId: newId('order') };
    const first = await accepted(commitReservation(checkout, input));
    const before = await accepted(stock(viewer, keyOf(level)));
    expect(await accepted(commitReservation(checkout, input))).toEqual(first);
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(before);
    const released = await accepted(releaseStock(checkout, reservation));
    expect(await accepted(commitReservation(checkout, input))).toEqual(released);
  });

  test('for another order is refused, also once it has ended', async () => {
    const { reservation } = await aReservedLevel({ reserved: 3 });
    const { reservationId } = reservation;
    const committed = await accepted(commitReservation(checkout, { reservationId, orderId: newId('order') }));
    const another = { reservationId, orderId: newId('order'), reacquire: true };
    await refused(commitReservation(checkout, another), 'ID_REUSED', { id: reservationId, reservation: committed });
    const released = await accepted(releaseStock(checkout, reservation));
    await refused(commitReservation(checkout, another), 'ID_REUSED', { id: reservationId, reservation: released });
  });

  test('is a revision: who saw the reservation before it neither changes nor releases the paid order', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const { reservationId, revision: expectedRevision } = reservation;
    const committed = await accepted(commitReservation(checkout, { reservationId, orderId: newId('order') }));
    const info = { expectedRevision, reservation: committed };
    await refused(changeReservation(checkout, { reservationId, expectedRevision, lines: [line(level, 1)] }), 'VERSION_CONFLICT', info);
    await refused(releaseStock(checkout, { reservationId, expectedRevision }), 'VERSION_CONFLICT', info);
    expect(await accepted(getReservation(viewer, { reservationId }))).toEqual(committed);
    await expectInvariants([level]);
  });

  test('of two payments at once for two orders takes one', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const outcomes = await inParallel(6, () =>
      commitReservation(checkout, { reservationId: reservation.reservationId, orderId: newId('order') }),
    );
    expect(outcomes.filter(({ value }) => value !== null)).toHaveLength(1);
    await expectInvariants([level]);
    expect((await accepted(stock(viewer, keyOf(level)))).committedCount).toBe(3);
  });

  test('of several reservations for one order keeps all of them', async () => {
    const [one, other] = [await aReservedLevel({ reserved: 3 }), await aReservedLevel({ reserved: 2 })];
    const orderId = newId('order');
    for (const { reservation } of [one, other]) {
      const { reservationId } = reservation;
      expect((await accepted(commitReservation(checkout, { reservationId, orderId }))).orderId).toBe(orderId);
    }
    await expectInvariants([one.level, other.level]);
  });

  test('of 98 levels is one transaction', async () => {
    const many = await levels(98);
    const { reservationId } = await aReservation(many.map((level) => line(level, 1)));
    await accepted(commitReservation(checkout, { reservationId, orderId: newId('order') }));
    await expectInvariants(many);
  });

  test('of an unknown, a released or a shipped reservation is refused', async () => {
    const orderId = newId('order');
    const reservationId = newId('hold');
    await refused(commitReservation(checkout, { reservationId, orderId }), 'NOT_FOUND', { reservationId });
    const { reservation } = await aReservedLevel({ reserved: 1 });
    const released = await accepted(releaseStock(checkout, reservation));
    const call = { reservationId: reservation.reservationId, orderId, reacquire: true };
    await refused(commitReservation(checkout, call), 'RESERVATION_CLOSED', { reservation: released });
  });
});

describe('a committed reservation', () => {
  test('is extended by being answered as it is', async () => {
    const { committed } = await aCommittedLevel(3);
    const { reservationId } = committed;
    expect(await accepted(extendReservation(checkout, { reservationId, ttlSeconds: 86_400 }))).toEqual(committed);
  });

  test('is edited: more and fewer units are committed by the difference', async () => {
    const { level, committed } = await aCommittedLevel(3);
    const { reservationId } = committed;
    await accepted(changeReservation(checkout, { reservationId, lines: [line(level, 5)] }));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ reservedCount: 5, committedCount: 5, availableCount: 5 });
    const other = await aLevel();
    await accepted(changeReservation(checkout, { reservationId, lines: [line(level, 1), line(other, 2)] }));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ reservedCount: 1, committedCount: 1, availableCount: 9 });
    expect(await accepted(stock(viewer, keyOf(other)))).toMatchObject({ reservedCount: 2, committedCount: 2 });
    await expectInvariants([level, other]);
  });

  test('is given back by a release', async () => {
    const { level, committed } = await aCommittedLevel(3);
    const released = await accepted(releaseStock(admin, committed));
    expect(released).toEqual({ ...committed, status: 'RELEASED', closedAt: expect.any(String) as string });
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ reservedCount: 0, committedCount: 0, availableCount: 10 });
    await expectInvariants([level]);
  });

  test('ships in parcels, each under an id of its own, found by the reference of the order', async () => {
    const { level, committed } = await aCommittedLevel(3);
    const { reservationId, orderId: order } = committed;
    const parcel = (id: string, quantity: number) => ({
      ...{ orderId: id, reference: order, reservationIds: [reservationId] },
      ...{ lines: [line(level, quantity)], keepRemainder: true },
    });
    const [first, second] = [newId('parcel'), newId('parcel')];
    expect(await accepted(fulfillStock(checkout, parcel(first, 2)))).toMatchObject({ orderId: first, reference: order });
    expect(await accepted(getReservation(viewer, { reservationId }))).toMatchObject({ status: 'COMMITTED', lines: [line(level, 1)] });
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ stockCount: 8, reservedCount: 1, committedCount: 1 });
    await accepted(fulfillStock(checkout, parcel(second, 1)));
    expect(await accepted(getReservation(viewer, { reservationId }))).toMatchObject({ status: 'FULFILLED', orderId: order });
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ stockCount: 7, reservedCount: 0, committedCount: 0 });
    await expectFeedCaughtUp([level]);
    const { items } = await accepted(stockHistory(viewer, { ...keyOf(level), limit: 2 }));
    expect(items.map(({ cause, reference, note }) => [cause, reference, note])).toEqual([
      ['FULFILLED', order, second],
      ['FULFILLED', order, first],
    ]);
    await expectInvariants([level]);
  });

  test('ships whole', async () => {
    const { level, committed } = await aCommittedLevel(3);
    await accepted(fulfillStock(checkout, { orderId: newId('parcel'), reservationIds: [committed.reservationId] }));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ stockCount: 7, reservedCount: 0, committedCount: 0 });
    await expectInvariants([level]);
  });

  test('ships beside an active one in one order', async () => {
    const { level, committed } = await aCommittedLevel(3);
    const { reservationId } = await aReservation([line(level, 2)]);
    await accepted(fulfillStock(checkout, { orderId: newId('order'), reservationIds: [committed.reservationId, reservationId] }));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ stockCount: 5, reservedCount: 0, committedCount: 0 });
    await expectInvariants([level]);
  });

  test('ships in an order of more levels than a transaction takes', async () => {
    const many = await levels(120);
    const ids = await Promise.all(
      [many.slice(0, 60), many.slice(60)].map(async (some) => (await aReservation(some.map((level) => line(level, 2)))).reservationId),
    );
    const orderId = newId('order');
    for (const reservationId of ids) await accepted(commitReservation(checkout, { reservationId, orderId }));
    const { lines } = await accepted(fulfillStock(checkout, { orderId, reservationIds: ids }));
    expect(lines).toHaveLength(120);
    await expectInvariants(many);
  });
});

describe.runIf(isLocal(stack))('a payment that comes late', () => {
  test('is refused where nobody asked for more', async () => {
    const { reservation } = await aReservedLevel({ reserved: 3, ttlSeconds: 1 });
    await untilDue(reservation);
    await refused(
      commitReservation(checkout, { reservationId: reservation.reservationId, orderId: newId('order') }),
      'RESERVATION_EXPIRED',
    );
  });

  test('takes the units of the due reservation while nobody has given them back', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 3, reserved: 3 });
    await letEnd(stack, reservation.reservationId, Math.floor(Date.now() / 1000) - 1);
    const input = { reservationId: reservation.reservationId, orderId: newId('order'), reacquire: true };
    expect(await accepted(commitReservation(checkout, input))).toMatchObject({ status: 'COMMITTED', closedAt: null });
    await runNow(stack, 'expire-reservations');
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ reservedCount: 3, committedCount: 3, availableCount: 0 });
    await expectInvariants([level]);
  });

  test('takes available units once they were given back, safety stock included', async () => {
    const { level, reservation } = await sweptReservation({ safetyStock: 8 });
    const orderId = newId('order');
    const committed = await accepted(commitReservation(checkout, { reservationId: reservation.reservationId, orderId, reacquire: true }));
    expect(committed).toMatchObject({ status: 'COMMITTED', closedAt: null, lines: reservation.lines });
    expect(await accepted(getReservation(viewer, reservation))).toEqual(committed);
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ reservedCount: 3, committedCount: 3, availableCount: 7 });
    await expectFeedCaughtUp([level]);
    const { items } = await accepted(stockHistory(viewer, keyOf(level)));
    expect(items[0]).toMatchObject({ cause: 'COMMITTED', reference: orderId, reservedDelta: 3, committedDelta: 3 });
    await expectInvariants([level]);
  });

  test('takes all lines or none, and says what is short, and who else has it', async () => {
    const other = await aLevel();
    const { level, reservation } = await sweptReservation({}, [line(other, 1)]);
    await aLevel({ productId: level.productId, warehouseId: 'PARIS', stock: 5, safetyStock: 1 });
    await aReservation([line(level, 8)]);
    const input = { reservationId: reservation.reservationId, orderId: newId('order'), reacquire: true };
    const error = await refused(commitReservation(checkout, input), 'INSUFFICIENT_STOCK');
    expect(error.errorInfo).toMatchObject({
      lines: [{ ...keyOf(level), requested: 3, available: 2, others: [{ warehouseId: 'PARIS', available: 5 }] }],
    });
    expect(await accepted(getReservation(viewer, reservation))).toMatchObject({ status: 'EXPIRED', orderId: null });
    await expectInvariants([level, other]);
  });

  /** A reservation of 3 of 10 units whose end a sweep has written. */
  async function sweptReservation({ safetyStock = 0 }, more = [] as ReturnType<typeof line>[]) {
    const level = await aLevel({ safetyStock });
    const { reservationId } = await aReservation([line(level, 3), ...more], { ignoreSafety: true });
    await letEnd(stack, reservationId, Math.floor(Date.now() / 1000) - 1);
    await runNow(stack, 'expire-reservations');
    const reservation = await accepted(getReservation(viewer, { reservationId }));
    expect(reservation.status).toBe('EXPIRED');
    return { level, reservation };
  }
});

test('an id of a committed reservation answers reserveStock with the reservation', async () => {
  const { level, committed } = await aCommittedLevel(3);
  const again = { reservationId: committed.reservationId, lines: [line(level, 3)] };
  expect(await accepted(reserveStock(checkout, again))).toEqual(committed);
});

/** A level of 10, some of which are a paid order's. */
async function aCommittedLevel(units: number) {
  const { level, reservation } = await aReservedLevel({ reserved: units });
  const { reservationId } = reservation;
  return { level, committed: await accepted(commitReservation(checkout, { reservationId, orderId: newId('order') })) };
}
