import { describe, expect, test } from 'vitest';
import type { Reservation } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  changeReservation,
  extendReservation,
  listReservations,
  releaseStock,
  getReservation,
  reserveStock,
  stock,
} from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { inParallel } from '../../support/race.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { eventually, untilDue } from '../../support/wait.ts';

const { viewer, checkout } = callersOf(useStack());
/** From the end of a reservation, by the schedule of the stack. */
const WITHIN_SECONDS = isLocal(useStack()) ? 65 : 120;

// The waits are the product's own time; side by side they cost as much as one.
describe.concurrent('a due reservation', () => {
  test('is active until its last second and reads EXPIRED at once afterwards', async () => {
    const { reservation } = await aDueReservation({ beforeDue: expectActive });
    expect(await readReservation(reservation)).toEqual(dueOf(reservation));
  });

  test(`is sold again within ${WITHIN_SECONDS} s with no caller touching it`, { timeout: (WITHIN_SECONDS + 30) * 1_000 }, async () => {
    const { level, reservation } = await aReservedLevel({ stock: 3, reserved: 3, ttlSeconds: 1 });
    await eventually(
      async () => expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ availableCount: 3 }),
      (WITHIN_SECONDS + 10) * 1_000,
    );
    await accepted(reserveStock(checkout, { reservationId: newId('hold'), lines: [line(level, 3)] }));
    expect(Date.now() - Date.parse(reservation.expiresAt)).toBeLessThan(WITHIN_SECONDS * 1_000);
  });

  test('is given back by releaseStock, which answers EXPIRED', async () => {
    const { level, reservation } = await aDueReservation();
    const released = await accepted(releaseStock(checkout, reservation));
    expect(released).toEqual({ ...reservation, status: 'EXPIRED', closedAt: expect.any(String) as string });
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ reservedCount: 0, availableCount: 10 });
  });

  test('is given back exactly once, however many callers meet there', async () => {
    const { level, reservation } = await aDueReservation();
    const sequence = (await accepted(stock(viewer, keyOf(level)))).sequence;
    const answers = await inParallel(5, () => accepted(releaseStock(checkout, reservation)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['EXPIRED']));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ reservedCount: 0, sequence: sequence + 1 });
    await expectInvariants([level]);
  });

  test('cannot be changed', async () => {
    const { level, reservation } = await aDueReservation();
    const call = changeReservation(checkout, { reservationId: reservation.reservationId, lines: [line(level, 1)] });
    const error = await refused(call, 'RESERVATION_EXPIRED');
    expect(error.errorInfo).toEqual({ reservation: dueOf(reservation) });
  });

  test('cannot be extended', async () => {
    const { reservation } = await aDueReservation();
    const call = extendReservation(checkout, { reservationId: reservation.reservationId, ttlSeconds: 60 });
    await refused(call, 'RESERVATION_EXPIRED', { reservation: dueOf(reservation) });
  });

  test('that was given back is still refused as expired', async () => {
    const { level, reservation } = await aDueReservation();
    const expired = await accepted(releaseStock(checkout, reservation));
    const { reservationId } = reservation;
    await refused(extendReservation(checkout, { reservationId, ttlSeconds: 60 }), 'RESERVATION_EXPIRED', { reservation: expired });
    await refused(changeReservation(checkout, { reservationId, lines: [line(level, 1)] }), 'RESERVATION_EXPIRED', {
      reservation: expired,
    });
  });

  test('is answered as it is when its reserveStock is sent again', async () => {
    const { level, reservation } = await aDueReservation();
    const again = reserveStock(checkout, { reservationId: reservation.reservationId, lines: [line(level, 3)], ttlSeconds: 1 });
    expect(await accepted(again)).toMatchObject({
      reservationId: reservation.reservationId,
      status: 'EXPIRED',
      expiresAt: reservation.expiresAt,
    });
  });

  test('is no longer listed among the active ones', async () => {
    const { reservation } = await aDueReservation();
    const page = await accepted(listReservations(viewer, { limit: 100 }));
    expect(page.items.map(({ reservationId }) => reservationId)).not.toContain(reservation.reservationId);
  });
});

async function aDueReservation(options: { beforeDue?: (reservation: Reservation) => Promise<void> } = {}) {
  const given = await aReservedLevel({ stock: 10, reserved: 3, ttlSeconds: 1 });
  await options.beforeDue?.(given.reservation);
  await untilDue(given.reservation);
  return given;
}

/**
 * What was answered before the end must say ACTIVE; on a machine too slow for that there is nothing
 * to say.
 */
async function expectActive(reservation: Reservation): Promise<void> {
  const { status } = await readReservation(reservation);
  if (Date.now() < Date.parse(reservation.expiresAt)) expect(status).toBe('ACTIVE');
}

/** As it reads from then on; the schedule may have closed it. */
function dueOf(reservation: Reservation): Reservation {
  return { ...reservation, status: 'EXPIRED', closedAt: expect.toBeOneOf([null, expect.any(String)]) as string | null };
}

function readReservation({ reservationId }: Reservation) {
  return accepted(getReservation(viewer, { reservationId }));
}
