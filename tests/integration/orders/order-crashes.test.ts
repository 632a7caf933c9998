import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mapLimited } from '../../../functions/lib/concurrency.ts';
import type { FulfillStockInput, ReservationLine, StockKeyInput } from '../../../schema/types.ts';
import { type Ledger, ledgerOf, expectShipped, expectUntouched } from '../../support/ledger.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { type Fault, overtaken, withFaults } from '../../support/faults.ts';
import { aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { commitReservation, fulfillment, fulfillStock, releaseStock, stock, updateStock } from '../../support/operations.ts';
import { absent, accepted, verdict } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { untilDecided } from '../../support/race.ts';
import { runNow } from '../../support/run-now.ts';
import { quietBulkLevels, type BulkLevels } from '../../support/bulk-levels.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { operator, storedReservations } from '../../support/tables.ts';
import { eventually, pause } from '../../support/wait.ts';
import { withoutFeed } from '../../support/without-feed.ts';

type Death = Required<Pick<Fault, 'kind' | 'skip'>>;

/**
 * A kind of order, when its function dies, and how many of these orders ship when nobody sends them
 * again.
 */
interface Dying {
  order: () => Promise<FulfillStockInput>;
  deaths: Death[];
  ships: number;
}

const stocked = 10_000;
/** After its last step nobody else may go on with an order for this long. */
const leaseMs = 5_000;
/** Orders sent at once. */
const concurrency = 4;

let stack: StackDescription;
let callers: Callers;
let bulk: BulkLevels;
let before: Ledger;
let used = 0;

// Before its decision to ship an order is given back, from then on it ships.
const small: Dying = { order: () => orderOfOne(99), deaths: every(1), ships: 1 };
const smallOfReservations: Dying = { order: () => orderOfReservations(2, 3), deaths: every(1), ships: 1 };
const large: Dying = { order: () => orderOf(120), deaths: every(7), ships: 4 };
const largeOfReservations: Dying = { order: () => orderOfReservations(2, 60), deaths: every(4), ships: 4 };
const huge: Dying = { order: () => orderOf(593), deaths: [4, 8, 13].map(after), ships: 2 };
/** The last of two parts is short. */
const short: Dying = { order: () => shortOrder(120), deaths: every(6), ships: 0 };

describe.runIf(isLocal(useStack()))('an order whose function dies', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, withoutFeed);

  beforeAll(async () => {
    bulk = await quietBulkLevels(stack, 3_000, stocked);
  });

  beforeEach(async () => {
    before = await ledgerOf(stack);
  });

  // Orders wait out the lease side by side: first each dies at a step of its own, then all are sent
  // again.
  test('after any step is shipped exactly once when it is sent again', async () => {
    const died = await eachDying([small, smallOfReservations, large, largeOfReservations, huge]);
    const again = await sentAgain(died);
    expect(new Set(again.map(verdict)), again.map(({ answer }) => answer.body).join('\n')).toEqual(new Set(['OK']));
    expect(await readAll(died)).toEqual(again.map(({ value }) => value));
    await expectShipped(
      stack,
      before,
      again.flatMap(({ value }) => value?.lines ?? []),
    );
  });

  test('after any step of its refusal leaves nothing behind when it is sent again', async () => {
    const again = await sentAgain(await eachDying([short]));
    expect(new Set(again.map(verdict))).toEqual(new Set(['INSUFFICIENT_STOCK']));
    await expectUntouched(stack, before);
  });

  test('after any step ends all shipped or all untouched when nobody sends it again', async () => {
    const kinds = [small, smallOfReservations, large, largeOfReservations, short];
    const died = await eachDying(kinds);
    await untilFinished();
    const ends = await readAll(died);
    expect(ends.filter((end) => end !== null)).toHaveLength(kinds.reduce((sum, { ships }) => sum + ships, 0));
    const untouched = died.filter((_input, place) => ends[place] === null).flatMap(({ reservationIds }) => reservationIds ?? []);
    for (const reservationId of untouched)
      expect(await accepted(releaseStock(callers.checkout, { reservationId }))).toMatchObject({ status: 'RELEASED' });
    await expectShipped(
      stack,
      before,
      ends.flatMap((end) => end?.lines ?? []),
    );
  });

  // Its first part has shipped, then the second cannot: from taking it over, each step back is the
  // last of a function.
  test('after any step back leaves all untouched', async () => {
    const kinds = [...[2, 3, 4, 5].map(() => () => orderOfReservations(2, 60)), () => orderOf(120)];
    const orders: FulfillStockInput[] = [];
    for (const order of kinds) orders.push(await order());
    before = await ledgerOf(stack);
    for (const [place, input] of orders.entries()) await dies(input, after(place < 4 ? 1 : 4));
    const lost = orders.map((_input, place) => bulk.level(used - 1 - place * 120));
    for (const level of lost) await forceCount(level, 0);
    for (const [place, input] of orders.entries()) await dies(input, after([2, 3, 4, 5][place] ?? 4));
    await untilFinished();
    for (const level of lost) await forceCount(level, stockOf(level));
    await expectUntouched(stack, before);
    const again = await sentAgain(orders);
    await expectShipped(
      stack,
      before,
      again.flatMap(({ value }) => value?.lines ?? []),
    );
  });

  test('in the middle of a paid order leaves its units committed until they ship', async () => {
    const input = await orderOfReservations(2, 60);
    await dies(input, after(1));
    await ledgerOf(stack);
    const again = await sentAgain([input]);
    await expectShipped(
      stack,
      before,
      again.flatMap(({ value }) => value?.lines ?? []),
    );
  });

  // More often than the SDK asks by itself.
  test.each([
    ['120 lines', 7, () => orderOf(120)],
    ['120 lines of 2 reservations', 4, () => orderOfReservations(2, 60)],
  ])('or only loses the answers to a step is shipped by the same call: %s', async (_what, steps, order) => {
    const lines: ReservationLine[] = [];
    for (let skip = 0; skip < steps; skip += 1) {
      const input = await order();
      const fault: Fault = { operation: 'TransactWriteItems', kind: 'answer-lost', times: 6, skip, table: stack.tables.requests };
      lines.push(...(await withFaults(stack, [fault], () => accepted(fulfillStock(callers.checkout, input)))).lines);
    }
    await expectShipped(stack, before, lines);
  });

  test('and that is sent again while the schedule looks for it is shipped once', async () => {
    const input = await orderOf(120);
    await dies(input, after(4));
    await pause(leaseMs);
    const [finished, shipped] = await overtaken(
      stack,
      () => runNow(stack, 'finish-orders'),
      () => accepted(fulfillStock(callers.checkout, input)),
      { operation: 'BatchGetItem', table: stack.tables.requests },
    );
    expect(finished).toEqual({ finished: 0, left: 0, underWay: 0 });
    expect(await accepted(fulfillment(callers.viewer, input))).toEqual(shipped);
    await expectShipped(stack, before, shipped.lines);
  });

  test('and that has lost one of its reservations does not ship without it', async () => {
    const input = await orderOf(120);
    await dies(input, after(4));
    const restore = await loseReservations([input]);
    expect(verdict(await untilDecided(() => fulfillStock(callers.checkout, input)))).toBe('INTERNAL');
    await absent(fulfillment(callers.viewer, input));
    await restore();
    await sentAgain([input]);
    await expectShipped(stack, before, linesOf([input]));
  });

  // More than the schedule works on at once, and older than the others.
  test('and that cannot be finished keeps no other from its end', async () => {
    const orders: FulfillStockInput[] = [];
    while (orders.length < 6) {
      const input = await orderOf(120);
      await dies(input, after(4));
      orders.push(input);
    }
    const [jammed, others] = [orders.slice(0, 5), orders.slice(5)];
    const restore = await loseReservations(jammed);
    await pause(leaseMs);
    expect(await runNow(stack, 'finish-orders')).toEqual({ finished: 1, left: 5, underWay: 0 });
    expect(await readAll(others)).not.toContain(null);
    await restore();
    await untilFinished();
    await expectShipped(stack, before, linesOf(orders));
  });
});

/** Sends each kind of order for each of its deaths, one after the other; answers what was sent. */
async function eachDying(kinds: Dying[]): Promise<FulfillStockInput[]> {
  const died: FulfillStockInput[] = [];
  for (const { order, deaths } of kinds) {
    for (const death of deaths) {
      const input = await order();
      await dies(input, death);
      died.push(input);
    }
  }
  return died;
}

/**
 * Deletes one of the reservations that each of these orders made, as nothing does; answers what
 * puts them back.
 */
async function loseReservations(orders: readonly FulfillStockInput[]): Promise<() => Promise<void>> {
  const reservations = (await storedReservations(stack)).filter(({ status }) => status === 'ACTIVE');
  const lost = orders.map(({ orderId }) => reservations.find(({ reference }) => reference === orderId));
  const table = { TableName: stack.tables.reservations };
  const client = operator(stack);
  for (const reservation of lost) await client.send(new DeleteCommand({ ...table, Key: { reservation_id: reservation?.reservation_id } }));
  return async () => {
    for (const reservation of lost) await client.send(new PutCommand({ ...table, Item: { ...reservation } }));
  };
}

/** Sends an order, as soon as nobody is working on it, whose function then dies. */
async function dies(input: FulfillStockInput, death: Death): Promise<void> {
  const fault: Fault = { ...death, operation: 'TransactWriteItems', times: 1, table: stack.tables.requests };
  const outcome = await withFaults(stack, [fault], () => untilDecided(() => fulfillStock(callers.checkout, input)));
  expect(verdict(outcome), `${JSON.stringify(death)}: ${outcome.answer.body}`).toBe('INTERNAL');
}

function sentAgain(orders: readonly FulfillStockInput[]) {
  return mapLimited(orders, concurrency, (input) => untilDecided(() => fulfillStock(callers.checkout, input)));
}

async function readAll(orders: readonly FulfillStockInput[]) {
  return mapLimited(orders, concurrency, async (input) => (await fulfillment(callers.viewer, input)).value);
}

/** Lets the schedule's work run until no order is left. */
async function untilFinished(): Promise<void> {
  await eventually(async () => {
    expect(await runNow(stack, 'finish-orders')).toEqual({ finished: 0, left: 0, underWay: 0 });
  });
}

/** Every moment of an order with so many transactions: before the first, and after each. */
function every(count: number): Death[] {
  return [{ kind: 'kill-before', skip: 0 }, ...Array.from({ length: count }, (_, step) => after(step))];
}

function after(step: number): Death {
  return { kind: 'kill-after', skip: step };
}

/** What orders that name every warehouse ship. */
function linesOf(orders: readonly FulfillStockInput[]): ReservationLine[] {
  return orders.flatMap(({ lines }) => (lines ?? []) as ReservationLine[]);
}

/** Lines of levels that no order before had. */
function newLines(count: number): ReservationLine[] {
  used += count;
  return bulk.lines(used - count, count, 1);
}

async function orderOf(count: number): Promise<FulfillStockInput> {
  return { orderId: newId('order'), lines: newLines(count) };
}

/** Too many lines for the resolver, though they are of one level. */
async function orderOfOne(count: number): Promise<FulfillStockInput> {
  const lines = newLines(1);
  return { orderId: newId('order'), lines: Array.from({ length: count }, () => lines).flat() };
}

/** Of reservations of which every second is paid for. */
async function orderOfReservations(count: number, size: number): Promise<FulfillStockInput> {
  const reservationIds: string[] = [];
  for (let place = 0; place < count; place += 1) {
    const { reservationId } = await aReservation(newLines(size), {}, callers);
    if (place % 2 === 1) await accepted(commitReservation(callers.checkout, { reservationId, orderId: newId('paid') }));
    reservationIds.push(reservationId);
  }
  return { orderId: newId('order'), reservationIds };
}

async function shortOrder(count: number): Promise<FulfillStockInput> {
  return { orderId: newId('order'), lines: newLines(count).map((each, place) => (place < count - 1 ? each : line(each, 1_000_000))) };
}

async function forceCount(level: StockKeyInput, stockCount: number): Promise<void> {
  const { version } = await accepted(stock(callers.viewer, level));
  await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: version, stockCount, allowBelowReserved: true }));
}

function stockOf({ productId, warehouseId }: StockKeyInput): number {
  return before.stock.get(JSON.stringify([productId, warehouseId])) ?? 0;
}
