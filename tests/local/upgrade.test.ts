import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../functions/audit-stock/report.ts';
import type { Template } from '../../local/emulator/template/reader.ts';
import { type RunningStack, startStack } from '../../local/stack.ts';
import type { ReserveStockInput, StockKeyInput } from '../../schema/types.ts';
import { auditAll, quickAudits } from '../support/audits.ts';
import { type Callers, callersOf } from '../support/client.ts';
import { expectFeedCaughtUp, expectSummaryIsCount } from '../support/expect-feed.ts';
import { line } from '../support/fixtures.ts';
import { expectInvariants } from '../support/invariants.ts';
import {
  availability,
  commitReservation,
  fulfillment,
  fulfillStock,
  getReservation,
  listReservations,
  recentChanges,
  releaseStock,
  reserveStock,
  stock,
  stockHistory,
  updateStock,
} from '../support/operations.ts';
import { accepted, refused } from '../support/outcome.ts';
import { asReleased, loadReleasedData, releasedData } from '../support/released-data.ts';
import { runNow } from '../support/run-now.ts';
import type { StackDescription } from '../support/stack.ts';
import { eventually } from '../support/wait.ts';
import { allStoredLevels, type StoredLevel } from '../support/tables.ts';
import { setLevel } from '../support/tampering.ts';

// Today's stack on a data directory of the release before. The tests build on each other: it is one
// upgrade.

const directory = mkdtempSync(join(tmpdir(), 'onhand-upgrade-'));
const lamp: StockKeyInput = { productId: 'lamp', warehouseId: 'LONDON' };
const chair: StockKeyInput = { productId: 'chair', warehouseId: 'LONDON' };
const products = ['lamp', 'chair', 'stool'].map((productId) => ({ productId }));

let running: RunningStack | undefined;
let stack: StackDescription;
let callers: Callers;
let atOnce: Report;

function start(changeTemplate: (template: Template) => void): Promise<RunningStack> {
  const options = { port: 0, directory, memory: false, fresh: false, empty: true, ttlDelay: 'off' as const };
  return startStack({ ...options, log: () => undefined, changeTemplate });
}

beforeAll(async () => {
  const before = await start(asReleased);
  await loadReleasedData(before.description);
  await before.stop();
  running = await start(quickAudits);
  stack = running.description;
  callers = callersOf(stack);
});

afterAll(async () => {
  await running?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('levels, reservations, orders and history read as what they were, with nothing committed and nothing kept', async () => {
  const { viewer, storefront } = callers;
  expect(await accepted(stock(viewer, lamp))).toMatchObject({
    ...{ stockCount: 96, reservedCount: 4, committedCount: 0, availableCount: 92, safetyStock: 0, sellableCount: 92 },
    ...{ status: 'IN_STOCK', version: 4, sequence: 7 },
  });
  expect(await accepted(availability(storefront, { productId: 'lamp' }))).toMatchObject({ availableCount: 94, status: 'IN_STOCK' });
  const open = await accepted(getReservation(viewer, { reservationId: 'cart-open' }));
  expect(open).toMatchObject({ status: 'ACTIVE', reference: 'session 1', orderId: null, committedAt: null });
  expect(await accepted(getReservation(viewer, { reservationId: 'cart-due' }))).toMatchObject({ status: 'EXPIRED' });
  expect(await accepted(fulfillment(viewer, { orderId: 'order-shipped' }))).toMatchObject({ reference: null });
  const { items } = await accepted(stockHistory(viewer, { ...lamp, limit: 1 }));
  expect(items).toMatchObject([
    { sequence: 7, cause: 'FULFILLED', committedDelta: 0, committedCount: 0, safetyStock: 0, sellableCount: 92 },
  ]);
});

test('a call that was answered before is recognised', async () => {
  const { checkout, admin } = callers;
  const lines = [line(lamp, 3), line({ ...lamp, warehouseId: 'PARIS' }, 3)];
  const input: ReserveStockInput = { reservationId: 'cart-open', lines, ttlSeconds: 3_600, reference: 'session 1' };
  expect(await accepted(reserveStock(checkout, input))).toMatchObject({ status: 'ACTIVE', revision: 1 });
  await accepted(fulfillStock(checkout, { orderId: 'order-shipped', reservationIds: ['cart-shipped'] }));
  await accepted(fulfillStock(checkout, { orderId: 'order-plain', lines: [line(lamp, 1)] }));
  await refused(fulfillStock(checkout, { orderId: 'order-plain', lines: [line(lamp, 2)] }), 'ID_REUSED');
  const counted = { ...chair, expectedVersion: 0, stockCount: 20, thresholdLevel: 2 };
  await refused(updateStock(admin, counted), 'ALREADY_EXISTS');
  expect((await allStoredLevels(stack)).map(({ sequence }) => sequence).toSorted()).toEqual(
    releasedData.inventory.map(({ sequence }) => sequence).toSorted(),
  );
});

test('nothing is left to the upgrade of what moves: a level is brought up by what moves it', async () => {
  const { checkout } = callers;
  await accepted(reserveStock(checkout, { reservationId: 'cart-new', lines: [line(lamp, 2)] }));
  expect(await storedLevel(lamp)).toMatchObject({ sequence: 8, available_count: 90, sellable_count: 90, withheld_count: 6 });
});

test('recent changes begin with the upgrade, and the history has what was before', async () => {
  const { viewer } = callers;
  await eventually(async () => {
    const { items } = await accepted(recentChanges(viewer, {}));
    expect(items).toMatchObject([{ ...lamp, sequence: 8, cause: 'RESERVED' }]);
  });
  expect((await accepted(stockHistory(viewer, lamp))).items).toHaveLength(8);
});

test('an audit finds nothing wrong, and brings the other levels up without a change of them', async () => {
  atOnce = await auditAll(stack);
  expect(atOnce).toMatchObject({ drifted: 0, drift: [], undecided: 0, lateMarks: 0, checked: { levels: 5 } });
  expect(atOnce.broughtUp).toBe(5);
  for (const level of await allStoredLevels(stack)) {
    const { product_id, warehouse_id, stock_count, reserved_count, available_count } = level;
    expect(level).toMatchObject({ committed_count: 0, safety_stock: 0, sellable_count: available_count, withheld_count: reserved_count });
    const before = releasedData.inventory.find((each) => each['product_id'] === product_id && each['warehouse_id'] === warehouse_id);
    if (product_id !== 'lamp' || warehouse_id !== 'LONDON')
      expect(level).toMatchObject({ ...before, stock_count, reserved_count, available_count });
  }
  expect(await auditAll(stack)).toMatchObject({ drifted: 0, broughtUp: 0 });
});

test('what the release before moves while a deploy is under way is sold to the last unit and no further', async () => {
  const { checkout } = callers;
  // It takes 10 of 90, and knows nothing of what else is to follow.
  await setLevel(stack, lamp, { reserved_count: 16, available_count: 80 });
  await refused(reserveStock(checkout, { reservationId: 'cart-too-many', lines: [line(lamp, 81)] }), 'INSUFFICIENT_STOCK');
  await setLevel(stack, lamp, { reserved_count: 6, available_count: 90 });
  await accepted(reserveStock(checkout, { reservationId: 'cart-last', lines: [line(lamp, 90)] }));
  await accepted(releaseStock(checkout, { reservationId: 'cart-last' }));
});

test('reservations of then are committed, shipped in parts, released and expired', async () => {
  const { checkout, viewer } = callers;
  await accepted(commitReservation(checkout, { reservationId: 'cart-changed', orderId: '1001' }));
  const { items } = await accepted(listReservations(viewer, { filter: { status: 'COMMITTED' } }));
  expect(items.map(({ reservationId }) => reservationId)).toEqual(['cart-changed']);
  const parcel = { orderId: '1001/1', reservationIds: ['cart-changed'], lines: [line(chair, 1)], keepRemainder: true, reference: '1001' };
  await accepted(fulfillStock(checkout, parcel));
  expect(await storedLevel(chair)).toMatchObject({ stock_count: 14, committed_count: 3, reserved_count: 6 });
  await accepted(releaseStock(checkout, { reservationId: 'cart-open' }));
  await refused(commitReservation(checkout, { reservationId: 'cart-due', orderId: '1002' }), 'RESERVATION_EXPIRED');
  await runNow(stack, 'expire-reservations');
  await accepted(commitReservation(checkout, { reservationId: 'cart-due', orderId: '1002', reacquire: true }));
  expect(await storedLevel(chair)).toMatchObject({ committed_count: 5, reserved_count: 6 });
});

test('an order that was half shipped ships the rest', async () => {
  expect(await runNow(stack, 'finish-orders')).toEqual({ finished: 1, left: 0, underWay: 0 });
  expect((await accepted(fulfillment(callers.viewer, { orderId: 'order-under-way' }))).lines).toHaveLength(2);
});

test('levels of then are counted and keep units from shoppers', async () => {
  const { admin, storefront, viewer } = callers;
  const before = await accepted(stock(viewer, chair));
  await accepted(updateStock(admin, { ...chair, expectedVersion: before.version, stockCount: 30, safetyStock: 4 }));
  const { committedCount, availableCount, sellableCount } = await accepted(stock(viewer, chair));
  expect({ committedCount, availableCount, sellableCount }).toEqual({ committedCount: 5, availableCount: 25, sellableCount: 21 });
  expect(await accepted(availability(storefront, { productId: 'chair' }))).toMatchObject({ availableCount: 21 });
});

test('an alert of then stays open, and is not published again', async () => {
  expect(await runNow(stack, 'check-thresholds')).toMatchObject({ told: 0 });
});

test('history goes on where it was, and all adds up', async () => {
  await expectInvariants(products, { stack });
  await expectFeedCaughtUp(products, { stack });
  await expectSummaryIsCount(stack);
  expect(await auditAll(stack)).toMatchObject({ drifted: 0, undecided: 0 });
});

async function storedLevel({ productId, warehouseId }: StockKeyInput): Promise<StoredLevel | undefined> {
  return (await allStoredLevels(stack)).find((level) => level.product_id === productId && level.warehouse_id === warehouseId);
}
