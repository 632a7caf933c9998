import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReservationLine, Reservation } from '../../../schema/types.ts';
import { type Ledger, ledgerOf, expectShipped, expectUntouched } from '../../support/ledger.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { aReservation, keyOf, line, newId, sortedLines } from '../../support/fixtures.ts';
import { importLevels } from '../../support/import.ts';
import { fulfillment, fulfillStock, listReservations, releaseStock, getReservation } from '../../support/operations.ts';
import { absent, accepted, refused } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { countVerdicts, inParallel, untilDecided } from '../../support/race.ts';
import { quietBulkLevels, type BulkLevels } from '../../support/bulk-levels.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { withoutFeed } from '../../support/without-feed.ts';

const stocked = 1_000;

let stack: StackDescription;
let callers: Callers;
let bulk: BulkLevels;
let before: Ledger;

describe.runIf(isLocal(useStack()))('an order that no transaction can hold', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, withoutFeed);

  beforeAll(async () => {
    bulk = await quietBulkLevels(stack, 1_000, stocked);
  });

  beforeEach(async () => {
    before = await ledgerOf(stack);
  });

  test.each([99, 593, 1_000])('of %i lines without reservations ships in one call, and is answered again', async (count) => {
    const input = { orderId: newId('order'), lines: bulk.lines(0, count, 2) };
    const shipped = await accepted(fulfillStock(callers.checkout, input));
    expect(sortedLines(shipped.lines)).toEqual(sortedLines(input.lines));
    expect(await accepted(fulfillment(callers.viewer, input))).toEqual(shipped);
    expect(await accepted(fulfillStock(callers.checkout, input))).toEqual(shipped);
    await refused(fulfillStock(callers.checkout, { ...input, lines: bulk.lines(0, count - 1, 2) }), 'ID_REUSED');
    await expectShipped(stack, before, input.lines);
    expect((await accepted(listReservations(callers.viewer, {}))).items).toEqual([]);
  });

  test.each([
    [2, 98],
    [20, 10],
  ])('of %i holds with %i lines each ships in one call', async (count, size) => {
    const reservations = await someReservations(count, size);
    const input = { orderId: newId('order'), reservationIds: idsOf(reservations) };
    const shipped = await accepted(fulfillStock(callers.checkout, input));
    expect(shipped.reservationIds).toEqual(input.reservationIds);
    for (const reservation of reservations)
      expect(await accepted(getReservation(callers.viewer, reservation))).toMatchObject({
        status: 'FULFILLED',
        revision: 1,
        lines: reservation.lines,
      });
    await expectShipped(
      stack,
      before,
      reservations.flatMap(({ lines }) => lines),
    );
    await refused(fulfillStock(callers.checkout, { ...input, orderId: newId('order') }), 'RESERVATION_CLOSED');
  });

  test('ships a part of its reservations, and what is kept stays reserved', async () => {
    const reservations = await someReservations(2, 98);
    const lines = reservations.flatMap((reservation) => reservation.lines.slice(0, 60));
    await accepted(
      fulfillStock(callers.checkout, { orderId: newId('order'), reservationIds: idsOf(reservations), lines, keepRemainder: true }),
    );
    for (const reservation of reservations) {
      const left = await accepted(getReservation(callers.viewer, reservation));
      expect(left).toMatchObject({ status: 'ACTIVE', revision: 2, lines: reservation.lines.slice(60) });
      await accepted(releaseStock(callers.checkout, reservation));
    }
    await expectShipped(stack, before, lines);
  });

  test('is refused where lines of any part are short, and names all of them', async () => {
    const lines = bulk.lines(0, 200, 1);
    for (const place of [120, 150, 199]) lines[place] = line(bulk.level(place), stocked * 2);
    const input = { orderId: newId('order'), lines };
    const error = await refused(fulfillStock(callers.checkout, input), 'INSUFFICIENT_STOCK');
    const short = [120, 150, 199].map((place) => ({ ...keyOf(bulk.level(place)), requested: stocked * 2, available: stockOf(place) }));
    expect(sortedLines((error.errorInfo as { lines: ReservationLine[] }).lines)).toEqual(sortedLines(short as never));
    await expectUntouched(stack, before);
    await absent(fulfillment(callers.viewer, input));
    await accepted(fulfillStock(callers.checkout, { ...input, lines: bulk.lines(0, 120, 1) }));
  });

  test('is NOT_FOUND where levels of the last part are unknown', async () => {
    const unknown = { productId: newId('product'), warehouseId: 'LONDON' };
    const input = { orderId: newId('order'), lines: [...bulk.lines(0, 120, 1), line(unknown, 1)] };
    await refused(fulfillStock(callers.checkout, input), 'NOT_FOUND', { lines: [unknown] });
    await expectUntouched(stack, before);
  });

  test.each(['the same', 'the opposite'])('competes with another one for the same units in %s order: one ships', async (order) => {
    const lines = (await importLevels(stack, 120, 1)).map((each) => line(each, 1));
    before = await ledgerOf(stack);
    const both = [lines, order === 'the same' ? lines : lines.toReversed()].map((each) => ({ orderId: newId('order'), lines: each }));
    const outcomes = await Promise.all(both.map((input) => untilDecided(() => fulfillStock(callers.checkout, input))));
    expect(countVerdicts(outcomes)).toEqual({ OK: 1, INSUFFICIENT_STOCK: 1 });
    await expectShipped(stack, before, lines);
  });

  test('sent five times at once ships once', async () => {
    const input = { orderId: newId('order'), lines: bulk.lines(0, 120, 1) };
    const first = await inParallel(5, () => fulfillStock(callers.checkout, input));
    expect(Object.keys(countVerdicts(first)).filter((each) => !['OK', 'CONTENTION'].includes(each))).toEqual([]);
    const again = await inParallel(5, () => untilDecided(() => fulfillStock(callers.checkout, input)));
    const answers = [...first, ...again].flatMap(({ value }) => (value ? [JSON.stringify(value)] : []));
    expect(new Set(answers).size).toBe(1);
    await expectShipped(stack, before, input.lines);
  });
});

/** Before the test; nothing is reserved then. */
function stockOf(place: number): number {
  const { productId, warehouseId } = bulk.level(place);
  return before.stock.get(JSON.stringify([productId, warehouseId])) ?? 0;
}

function someReservations(count: number, size: number): Promise<Reservation[]> {
  return inParallel(count, (index) => aReservation(bulk.lines(index * size, size, index + 1), {}, callers));
}

function idsOf(reservations: Reservation[]): string[] {
  return reservations.map(({ reservationId }) => reservationId);
}
