import { describe, expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, keyOf, newId } from '../../support/fixtures.ts';
import { extendReservation, releaseStock, getReservation, stock } from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { viewer, checkout } = callersOf(useStack());

describe('extendReservation', () => {
  test('moves the end to now plus the seconds', async () => {
    const { reservation } = await aReservedLevel({ reserved: 1, ttlSeconds: 30 });
    const before = Date.now();
    const extended = await accepted(extendReservation(checkout, { reservationId: reservation.reservationId, ttlSeconds: 600 }));
    expect(Date.parse(extended.expiresAt)).toBeGreaterThanOrEqual(before + 600_000);
    expect(Date.parse(extended.expiresAt)).toBeLessThan(Date.now() + 601_000);
    expect(await accepted(getReservation(viewer, reservation))).toEqual(extended);
  });

  test('changes nothing else: revision, lines and levels stay', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1, ttlSeconds: 30 });
    const before = await accepted(stock(viewer, keyOf(level)));
    const extended = await accepted(extendReservation(checkout, { reservationId: reservation.reservationId, ttlSeconds: 600 }));
    expect(extended).toEqual({ ...reservation, expiresAt: extended.expiresAt });
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(before);
  });

  test('never shortens', async () => {
    const { reservation } = await aReservedLevel({ reserved: 1, ttlSeconds: 600 });
    const extended = await accepted(extendReservation(checkout, { reservationId: reservation.reservationId, ttlSeconds: 1 }));
    expect(extended).toEqual(reservation);
  });

  test('sent again is harmless', async () => {
    const { reservation } = await aReservedLevel({ reserved: 1, ttlSeconds: 30 });
    const call = { reservationId: reservation.reservationId, ttlSeconds: 600 };
    const first = await accepted(extendReservation(checkout, call));
    const again = await accepted(extendReservation(checkout, call));
    expect(Date.parse(again.expiresAt)).toBeGreaterThanOrEqual(Date.parse(first.expiresAt));
    expect(again).toEqual({ ...first, expiresAt: again.expiresAt });
  });

  test('of an unknown hold is refused', async () => {
    const reservationId = newId('hold');
    await refused(extendReservation(checkout, { reservationId, ttlSeconds: 60 }), 'NOT_FOUND', { reservationId });
  });

  test('of a released reservation is refused with the reservation', async () => {
    const { reservation } = await aReservedLevel({ reserved: 1 });
    const released = await accepted(releaseStock(checkout, reservation));
    const call = extendReservation(checkout, { reservationId: reservation.reservationId, ttlSeconds: 60 });
    await refused(call, 'RESERVATION_CLOSED', { reservation: released });
  });
});
