import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  FulfillStockInput,
  ReservationLine,
  Reservation,
  ReserveStockInput,
  StockChange,
  StockKeyInput,
} from '../../../schema/types.ts';
import { type Ledger, ledgerOf, expectShipped, expectUntouched } from '../../support/ledger.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { arm, heal, overtaken } from '../../support/faults.ts';
import { aReservation, keyOf, line, newId, sortedLines } from '../../support/fixtures.ts';
import {
  changeReservation,
  extendReservation,
  fulfillStock,
  releaseStock,
  removeStock,
  getReservation,
  reserveStock,
  stock,
  stockHistory,
  updateStock,
} from '../../support/operations.ts';
import { accepted, refused, verdict } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { allOf } from '../../support/paging.ts';
import { inParallel } from '../../support/race.ts';
import { bulkLevels, type BulkLevels } from '../../support/bulk-levels.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { eventually, pause, untilDue } from '../../support/wait.ts';

const stocked = 1_000;
const closed = 'RESERVATION_CLOSED';
/**
 * An order's first transaction that ships, for one of 120 lines without reservations: after its
 * record, its two parts and its decision.
 */
const firstShipping = 4;

let stack: StackDescription;
let callers: Callers;
let bulk: BulkLevels;
let before: Ledger;

describe.runIf(isLocal(useStack()))('a large order under way', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });

  beforeAll(async () => {
    bulk = await bulkLevels(stack, 260, stocked);
  });

  beforeEach(async () => {
    before = await ledgerOf(stack);
  });

  describe('with a reservation that its caller turns to', () => {
    test('before it is taken over: a release wins and the order is refused', async () => {
      const reservations = await someReservations(2, 60);
      await whileShipping(reservations, 0, (reservation) => accepted(releaseStock(callers.checkout, reservation)), closed);
      await releaseAll(reservations);
      await expectUntouched(stack, before);
    });

    test('before it is taken over: an extension changes nothing for the order', async () => {
      const reservations = await someReservations(2, 60);
      await whileShipping(
        reservations,
        0,
        (reservation) => accepted(extendReservation(callers.checkout, { ...reservation, ttlSeconds: 80_000 })),
        'OK',
      );
      await expectShipped(
        stack,
        before,
        reservations.flatMap(({ lines }) => lines),
      );
    });

    test('before it is taken over: a change ships as it is then', async () => {
      const reservations = await someReservations(2, 60);
      const lines = bulk.lines(250, 1, 5);
      const change = ({ reservationId }: Reservation) => accepted(changeReservation(callers.checkout, { reservationId, lines }));
      await whileShipping(reservations, 0, change, 'OK');
      await expectShipped(stack, before, [...lines, ...reservations.slice(1).flatMap((reservation) => reservation.lines)]);
    });

    test.each(['release', 'extend', 'change'])('while it ships: to %s it is too late', async (what) => {
      const reservations = await someReservations(2, 60);
      const late = ({ reservationId }: Reservation) => {
        if (what === 'release') return refused(releaseStock(callers.checkout, { reservationId }), closed);
        if (what === 'extend') return refused(extendReservation(callers.checkout, { reservationId, ttlSeconds: 80_000 }), closed);
        return refused(changeReservation(callers.checkout, { reservationId, lines: bulk.lines(250, 1, 5) }), closed);
      };
      await whileShipping(reservations, 2, late, 'OK');
      await expectShipped(
        stack,
        before,
        reservations.flatMap(({ lines }) => lines),
      );
    });
  });

  describe('that meets others for a while', () => {
    test.each<[string, number, (reservations: Reservation[]) => Partial<FulfillStockInput>]>([
      ['one that ships at once', 1, () => ({})],
      [
        'several, whose remainder is kept',
        2,
        (reservations) => ({ lines: reservations.flatMap(({ lines }) => lines.slice(1)), keepRemainder: true }),
      ],
    ])('is refused when its reservation runs out meanwhile: %s', async (_what, count, rest) => {
      const reservations = await someReservations(count, 60, { ttlSeconds: 4 });
      const input = { orderId: newId('order'), reservationIds: idsOf(reservations), ...rest(reservations) };
      const call = () => refused(fulfillStock(callers.checkout, input), 'RESERVATION_EXPIRED');
      if (reservations.some(({ expiresAt }) => Date.parse(expiresAt) < Date.now() + 1_000))
        throw new Error('The order would not begin in time.');
      await whileInConflict(
        () => [call()],
        async () => {
          await Promise.all(reservations.map(untilDue));
        },
      );
      await releaseAll(reservations);
      await expectUntouched(stack, before);
    });

    test('tells the time at which it has shipped', async () => {
      const [small, large] = [bulk.lines(0, 3, 1), bulk.lines(100, 120, 1)];
      const begun = () => [small, large].map((lines) => accepted(fulfillStock(callers.checkout, { orderId: newId('order'), lines })));
      // The call is older than this moment and what ships is an attempt of later; that one may have
      // begun before the conflict ended.
      let waited = 0;
      const shipped = await whileInConflict(begun, async () => {
        await pause(500);
        waited = Date.now();
        await pause(1_000);
      });
      const moved = await Promise.all([0, 100].map((place) => accepted(stock(callers.viewer, bulk.level(place)))));
      expect(Date.parse(shipped[0]?.fulfilledAt ?? '')).toBeGreaterThanOrEqual(waited);
      expect(moved[0]?.lastUpdated).toBe(shipped[0]?.fulfilledAt);
      expect(Date.parse(moved[1]?.lastUpdated ?? '')).toBeGreaterThanOrEqual(waited);
      await expectShipped(stack, before, [...small, ...large]);
    });
  });

  test('that is refused shows in the history what it held', async () => {
    const input = { orderId: newId('order'), lines: [...bulk.lines(0, 119, 1), ...bulk.lines(119, 1, stocked * 2)] };
    await refused(fulfillStock(callers.checkout, input), 'INSUFFICIENT_STOCK');
    const reserved = { stockDelta: 0, reference: input.orderId };
    await expectLastChanges(bulk.level(0), [
      { ...reserved, cause: 'RESERVED', reservedDelta: 1 },
      { ...reserved, cause: 'RELEASED', reservedDelta: -1 },
    ]);
  });

  describe('with a count that is forced below what it holds while it ships', () => {
    test('is given back whole, and history shows the repair', async () => {
      const input = { orderId: newId('order'), lines: bulk.lines(0, 120, 2) };
      const [error] = await overtaken(
        stack,
        () => refused(fulfillStock(callers.checkout, input), 'INSUFFICIENT_STOCK'),
        () => forceCount(119, 1),
        { table: stack.tables.requests, skip: firstShipping + 1 },
      );
      expect(error.errorInfo).toEqual({ lines: [{ ...keyOf(bulk.level(119)), requested: 2, available: 1 }] });
      const reference = input.orderId;
      await expectLastChanges(bulk.level(0), [
        { cause: 'RESERVED', stockDelta: 0, reservedDelta: 2, reference },
        { cause: 'FULFILLED', stockDelta: -2, reservedDelta: -2, reference },
        { cause: 'REPAIRED', stockDelta: 2, reservedDelta: 2, reference },
        { cause: 'RELEASED', stockDelta: 0, reservedDelta: -2, reference },
      ]);
      await forceCount(119, stockOf(119));
      await expectUntouched(stack, before);
      await accepted(fulfillStock(callers.checkout, input));
    });

    test.each([false, true])('gives the units back to the reservations that they came from (remainder kept: %s)', async (keepRemainder) => {
      const reservations = await someReservations(2, 60);
      before = await ledgerOf(stack);
      const lines = reservations.flatMap((reservation) => [...reservation.lines.slice(0, 50), ...reservation.lines.slice(-1)]);
      const input = { orderId: newId('order'), reservationIds: idsOf(reservations), ...(keepRemainder && { lines, keepRemainder }) };
      const at = { table: stack.tables.requests, skip: 2 };
      const ship = () => refused(fulfillStock(callers.checkout, input), 'INSUFFICIENT_STOCK');
      const stockCount = stockOf(119);
      await overtaken(stack, ship, () => forceCount(119, 0), at);
      await forceCount(119, stockCount);
      await expectUntouched(stack, before);
      for (const reservation of reservations)
        expect(await accepted(getReservation(callers.viewer, reservation))).toMatchObject({
          status: 'ACTIVE',
          lines: reservation.lines,
          closedAt: null,
        });
      await accepted(fulfillStock(callers.checkout, input));
      if (keepRemainder) await releaseAll(reservations);
      await expectShipped(stack, before, keepRemainder ? lines : reservations.flatMap((reservation) => reservation.lines));
    });

    test('is given back whole also where a level was retired meanwhile', async () => {
      const level = bulk.level(0);
      const lines = [...bulk.lines(0, 1, stockOf(0)), ...bulk.lines(1, 119, 1)];
      await overtaken(
        stack,
        () => refused(fulfillStock(callers.checkout, { orderId: newId('order'), lines }), 'INSUFFICIENT_STOCK'),
        async () => {
          const { version } = await accepted(stock(callers.viewer, level));
          await accepted(removeStock(callers.admin, { ...keyOf(level), expectedVersion: version }));
          await forceCount(119, 0);
        },
        { table: stack.tables.requests, skip: firstShipping + 1 },
      );
      await forceCount(119, stockOf(119));
      await expectUntouched(stack, before);
      await accepted(releaseStock(callers.checkout, await aReservation([line(level, stockOf(0))], {}, callers)));
    });

    test('has sold nothing of what it only gives back', async () => {
      const reservations = await someReservations(2, 60, {}, 5);
      before = await ledgerOf(stack);
      const input = {
        orderId: newId('order'),
        reservationIds: idsOf(reservations),
        lines: reservations.flatMap((reservation) => reservation.lines.map((each) => line(each, 1))),
      };
      const [first] = reservations.flatMap((reservation) => reservation.lines);
      const tooMany = first ? [line(first, stockOf(0) - 5 + 1)] : [];
      await overtaken(
        stack,
        () => refused(fulfillStock(callers.checkout, input), 'INSUFFICIENT_STOCK'),
        async () => {
          await refused(reserveStock(callers.checkout, { reservationId: newId('hold'), lines: tooMany }), 'INSUFFICIENT_STOCK');
          await forceCount(119, 0);
        },
        { table: stack.tables.requests, skip: 2 },
      );
      await forceCount(119, stockOf(119));
      await expectUntouched(stack, before);
      await accepted(fulfillStock(callers.checkout, input));
      await expectShipped(stack, before, input.lines);
    });

    test('sets free what came from a reservation whose remainder another order has shipped meanwhile', async () => {
      const reservations = await someReservations(2, 60);
      const lines = reservations.flatMap((reservation) => reservation.lines.slice(-50));
      const [reservation] = reservations;
      const rest = { orderId: newId('order'), reservationIds: idsOf(reservations.slice(0, 1)) };
      await overtaken(
        stack,
        () =>
          refused(
            fulfillStock(callers.checkout, { orderId: newId('order'), reservationIds: idsOf(reservations), lines, keepRemainder: true }),
            closed,
          ),
        async () => {
          await accepted(fulfillStock(callers.checkout, rest));
          await forceCount(119, 0);
        },
        { table: stack.tables.requests, skip: 2 },
      );
      await forceCount(119, stockOf(119));
      await releaseAll(reservations.slice(1));
      await expectShipped(stack, before, (reservation?.lines ?? []).slice(0, 10));
    });

    test('in two of its parts: the refusal names both', async () => {
      const input = { orderId: newId('order'), lines: bulk.lines(0, 250, 2) };
      const [error] = await overtaken(
        stack,
        () => refused(fulfillStock(callers.checkout, input), 'INSUFFICIENT_STOCK'),
        async () => {
          await forceCount(150, 1);
          await forceCount(249, 0);
        },
        { table: stack.tables.requests, skip: firstShipping + 1 },
      );
      await Promise.all([150, 249].map((place) => forceCount(place, stockOf(place))));
      await expectUntouched(stack, before);
      expect(sortedLines((error.errorInfo as { lines: ReservationLine[] }).lines)).toEqual(
        sortedLines([
          { ...keyOf(bulk.level(150)), requested: 2, available: 1 },
          { ...keyOf(bulk.level(249)), requested: 2, available: 0 },
        ]),
      );
    });
  });
});

/**
 * Ships these reservations in one order, and does `what` to the first of them just before the
 * order's transaction number `skip`, from 0.
 */
async function whileShipping(
  reservations: Reservation[],
  skip: number,
  what: (reservation: Reservation) => Promise<unknown>,
  expected: string,
) {
  const [reservation] = reservations;
  const input = { orderId: newId('order'), reservationIds: idsOf(reservations) };
  const [outcome] = await overtaken(
    stack,
    () => fulfillStock(callers.checkout, input),
    async () => reservation && what(reservation),
    { table: stack.tables.requests, skip },
  );
  expect(verdict(outcome), outcome.answer.body).toBe(expected);
}

function someReservations(count: number, size: number, options: Partial<ReserveStockInput> = {}, units?: number): Promise<Reservation[]> {
  return inParallel(count, (index) => aReservation(bulk.lines(index * size, size, units ?? index + 1), options, callers));
}

/**
 * Begins calls while every transaction with a reservation meets others, until `end` has come, and
 * answers what became of them.
 */
async function whileInConflict<Result>(begin: () => Promise<Result>[], end: () => Promise<void>): Promise<Result[]> {
  await arm(stack, [{ operation: 'TransactWriteItems', kind: 'conflict', times: 1_000_000, table: stack.tables.requests }]);
  try {
    const calls = Promise.all(begin());
    await end();
    await heal(stack);
    return await calls;
  } finally {
    await heal(stack);
  }
}

function idsOf(reservations: Reservation[]): string[] {
  return reservations.map(({ reservationId }) => reservationId);
}

async function releaseAll(reservations: Reservation[]): Promise<void> {
  for (const reservation of reservations) await accepted(releaseStock(callers.checkout, reservation));
}

async function forceCount(place: number, stockCount: number): Promise<void> {
  const { version } = await accepted(stock(callers.viewer, bulk.level(place)));
  const count = { ...keyOf(bulk.level(place)), expectedVersion: version, stockCount, allowBelowReserved: true };
  await accepted(updateStock(callers.admin, count));
}

/** Before the test; nothing is reserved then. */
function stockOf(place: number): number {
  const { productId, warehouseId } = bulk.level(place);
  return before.stock.get(JSON.stringify([productId, warehouseId])) ?? 0;
}

async function expectLastChanges(of: StockKeyInput, changes: Partial<StockChange>[]): Promise<void> {
  await eventually(async () => {
    const history = await allOf(stockHistory, callers.viewer, { ...keyOf(of), afterSequence: 0 });
    expect(history.slice(-changes.length)).toMatchObject(changes);
  });
}
