import { describe, expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { changeReservation, releaseStock, getReservation, stock, updateStock } from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

describe('releaseStock', () => {
  test('gives every unit back', async () => {
    const [first, second] = await Promise.all([aLevel(), aLevel()]);
    const reservation = await aReservation([line(first, 3), line(second, 4)]);
    await accepted(releaseStock(checkout, reservation));
    for (const level of [first, second]) {
      const after = await accepted(stock(viewer, keyOf(level)));
      expect(after).toMatchObject({ stockCount: 10, reservedCount: 0, availableCount: 10, version: level.version });
      expect(after.sequence).toBe(level.sequence + 2);
    }
    await expectInvariants([first, second]);
  });

  test('answers with the reservation as it ended', async () => {
    const { reservation } = await aReservedLevel({ reserved: 2 });
    const released = await accepted(releaseStock(checkout, reservation));
    expect(released).toMatchObject({ ...reservation, status: 'RELEASED', closedAt: expect.any(String) as string });
    expect(Date.parse(released.closedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(reservation.createdAt));
    expect(await accepted(getReservation(viewer, reservation))).toEqual(released);
  });

  test('of a released reservation changes nothing and answers with it as it is', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 2 });
    const released = await accepted(releaseStock(checkout, reservation));
    const before = await accepted(stock(viewer, keyOf(level)));
    expect(await accepted(releaseStock(checkout, reservation))).toEqual(released);
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(before);
  });

  test('can be called by an admin too', async () => {
    const { reservation } = await aReservedLevel({ reserved: 1 });
    expect((await accepted(releaseStock(admin, reservation))).status).toBe('RELEASED');
  });

  test('gives back what a change left in the reservation', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 2 });
    await aReservation([line(level, 5)]);
    await accepted(releaseStock(checkout, reservation));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ reservedCount: 5, availableCount: 5 });
  });

  test('at the revision that the caller saw happens once, and at another one not at all', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 2 });
    const { reservationId } = reservation;
    const changed = await accepted(changeReservation(checkout, { reservationId, lines: [line(level, 3)] }));
    await refused(releaseStock(checkout, { reservationId, expectedRevision: 1 }), 'VERSION_CONFLICT', {
      expectedRevision: 1,
      reservation: changed,
    });
    const released = await accepted(releaseStock(checkout, { reservationId, expectedRevision: 2 }));
    expect(released.status).toBe('RELEASED');
    expect(await accepted(releaseStock(checkout, { reservationId, expectedRevision: 1 }))).toEqual(released);
    await refused(releaseStock(checkout, { reservationId, expectedRevision: 0 }), 'INVALID_INPUT');
  });

  test('of an unknown hold is refused', async () => {
    const reservationId = newId('hold');
    await refused(releaseStock(checkout, { reservationId }), 'NOT_FOUND', { reservationId });
  });

  test('heals a level whose count was forced below its reservations', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 10, reserved: 6 });
    const forced = { ...keyOf(level), expectedVersion: level.version, stockCount: 2, allowBelowReserved: true };
    expect(await accepted(updateStock(admin, forced))).toMatchObject({ availableCount: -4, status: 'OUT_OF_STOCK' });
    await expectInvariants([level], { oversold: true });
    await accepted(releaseStock(checkout, reservation));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ stockCount: 2, reservedCount: 0, availableCount: 2 });
    await expectInvariants([level]);
  });
});
