import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { Reservation, StockChange, StockKeyInput, StockLevel } from '../../../schema/types.ts';
import { ledgerOf } from '../../support/ledger.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { type Fault, inTime, NotInTime, overtaken, withFaults } from '../../support/faults.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { letEnd, manyDueReservations } from '../../support/reservation-fixtures.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { importLevels } from '../../support/import.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  changeReservation,
  extendReservation,
  fulfillStock,
  type Outcome,
  releaseStock,
  getReservation,
  stock,
  stockHistory,
} from '../../support/operations.ts';
import { accepted, verdict } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { allOf } from '../../support/paging.ts';
import { inParallel } from '../../support/race.ts';
import { runNow, tryRun } from '../../support/run-now.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { operator } from '../../support/tables.ts';
import { eventually, untilDue } from '../../support/wait.ts';
import { withoutSchedules } from '../../support/without-schedules.ts';

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('the sweeper', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, withoutSchedules);

  test('gives the units of a due reservation back once, with no caller touching it', async () => {
    const { level, reservation } = await aDueReservation();
    expect(await accepted(getReservation(callers.viewer, reservation))).toEqual({ ...reservation, status: 'EXPIRED', closedAt: null });
    expect(await sweep()).toEqual({ closed: 1, left: 0 });
    const expired = await accepted(getReservation(callers.viewer, reservation));
    expect(expired).toEqual({ ...reservation, status: 'EXPIRED', closedAt: expect.any(String) as string });
    await expectSold(level, { reservedCount: 0, availableCount: 10, version: 1, sequence: 3 });
    expect(await sweep()).toEqual({ closed: 0, left: 0 });
    expect(await accepted(releaseStock(callers.checkout, reservation))).toEqual(expired);
    await expectSold(level, { sequence: 3 });
    const expected = { stockDelta: 0, reservedDelta: -3, actor: 'system:expiry', reference: reservation.reservationId, note: null };
    await expectLastChange(level, { cause: 'EXPIRED', ...expected });
  });

  test('leaves reservations alone that are not due', async () => {
    const level = await aLevel({}, callers);
    const reservation = await aReservation([line(level, 3)], { ttlSeconds: 600 }, callers);
    expect(await sweep()).toEqual({ closed: 0, left: 0 });
    expect(await accepted(getReservation(callers.viewer, reservation))).toEqual(reservation);
  });

  test('ends reservations of one level each for itself, so that the history names each', async () => {
    const level = await aLevel({}, callers);
    const reservations = await inParallel(3, () => aReservation([line(level, 2)], { ttlSeconds: 1 }, callers));
    for (const reservation of reservations) await untilDue(reservation);
    expect(await sweep()).toEqual({ closed: 3, left: 0 });
    await expectSold(level, { reservedCount: 0, availableCount: 10, sequence: 7 });
    await eventually(async () => {
      const expired = (await historyOf(level)).filter(({ cause }) => cause === 'EXPIRED');
      expect(expired).toMatchObject(reservations.map(() => ({ reservedDelta: -2, note: null })));
      expect(new Set(expired.map(({ reference }) => reference))).toEqual(new Set(reservations.map(({ reservationId }) => reservationId)));
    });
  });

  test('ends more than 1,000 due reservations in one run, those of a level in few changes that name as many as a note takes', async () => {
    const levels = await importLevels(stack, 30, 100);
    await manyDueReservations(stack, levels, 35);
    expect((await ledgerOf(stack)).reserved.size).toBeGreaterThanOrEqual(30);
    expect(await sweep()).toEqual({ closed: 1_050, left: 0 });
    const { reserved } = await ledgerOf(stack);
    expect(levels.filter(({ productId, warehouseId }) => reserved.has(JSON.stringify([productId, warehouseId])))).toEqual([]);
    await expectFeedCaughtUp(levels, { stack });
    for (const level of levels) {
      const expired = (await historyOf(level)).filter(({ cause }) => cause === 'EXPIRED');
      expect(expired.length).toBeLessThanOrEqual(3);
      expect(expired.reduce((sum, { reservedDelta }) => sum + reservedDelta, 0)).toBe(-35);
      for (const change of expired) expectNamed(change);
    }
  });

  test('ends all reservations but one of a level that lacks a unit, and those of all others, however many there are', async () => {
    const levels = await importLevels(stack, 30, 100);
    await manyDueReservations(stack, levels, 35);
    const [level] = levels as [StockKeyInput];
    await losePieces(level, 1);
    expect(await sweep()).toMatchObject({ left: 1 });
    await losePieces(level, -1);
    expect(await reservedIn(levels)).toEqual([1]);
    expect(await sweep()).toMatchObject({ left: 0 });
    expect(await reservedIn(levels)).toEqual([]);
  });

  test.each([
    ['before it begins', 0],
    ['while it works', 1_000],
  ])('whose time runs out %s says how many are left', async (_when, milliseconds) => {
    const levels = await importLevels(stack, 30, 100);
    await manyDueReservations(stack, levels, 40);
    const { closed, left } = await sweepFor(milliseconds);
    if (milliseconds === 0) expect([closed, left]).toEqual([0, 1_200]);
    // A transaction may be under way when the time is over: it is not counted as closed, and the
    // next run may find it done.
    expect(closed + left).toBeLessThanOrEqual(1_200);
    const next = await sweep();
    expect(next).toEqual({ closed: expect.any(Number) as number, left: 0 });
    expect(next['closed']).toBeLessThanOrEqual(left);
    expect(await reservedIn(levels)).toEqual([]);
  });

  test('leaves only the reservations whose units a level does not have, and says how many', async () => {
    const [level, other] = await Promise.all([aLevel({}, callers), aLevel({}, callers)]);
    const [lacking, whole] = await inParallel(2, (index) =>
      aReservation([line(index === 0 ? level : other, 3)], { ttlSeconds: 1 }, callers),
    );
    await losePieces(level, 3);
    await Promise.all([lacking, whole].map((reservation) => untilDue(reservation as Reservation)));
    expect(await sweep()).toEqual({ closed: 1, left: 1 });
    expect((await accepted(getReservation(callers.viewer, whole as Reservation))).closedAt).not.toBeNull();
    await losePieces(level, -3);
    expect(await sweep()).toEqual({ closed: 1, left: 0 });
  });

  // Who meets whom else at a reservation is in reservation-end-races.test.ts.
  test.each([
    ['ship', { stockCount: 7, reservedCount: 0 }],
    ['change', { stockCount: 10, reservedCount: 5 }],
    ['extend', { stockCount: 10, reservedCount: 3 }],
  ] as const)(
    'leaves a reservation alone when a call to %s it was sent in time and arrives while the sweeper works',
    async (what, numbers) => {
      const { level, swept, outcome } = await inTime((factor) => sweepOver(what, factor));
      expect(outcome.answer.errors ?? []).toEqual([]);
      expect(swept).toEqual({ closed: 0, left: 0 });
      await expectSold(level, numbers);
      await sweep();
    },
  );

  describe('that dies', () => {
    const kills: Fault[] = (['kill-before', 'kill-after'] as const).flatMap((kind) =>
      [0, 2].map((skip) => ({ operation: 'TransactWriteItems', kind, times: 1, skip })),
    );
    const reads: Fault[] = ['Query', 'BatchGetItem'].map((operation) => ({ operation, kind: 'kill-before', times: 1, skip: 0 }));

    test.each([...kills, ...reads])(
      'at a $operation ($kind, skip $skip) is followed by the next run, and units come back once',
      async (kill) => {
        const levels = await importLevels(stack, 4, 10);
        // Three transactions, each of which shares a level with the next.
        const reservations = await inParallel(3, (index) =>
          aReservation(
            levels.slice(index, index + 2).map((level) => line(level, 2)),
            { ttlSeconds: 1 },
            callers,
          ),
        );
        for (const reservation of reservations) await untilDue(reservation);
        const died = await withFaults(stack, [{ ...kill, table: stack.tables.reservations }], () => tryRun(stack, 'expire-reservations'));
        expect(died.status).toBe(502);
        await sweep();
        for (const reservation of reservations)
          expect(await accepted(getReservation(callers.viewer, reservation))).toMatchObject({ status: 'EXPIRED' });
        const { reserved, stock: units } = await ledgerOf(stack);
        for (const { productId, warehouseId } of levels) {
          const name = JSON.stringify([productId, warehouseId]);
          expect([reserved.get(name) ?? 0, units.get(name)]).toEqual([0, 10]);
        }
      },
    );
  });
});

function sweep() {
  return runNow(stack, 'expire-reservations');
}

/** How many units are reserved in each of these levels that has some. */
async function reservedIn(levels: readonly StockKeyInput[]): Promise<number[]> {
  const { reserved } = await ledgerOf(stack);
  return levels.flatMap(({ productId, warehouseId }) => reserved.get(JSON.stringify([productId, warehouseId])) ?? []);
}

/** A run with that long for its work, milliseconds, and with what it keeps for the end. */
async function sweepFor(milliseconds: number): Promise<{ closed: number; left: number }> {
  Object.assign(process.env, { AWS_REGION: stack.region, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodbEndpoint });
  Object.assign(process.env, { INVENTORY_TABLE: stack.tables.inventory, RESERVATIONS_TABLE: stack.tables.reservations });
  const { handler } = await import('../../../functions/expire-reservations/handler.ts');
  return handler({}, { getRemainingTimeInMillis: () => milliseconds + 5_000 } as Context);
}

/** The transaction that touches reservations. */
function atReservation(): Partial<Fault> {
  return { table: stack.tables.reservations };
}

/** A reservation of 3 of 10 units that is due, with nobody having come by. */
async function aDueReservation(): Promise<{ level: StockLevel; reservation: Reservation }> {
  const level = await aLevel({ stock: 10 }, callers);
  const reservation = await aReservation([line(level, 3)], { ttlSeconds: 1 }, callers);
  await untilDue(reservation);
  return { level, reservation };
}

/**
 * A call has read a reservation before its end, and its write is between what the sweeper reads and
 * writes.
 */
async function sweepOver(what: 'ship' | 'change' | 'extend', factor: number) {
  const level = await aLevel({ stock: 10 }, callers);
  const reservation = await aReservation([line(level, 3)], {}, callers);
  await letEnd(stack, reservation.reservationId, Math.ceil((Date.now() + 400 * factor) / 1000));
  const ending = await accepted(getReservation(callers.viewer, reservation));
  const write = { ...atReservation(), operation: what === 'extend' ? 'UpdateItem' : 'TransactWriteItems' };
  const decided = overtaken(
    stack,
    () => callTo(what, level, reservation),
    () => untilDue(ending),
    { ...write, ms: 1_900 * factor },
  );
  const swept = untilDue(ending).then(() => overtaken(stack, sweep, () => decided, { ...atReservation(), ms: 2_500 * factor }));
  const [call, run] = await Promise.allSettled([decided, swept]);
  if (call.status === 'rejected') throw call.reason;
  if (run.status === 'rejected') throw run.reason;
  // Its first attempt was lost in a machine that was too busy, and the next was built after the
  // end.
  if (verdict(call.value[0]) === 'RESERVATION_EXPIRED') throw new NotInTime('The call did not arrive as it was when it was sent.');
  return { level, outcome: call.value[0], swept: run.value[0] };
}

function callTo(what: 'ship' | 'change' | 'extend', level: StockKeyInput, { reservationId }: Reservation): Promise<Outcome<unknown>> {
  if (what === 'ship') return fulfillStock(callers.checkout, { orderId: newId('order'), reservationIds: [reservationId] });
  if (what === 'change') return changeReservation(callers.checkout, { reservationId, lines: [line(level, 5)] });
  return extendReservation(callers.checkout, { reservationId, ttlSeconds: 600 });
}

function historyOf(level: StockKeyInput): Promise<StockChange[]> {
  return allOf(stockHistory, callers.viewer, { ...keyOf(level), afterSequence: 0 });
}

/** By the reservation, or how many there are and by the first ones. */
function expectNamed({ reference, note, reservedDelta }: StockChange): void {
  if (reservedDelta === -1) expect([reference, note]).toEqual([expect.stringMatching(/^hold-/), null]);
  else {
    expect(reference).toBeNull();
    expect(note).toMatch(new RegExp(`^${-reservedDelta} reservations: (hold-[-0-9a-f]{36}, ){1,}(hold-[-0-9a-f]{36}|…)$`));
    expect(note?.length).toBeLessThanOrEqual(256);
  }
}

/** Takes reserved units out of the books, as no caller can. */
async function losePieces({ productId, warehouseId }: StockKeyInput, units: number): Promise<void> {
  await operator(stack).send(
    new UpdateCommand({
      TableName: stack.tables.inventory,
      Key: { product_id: productId, warehouse_id: warehouseId },
      UpdateExpression: 'ADD reserved_count :less, available_count :more',
      ExpressionAttributeValues: { ':less': -units, ':more': units },
    }),
  );
}

async function expectLastChange(level: StockKeyInput, change: Partial<StockChange>): Promise<void> {
  await eventually(async () => expect((await historyOf(level)).at(-1)).toMatchObject(change));
}

async function expectSold(level: StockKeyInput, numbers: Partial<StockLevel>): Promise<void> {
  expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject(numbers);
  await expectInvariants([level], { stack });
}
