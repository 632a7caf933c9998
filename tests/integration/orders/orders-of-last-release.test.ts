import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReservationLine } from '../../../schema/types.ts';
import { quietBulkLevels, type BulkLevels } from '../../support/bulk-levels.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { newId } from '../../support/fixtures.ts';
import { type Ledger, expectShipped, expectUntouched, ledgerOf } from '../../support/ledger.ts';
import { fulfillment, fulfillStock, getReservation, releaseStock } from '../../support/operations.ts';
import { absent, accepted, refused } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { runNow } from '../../support/run-now.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { operator } from '../../support/tables.ts';
import { withoutFeed } from '../../support/without-feed.ts';

// Records as the release before this one has stored them, written down and never to follow what
// the code of today would write: a deploy may meet an order at any of its steps.

const saga = '5f0f6d0e-6a0b-4d7e-9a53-0f3f1f0c8a11';
const created_at = '2026-11-29T10:00:00.000Z';
const closed_at = '2026-11-29T10:00:01.000Z';
/** Of reservations that nobody lets expire meanwhile, epoch seconds. */
const later = 4_000_000_000;
const request_expiry = later;

let stack: StackDescription;
let callers: Callers;
let levels: BulkLevels;
let before: Ledger;
let orderId: string;

describe.runIf(isLocal(useStack()))('an order that the last release has left', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, withoutFeed);

  beforeAll(async () => {
    levels = await quietBulkLevels(stack, 2, 100);
  });

  beforeEach(async () => {
    before = await ledgerOf(stack);
    orderId = newId('order');
  });

  test('HOLDING, with the first of two sub-reservations, is given back, and its id is free again', async () => {
    const [line] = linesOf(3);
    await storedOrder({ state: 'HOLDING', reservation_ids: [], step: 1, shipped: 0, worker: saga });
    await storedSubReservation(0, line, { status: 'ACTIVE', ships: true });
    await moveUnits(line, { reserved: 3 });
    await finishOrders();
    await expectUntouched(stack, before);
    await absent(fulfillment(callers.viewer, { orderId }));
    await accepted(fulfillStock(callers.checkout, { orderId, lines: linesOf(3) }));
    await expectShipped(stack, before, linesOf(3));
  });

  test('SHIPPING, with the first of two sub-reservations shipped, ships the other', async () => {
    const [line, other] = linesOf(2);
    await storedOrder({ state: 'SHIPPING', reservation_ids: [], step: 4, shipped: 1, worker: saga });
    await storedSubReservation(0, line, { status: 'FULFILLED', ships: true, closed_at, reservation_expiry: later });
    await storedSubReservation(1, other, { status: 'ACTIVE', ships: true });
    await moveUnits(line, { stock: -2 });
    await moveUnits(other, { reserved: 2 });
    await finishOrders();
    expect((await accepted(fulfillment(callers.viewer, { orderId }))).lines).toEqual([line, other]);
    await expectShipped(stack, before, [line, other]);
  });

  test('UNDOING, with one of two sub-reservations still shipped, gives its reservation all units back', async () => {
    const [line, other] = linesOf(4);
    const reservationId = await storedReservation([line, other]);
    const origin = { reservation_id: reservationId, revision: 1, reservation_expiry: later, hold_shard: '1', hold_key: `${later}#a` };
    await storedOrder({ state: 'UNDOING', reservation_ids: [reservationId], step: 3, shipped: 1, worker: 'who took it over' });
    await storedSubReservation(0, line, { status: 'FULFILLED', ships: true, origin, closed_at, reservation_expiry: later });
    await storedSubReservation(1, other, { status: 'ACTIVE', ships: true, origin });
    await moveUnits(line, { stock: -4 });
    await moveUnits(other, { reserved: 4 });
    await finishOrders();
    const reservation = await accepted(getReservation(callers.viewer, { reservationId }));
    expect(reservation).toMatchObject({ status: 'ACTIVE', revision: 1, lines: [line, other], closedAt: null });
    await accepted(releaseStock(callers.checkout, { reservationId }));
    await expectUntouched(stack, before);
  });

  test('SHIPPED is answered as it was, and its id is not free', async () => {
    const [line, other] = linesOf(1);
    const asked = [line, other].map(({ productId, warehouseId, quantity }) => JSON.stringify([productId, warehouseId, quantity]));
    const lines = [itemOf(line), itemOf(other)];
    const input = JSON.stringify([[], asked.toSorted(), false]);
    await put(stack.tables.requests, {
      ...{ request_id: `ORDER#${orderId}`, order_id: orderId, input, reservation_ids: [], created_at, request_expiry },
      ...{ state: 'SHIPPED', lines, fulfilled_at: closed_at },
    });
    const shipped = await accepted(fulfillStock(callers.checkout, { orderId, lines: [line, other] }));
    expect(shipped).toEqual({ orderId, reference: null, reservationIds: [], lines: [line, other], fulfilledAt: closed_at });
    await refused(fulfillStock(callers.checkout, { orderId, lines: [line] }), 'ID_REUSED');
    await expectUntouched(stack, before);
  });
});

/** Lines of the two levels. */
function linesOf(quantity: number): [ReservationLine, ReservationLine] {
  return levels.lines(0, 2, quantity) as [ReservationLine, ReservationLine];
}

function itemOf({ productId, warehouseId, quantity }: ReservationLine) {
  return { product_id: productId, warehouse_id: warehouseId, quantity };
}

/** The record of an order under way that nobody works on any more. */
async function storedOrder(how: { state: string; reservation_ids: string[]; step: number; shipped: number; worker: string }) {
  await put(stack.tables.requests, {
    ...{ request_id: `ORDER#${orderId}`, order_id: orderId, input: 'hash of the call', created_at, request_expiry },
    ...{ saga, parts: 2, actor: 'role:checkout', lease_until: Date.parse(created_at), unfinished: 'ORDER', ...how },
  });
}

async function storedSubReservation(place: number, line: ReservationLine, how: Record<string, unknown>) {
  await put(stack.tables.reservations, {
    ...{ reservation_id: [orderId, saga, place].join('\u0001'), revision: 1, lines: [itemOf(line)], reference: orderId },
    ...{ created_at, expires_at: later, ...how },
  });
}

/** A reservation of the caller's that an order has taken over. */
async function storedReservation(lines: ReservationLine[]): Promise<string> {
  const reservation_id = newId('reservation');
  await put(stack.tables.reservations, {
    ...{ reservation_id, status: 'FULFILLED', revision: 1, lines: lines.map(itemOf), created_at, expires_at: later },
    ...{ closed_at, reservation_expiry: later },
  });
  return reservation_id;
}

/** What the order has done to a level so far. */
async function moveUnits({ productId, warehouseId }: ReservationLine, { stock = 0, reserved = 0 }: { stock?: number; reserved?: number }) {
  const update = new UpdateCommand({
    TableName: stack.tables.inventory,
    Key: { product_id: productId, warehouse_id: warehouseId },
    UpdateExpression: 'ADD stock_count :stock, reserved_count :reserved, available_count :available',
    ExpressionAttributeValues: { ':stock': stock, ':reserved': reserved, ':available': stock - reserved },
  });
  await operator(stack).send(update);
}

async function put(table: string, item: Record<string, unknown>) {
  await operator(stack).send(new PutCommand({ TableName: table, Item: item }));
}

async function finishOrders(): Promise<void> {
  expect(await runNow(stack, 'finish-orders')).toEqual({ finished: 1, left: 0, underWay: 0 });
}
