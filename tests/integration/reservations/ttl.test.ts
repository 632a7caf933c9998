import { describe, expect, test } from 'vitest';
import type { Reservation, StockLevel } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { type Fault, overtaken, withFaults } from '../../support/faults.ts';
import { letTtlFind } from '../../support/reservation-fixtures.ts';
import { aLevel, aReservation, keyOf, line } from '../../support/fixtures.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { releaseStock, getReservation, reserveStock, stock, stockHistory } from '../../support/operations.ts';
import { absent, accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { runNow } from '../../support/run-now.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { eventually, pause, untilDue } from '../../support/wait.ts';
import { withoutSchedules } from '../../support/without-schedules.ts';

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('an active reservation that DynamoDB deletes, with no sweeper', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, withoutSchedules);

  test('gives its units back once, and the history tells it by the reservation', async () => {
    const { level, reservation } = await anOverdueReservation();
    await runNow(stack, 'ttl');
    await expectBack(level);
    await absent(getReservation(callers.viewer, reservation));
    await expectFeedCaughtUp([level], { stack });
    const { items } = await accepted(stockHistory(callers.viewer, keyOf(level)));
    expect(items[0]).toMatchObject({ cause: 'EXPIRED', reservedDelta: -3, actor: 'system:expiry', reference: reservation.reservationId });
  });

  test.each<[string, () => Fault]>([
    ['is delivered twice', () => ({ operation: `stream:${stack.tables.reservations}`, kind: 'twice', times: 1 })],
    ['is delivered to a function that dies before its write', () => killed('kill-before')],
    ['is delivered to a function that dies after its write', () => killed('kill-after')],
    ['is delivered when the answer to its write is lost', () => killed('answer-lost')],
  ])('gives its units back once when the deletion %s', async (_how, fault) => {
    const { level } = await anOverdueReservation();
    await withFaults(stack, [fault()], async () => {
      await runNow(stack, 'ttl');
      await expectBack(level);
      // A second delivery follows within a second; it must change nothing.
      await pause(1_500);
      await expectBack(level);
    });
  });

  test('gives its own units back when its id is used anew before that, and the new reservation keeps its own', async () => {
    const { level, reservation } = await anOverdueReservation();
    const { reservationId } = reservation;
    const again = { reservationId, lines: [line(level, 2)], ttlSeconds: 60 };
    const [, anew] = await overtaken(
      stack,
      async () => {
        await runNow(stack, 'ttl');
        await eventually(async () => expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: 2 }));
      },
      () => accepted(reserveStock(callers.checkout, again)),
      { table: stack.tables.requests },
    );
    expect(await accepted(getReservation(callers.viewer, reservation))).toEqual(anew);
    await expectInvariants([level], { stack });
    await accepted(releaseStock(callers.checkout, reservation));
    await expectBack(level, 5);
  });

  test('gives its units back once when the deletion is delivered twice and its id is used anew in between', async () => {
    const { level, reservation } = await anOverdueReservation();
    const twice: Fault = { operation: `stream:${stack.tables.reservations}`, kind: 'twice', times: 1 };
    await withFaults(stack, [twice], async () => {
      await runNow(stack, 'ttl');
      await expectBack(level);
      const again = { reservationId: reservation.reservationId, lines: [line(level, 3)], ttlSeconds: 60 };
      const anew = await accepted(reserveStock(callers.checkout, again));
      // The second delivery follows within a second.
      await pause(1_500);
      expect(await accepted(getReservation(callers.viewer, reservation))).toEqual(anew);
      expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: 3, sequence: 4 });
    });
    await accepted(releaseStock(callers.checkout, reservation));
  });

  test('twice under the same id gives back the units of both', async () => {
    const { level, reservation } = await anOverdueReservation();
    await runNow(stack, 'ttl');
    await expectBack(level);
    const anew = await accepted(
      reserveStock(callers.checkout, { reservationId: reservation.reservationId, lines: [line(level, 3)], ttlSeconds: 1 }),
    );
    await untilDue(anew);
    await letTtlFind(stack, anew.reservationId);
    await runNow(stack, 'ttl');
    await expectBack(level, 5);
  });

  test('gives nothing back that a release has given back before', async () => {
    const { level, reservation } = await anOverdueReservation();
    await accepted(releaseStock(callers.checkout, reservation));
    await letTtlFind(stack, reservation.reservationId);
    await runNow(stack, 'ttl');
    await absent(getReservation(callers.viewer, reservation));
    // What the function would do takes less than that.
    await pause(1_500);
    await expectBack(level);
  });
});

/** A fault of the transaction that gives units back. */
function killed(kind: Fault['kind']): Fault {
  return { operation: 'TransactWriteItems', kind, times: 1, table: stack.tables.requests };
}

/** A reservation of 3 of 10 units that TTL may delete. */
async function anOverdueReservation(): Promise<{ level: StockLevel; reservation: Reservation }> {
  const level = await aLevel({ stock: 10 }, callers);
  const reservation = await aReservation([line(level, 3)], { ttlSeconds: 1 }, callers);
  await untilDue(reservation);
  await letTtlFind(stack, reservation.reservationId);
  return { level, reservation };
}

/** `sequence` is what it is after a creation, a reservation and its end. */
async function expectBack(level: StockLevel, sequence = 3): Promise<void> {
  await eventually(async () =>
    expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: 0, availableCount: 10, sequence }),
  );
  await expectInvariants([level], { stack });
}
