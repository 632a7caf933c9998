import { beforeAll, describe, expect, test } from 'vitest';
import type { Reservation, StockLevel } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { arm, type Fault, heal, onEveryWrite } from '../../support/faults.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  adjustStock,
  changeReservation,
  commitReservation,
  extendReservation,
  type Outcome,
  releaseStock,
  getReservation,
  reserveStock,
  stock,
  stockHistory,
} from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { eventually, pause, untilDue } from '../../support/wait.ts';
import { withoutSchedules } from '../../support/without-schedules.ts';

const TTL_SECONDS = 1;

let stack: StackDescription;
let callers: Callers;

/**
 * A call that had to wait, on a level with 10 units, of which a reservation has 2 that runs out
 * meanwhile.
 */
interface Waited {
  level: StockLevel;
  reservation: Reservation;
  answer: Promise<Outcome<unknown>>;
}

// Conflicts last for longer than holds of a second; all calls wait for the same ones.
describe.runIf(isLocal(useStack()))('a write that others hold up', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, withoutSchedules);

  /** The conflicts ended later than this, epoch milliseconds. */
  let ended: number;
  let born: Promise<Outcome<Reservation>>;
  let extended: Promise<Outcome<Reservation>>;
  let adjusted: Promise<Outcome<StockLevel>>;
  let [change, extension, commit, release]: Waited[] = [];

  beforeAll(async () => {
    const level = await aLevel({}, callers);
    const lasting = await aReservation([line(level, 1)], { ttlSeconds: 60 }, callers);
    const due = await Promise.all([1, 2, 3, 4].map(() => aLevel({}, callers)));
    const reservations = await Promise.all(due.map((each) => aReservation([line(each, 2)], { ttlSeconds: TTL_SECONDS }, callers)));
    await arm(stack, conflicts());

    born = reserveStock(callers.checkout, { reservationId: newId('hold'), lines: [line(level, 1)], ttlSeconds: TTL_SECONDS });
    extended = extendReservation(callers.checkout, { ...lasting, ttlSeconds: 3_600 });
    adjusted = adjustStock(callers.admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'RECEIVED' });
    const calls = [
      (reservation: Reservation) => changeReservation(callers.checkout, { ...idOf(reservation), lines: [line(due[0] as StockLevel, 5)] }),
      (reservation: Reservation) => extendReservation(callers.checkout, { ...idOf(reservation), ttlSeconds: 3_600 }),
      (reservation: Reservation) => commitReservation(callers.checkout, { ...idOf(reservation), orderId: newId('order') }),
      (reservation: Reservation) => releaseStock(callers.checkout, idOf(reservation)),
    ];
    [change, extension, commit, release] = calls.map((send, place) => {
      const reservation = reservations[place] as Reservation;
      return { level: due[place] as StockLevel, reservation, answer: send(reservation) };
    });
    await Promise.all(reservations.map(untilDue));
    ended = Date.now();
    await pause(TTL_SECONDS * 1_000);
    await heal(stack);
  });

  test('makes a reservation that lasts as long as was asked from when it was made', async () => {
    const reservation = await accepted(born);
    const createdAt = Date.parse(reservation.createdAt);
    expect(createdAt).toBeGreaterThanOrEqual(ended);
    expect(Date.parse(reservation.expiresAt)).toBe((Math.ceil(createdAt / 1_000) + TTL_SECONDS) * 1_000);
    const now = await accepted(getReservation(callers.viewer, reservation));
    expect({ ...now, status: reservation.status }).toEqual(reservation);
  });

  test('extends a reservation by as much as was asked from when it was extended', async () => {
    const reservation = await accepted(extended);
    expect(Date.parse(reservation.expiresAt)).toBeGreaterThanOrEqual(ended + 3_600_000);
    expect(await accepted(getReservation(callers.viewer, reservation))).toEqual(reservation);
  });

  test('says when the level changed, not when it was asked', async () => {
    expect(Date.parse((await accepted(adjusted)).lastUpdated)).toBeGreaterThanOrEqual(ended);
  });

  test('does not change a reservation that ran out meanwhile', () => expectExpired(change));

  test('does not extend a reservation that ran out meanwhile', () => expectExpired(extension));

  test('does not commit a reservation that ran out meanwhile', () => expectExpired(commit));

  test('releases a reservation that ran out meanwhile as expired, and its units come back once', async () => {
    const { level, reservation, answer } = release as Waited;
    expect(await accepted(answer)).toMatchObject({ ...idOf(reservation), status: 'EXPIRED' });
    await expectBackOnce(level, reservation);
  });
});

/** Of all writes of these tables, and not of what the change feed writes. */
function conflicts(): Fault[] {
  const { reservations, requests } = stack.tables;
  return [reservations, requests].flatMap((table) => onEveryWrite('conflict', 1_000_000).map((fault) => ({ ...fault, table })));
}

/** It was refused, and a late release gives the units back. */
async function expectExpired(waited: Waited | undefined): Promise<void> {
  const { level, reservation, answer } = waited as Waited;
  const { errorInfo } = await refused(answer, 'RESERVATION_EXPIRED');
  expect(errorInfo).toMatchObject({ reservation: { ...reservation, status: 'EXPIRED' } });
  expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: 2, sequence: 2 });
  expect(await accepted(releaseStock(callers.checkout, idOf(reservation)))).toMatchObject({ status: 'EXPIRED' });
  await expectBackOnce(level, reservation);
}

async function expectBackOnce(level: StockLevel, { reservationId }: Reservation): Promise<void> {
  expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: 0, availableCount: 10, sequence: 3 });
  await expectInvariants([level], { stack });
  await eventually(async () => {
    const { items } = await accepted(stockHistory(callers.viewer, keyOf(level)));
    expect(items[0]).toMatchObject({ sequence: 3, cause: 'EXPIRED', reservedDelta: -2, actor: 'system:expiry', reference: reservationId });
  });
}

function idOf({ reservationId }: Reservation): { reservationId: string } {
  return { reservationId };
}
