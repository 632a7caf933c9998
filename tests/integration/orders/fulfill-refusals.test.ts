import { describe, expect, test } from 'vitest';
import type { FulfillStockInput, ReservationLine } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, levels, line, newId, sortedLines } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  changeReservation,
  fulfillment,
  fulfillStock,
  releaseStock,
  getReservation,
  stock,
  stocks,
  updateStock,
} from '../../support/operations.ts';
import { absent, accepted, refused, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { untilDue } from '../../support/wait.ts';

const { admin, viewer, checkout } = callersOf(useStack());
const nowhere = { productId: newId('product'), warehouseId: 'LONDON' };

describe('INVALID_INPUT', () => {
  test.each<[string, Partial<FulfillStockInput>, string, number?]>([
    ['neither lines nor holds', {}, 'lines'],
    ['no reservation and nothing said of lines', { reservationIds: [], lines: null }, 'lines'],
    ['an empty list of lines', { lines: [] }, 'lines', 1_000],
    ['1,001 lines', { lines: thatMany(1_001) }, 'lines', 1_000],
    ['1,001 lines of one level', { lines: Array.from({ length: 1_001 }, () => line(nowhere, 1)) }, 'lines', 1_000],
    ['21 reservations', { reservationIds: Array.from({ length: 21 }, (_, index) => `hold-${index}`) }, 'reservationIds', 20],
    ['an empty order id', { orderId: '', lines: [line(nowhere, 1)] }, 'orderId'],
    ['an order id that ends with a space', { orderId: 'order ', lines: [line(nowhere, 1)] }, 'orderId'],
    ['an order id of 129 characters', { orderId: 'o'.repeat(129), lines: [line(nowhere, 1)] }, 'orderId', 128],
    ['an order id with a control character', { orderId: 'or\u0000der', lines: [line(nowhere, 1)] }, 'orderId'],
    ['an order id with half a character', { orderId: 'order\ud800', lines: [line(nowhere, 1)] }, 'orderId'],
    ['a reservation without an id', { reservationIds: [''] }, 'reservationIds'],
    ['a product without an id', { lines: [{ ...nowhere, productId: ' ', quantity: 1 }] }, 'productId'],
    ['a quantity of 0', { lines: [line(nowhere, 0)] }, 'quantity', 1_000_000],
    ['a quantity below 0', { lines: [line(nowhere, -1)] }, 'quantity', 1_000_000],
    ['a quantity of 1,000,001', { lines: [line(nowhere, 1_000_001)] }, 'quantity', 1_000_000],
  ])('%s', async (_name, input, field, limit) => {
    const error = await refused(fulfillStock(checkout, { orderId: newId('order'), ...input }), 'INVALID_INPUT');
    const info = error.errorInfo as { field: string; limit?: number };
    expect(info.field).toMatch(new RegExp(`\\b${field}\\b`));
    if (limit !== undefined) expect(info.limit).toBe(limit);
  });

  test('is not answered at the limits themselves', async () => {
    await refused(fulfillStock(checkout, { orderId: newId('order'), lines: thatMany(1_000) }), 'NOT_FOUND', {
      lines: expect.objectContaining({ length: 1_000 }) as unknown,
    });
    const reservationIds = Array.from({ length: 20 }, () => newId('hold'));
    await refused(fulfillStock(checkout, { orderId: newId('order'), reservationIds }), 'NOT_FOUND', { reservationId: reservationIds[0] });
    const level = await aLevel({ stock: 1_000_000 });
    await accepted(fulfillStock(checkout, { orderId: newId('order'), lines: [line(level, 1_000_000)] }));
  });

  test('also refuses to read a fulfillment', async () => {
    await refusedInput(fulfillment(viewer, { orderId: '' }), 'orderId');
  });
});

describe('ID_REUSED', () => {
  test.each<[string, (lines: ReservationLine[]) => Partial<FulfillStockInput>]>([
    ['another quantity', ([first]) => ({ lines: first ? [{ ...first, quantity: 2 }] : [] })],
    ['another product', () => ({ lines: [line(nowhere, 1)] })],
    ['a reservation more', (lines) => ({ lines, reservationIds: [newId('hold')] })],
    ['the remainder kept', (lines) => ({ lines, keepRemainder: true })],
    ['the reservation alone', () => ({ lines: null, reservationIds: [newId('hold')] })],
  ])('is the answer to a known order with %s', async (_name, change) => {
    const level = await aLevel();
    const input = { orderId: newId('order'), lines: [line(level, 1)] };
    await accepted(fulfillStock(checkout, input));
    await refused(fulfillStock(checkout, { ...input, ...change(input.lines) }), 'ID_REUSED', { id: input.orderId });
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ stockCount: 9, sequence: 2 });
  });

  test('is not the answer where another kind of call has that id', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const { reservationId } = reservation;
    await accepted(fulfillStock(checkout, { orderId: reservationId, reservationIds: [reservationId], lines: [line(level, 1)] }));
  });

  test('comes before RESERVATION_CLOSED and INSUFFICIENT_STOCK', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const input = { orderId: newId('order'), reservationIds: [reservation.reservationId] };
    await accepted(fulfillStock(checkout, input));
    await refused(fulfillStock(checkout, { ...input, lines: [line(level, 1)] }), 'ID_REUSED');
    await refused(fulfillStock(checkout, { orderId: input.orderId, lines: [line(level, 999)] }), 'ID_REUSED');
  });
});

describe('a reservation that cannot be shipped', () => {
  test.concurrent('because it is due is RESERVATION_EXPIRED before anybody has come by', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3, ttlSeconds: 1 });
    const [released, other] = [await aReservation([line(level, 1)]), await aReservation([line(level, 1)])];
    await accepted(releaseStock(checkout, released));
    await untilDue(reservation);
    const reservationIds = [newId('hold'), released.reservationId, other.reservationId, reservation.reservationId];
    const call = fulfillStock(checkout, { orderId: newId('order'), reservationIds, lines: [line(nowhere, 99)] });
    await refused(call, 'RESERVATION_EXPIRED', { reservation: { ...reservation, status: 'EXPIRED' } });
    await accepted(releaseStock(checkout, reservation));
    const expired = await accepted(getReservation(viewer, reservation));
    const again = fulfillStock(checkout, { orderId: newId('order'), reservationIds: [reservation.reservationId] });
    await refused(again, 'RESERVATION_EXPIRED', { reservation: expired });
    await expectUntouched(other);
  });

  test('because it was released is RESERVATION_CLOSED, before NOT_FOUND and EXCEEDS_RESERVATION', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const released = await accepted(releaseStock(checkout, reservation));
    const reservationIds = [newId('hold'), reservation.reservationId];
    const call = fulfillStock(checkout, { orderId: newId('order'), reservationIds, lines: [line(level, 99)] });
    await refused(call, 'RESERVATION_CLOSED', { reservation: released });
  });

  test('because nobody knows it is NOT_FOUND, before EXCEEDS_RESERVATION', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 3 });
    const unknown = newId('hold');
    const reservationIds = [reservation.reservationId, unknown];
    const call = fulfillStock(checkout, { orderId: newId('order'), reservationIds, lines: [line(level, 99)] });
    await refused(call, 'NOT_FOUND', { reservationId: unknown });
    await expectUntouched(reservation);
  });
});

test('EXCEEDS_RESERVATION names every line that asks for more than the reservations have together', async () => {
  const [one, two, three] = await threeLevels();
  const reservations = [await aReservation([line(one, 3), line(two, 2)]), await aReservation([line(one, 1)])];
  const reservationIds = reservations.map(({ reservationId }) => reservationId);
  const lines = [line(one, 5), line(two, 1), line(three, 1), line(nowhere, 1), line(two, 2)];
  const error = await refused(fulfillStock(checkout, { orderId: newId('order'), reservationIds, lines }), 'EXCEEDS_RESERVATION');
  const excess = [
    { ...keyOf(one), requested: 5, held: 4 },
    { ...keyOf(two), requested: 3, held: 2 },
    { ...keyOf(three), requested: 1, held: 0 },
    { ...keyOf(nowhere), requested: 1, held: 0 },
  ];
  expect(sortedLines((error.errorInfo as { lines: ReservationLine[] }).lines)).toEqual(sortedLines(excess as never));
  for (const reservation of reservations) await expectUntouched(reservation);
});

describe('levels that cannot give what an order asks for', () => {
  test('are NOT_FOUND, all of the unknown ones named, before INSUFFICIENT_STOCK', async () => {
    const [level] = await threeLevels();
    const other = { productId: newId('product'), warehouseId: 'PARIS' };
    const input = { orderId: newId('order'), lines: [line(nowhere, 1), line(level, 99), line(other, 1)] };
    const error = await refused(fulfillStock(checkout, input), 'NOT_FOUND');
    const unknown = (error.errorInfo as { lines: ReservationLine[] }).lines;
    expect(sortedLines(unknown)).toEqual(sortedLines([nowhere, other]));
  });

  test('are INSUFFICIENT_STOCK, every short one named with what is free, and nothing is left behind', async () => {
    const [one, two, three] = await threeLevels();
    await aReservation([line(one, 4)]);
    const before = await accepted(stocks(viewer, { keys: [one, two, three].map(keyOf) }));
    const input = { orderId: newId('order'), lines: [line(one, 7), line(two, 11), line(three, 10)] };
    const error = await refused(fulfillStock(checkout, input), 'INSUFFICIENT_STOCK');
    expect(sortedLines((error.errorInfo as { lines: ReservationLine[] }).lines)).toEqual(
      sortedLines([
        { ...keyOf(one), requested: 7, available: 6 },
        { ...keyOf(two), requested: 11, available: 10 },
      ]),
    );
    expect(await accepted(stocks(viewer, { keys: [one, two, three].map(keyOf) }))).toEqual(before);
    await absent(fulfillment(viewer, input));
    // The id is free again, for other lines too.
    await accepted(fulfillStock(checkout, { orderId: input.orderId, lines: [line(one, 6)] }));
    await expectInvariants([one, two, three]);
  });

  test('because a count was forced below the reservations: available is the count', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 10, reserved: 5 });
    const { reservationId } = reservation;
    const count = { ...keyOf(level), expectedVersion: 1, stockCount: 3, allowBelowReserved: true };
    await accepted(updateStock(admin, count));
    const short = { lines: [{ ...keyOf(level), requested: 5, available: 3 }] };
    const orderId = newId('order');
    await refused(fulfillStock(checkout, { orderId, reservationIds: [reservationId] }), 'INSUFFICIENT_STOCK', short);
    await expectUntouched(reservation);
    const free = fulfillStock(checkout, { orderId, lines: [line(level, 1)] });
    await refused(free, 'INSUFFICIENT_STOCK', { lines: [{ ...keyOf(level), requested: 1, available: 0 }] });
    await accepted(fulfillStock(checkout, { orderId, reservationIds: [reservationId], lines: [line(level, 3)] }));
    expect(await accepted(stock(viewer, keyOf(level)))).toMatchObject({ stockCount: 0, reservedCount: 0 });
  });
});

test('a changed hold ships what it has now', async () => {
  const { level, reservation } = await aReservedLevel({ reserved: 3 });
  const { reservationId } = reservation;
  await accepted(changeReservation(checkout, { reservationId, lines: [line(level, 1)] }));
  const excess = fulfillStock(checkout, { orderId: newId('order'), reservationIds: [reservationId], lines: [line(level, 2)] });
  await refused(excess, 'EXCEEDS_RESERVATION', { lines: [{ ...keyOf(level), requested: 2, held: 1 }] });
  const { lines } = await accepted(fulfillStock(checkout, { orderId: newId('order'), reservationIds: [reservationId] }));
  expect(lines).toEqual([line(level, 1)]);
});

async function threeLevels() {
  const [one, two, three] = await levels(3);
  if (!one || !two || !three) throw new Error('There are three levels.');
  return [one, two, three] as const;
}

function thatMany(count: number): ReservationLine[] {
  return Array.from({ length: count }, (_, index) => ({ ...nowhere, productId: `${nowhere.productId}-${index}`, quantity: 1 }));
}

async function expectUntouched(reservation: { reservationId: string; lines: ReservationLine[] }): Promise<void> {
  expect(await accepted(getReservation(viewer, reservation))).toEqual(reservation);
  await expectInvariants(reservation.lines, { oversold: true });
}
