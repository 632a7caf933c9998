import type { StockKeyInput } from '../../schema/types.ts';
import type { Callers } from './client.ts';
import { keyOf, line, newId } from './fixtures.ts';
import {
  adjustStock,
  changeReservation,
  extendReservation,
  fulfillStock,
  releaseStock,
  reserveStock,
  stock,
  transferStock,
  updateStock,
} from './operations.ts';
import { runNow } from './run-now.ts';
import type { BulkLevels } from './bulk-levels.ts';
import type { StackDescription } from './stack.ts';
import { pause } from './wait.ts';

/** A shop that goes on until it is asked to stop. */
export interface Load {
  /** Ends it once the calls under way have been answered. */
  stop: () => Promise<void>;
  /** How many steps have been made. */
  calls: () => number;
}

interface Shop {
  stack: StackDescription;
  callers: Callers;
  /** Levels that all want at once. */
  busy: readonly StockKeyInput[];
  /** Enough levels for orders of several transactions. */
  bulk: BulkLevels;
  random: () => number;
}

/** Customers beside each other. */
const CUSTOMERS = 2;
/** Between the calls of each, milliseconds: a feed that cannot keep up is no healthy system. */
const REST_MS = 400;
const ORDERS_REST_MS = 20_000;

/**
 * Lets customers hold, change, extend, release, order and leave, staff count and move, large orders
 * ship or fail, and the sweeper come by. Refusals are part of it; answers that nobody expects are
 * not its business but that of the tests of each call.
 */
export function startLoad(shop: Shop): Load {
  const state = { stopped: false, calls: 0 };
  const until = async (step: () => Promise<unknown>, restMs: number) => {
    while (!state.stopped) {
      // A call without an answer is one more that an audit must bear.
      await step().catch(() => undefined);
      await pause(restMs);
      state.calls += 1;
    }
  };
  const work = [
    ...Array.from({ length: CUSTOMERS }, () => until(() => visit(shop), REST_MS)),
    until(() => manage(shop), REST_MS),
    until(() => runNow(shop.stack, 'check-thresholds'), REST_MS),
    until(() => orderMuch(shop), ORDERS_REST_MS),
    until(() => runNow(shop.stack, 'expire-reservations'), 5 * REST_MS),
  ];
  return {
    stop: async () => {
      state.stopped = true;
      await Promise.all(work);
    },
    calls: () => state.calls,
  };
}

async function visit({ callers: { checkout }, busy, random }: Shop): Promise<void> {
  const reservationId = newId('hold');
  const some = busy.filter(() => random() < 0.4);
  const lines = (some.length > 0 ? some : busy.slice(0, 1)).map((level) => line(level, 1 + Math.floor(random() * 3)));
  const { value } = await reserveStock(checkout, { reservationId, lines, ttlSeconds: 1 + Math.floor(random() * 3) });
  if (!value) return;
  const ends: (() => Promise<unknown>)[] = [
    () => releaseStock(checkout, { reservationId }),
    () => changeReservation(checkout, { reservationId, lines: busy.slice(0, 2).map((level) => line(level, 1)) }),
    () => extendReservation(checkout, { reservationId, ttlSeconds: 4 }),
    () => fulfillStock(checkout, { orderId: newId('order'), reservationIds: [reservationId] }),
    () =>
      fulfillStock(checkout, { orderId: newId('order'), reservationIds: [reservationId], lines: lines.slice(0, 1), keepRemainder: true }),
    () => Promise.resolve(),
  ];
  await ends[Math.floor(random() * ends.length)]?.();
}

/** Deliveries, counts that are forced below the reservations, and moves. */
async function manage({ callers: { admin }, busy, random }: Shop): Promise<void> {
  const level = keyOf(busy[Math.floor(random() * busy.length)] as StockKeyInput);
  const [delta, what] = [40 + Math.floor(random() * 20), random()];
  await adjustStock(admin, { adjustmentId: newId('adjustment'), ...level, delta, reason: 'RECEIVED' });
  if (what < 0.3) {
    const { value } = await stock(admin, level);
    const counted = { stockCount: Math.floor(random() * 30), allowBelowReserved: true };
    if (value) await updateStock(admin, { ...level, expectedVersion: value.version, ...counted });
  } else if (what < 0.6) {
    const way = { fromWarehouseId: level.warehouseId, toWarehouseId: 'PARIS' };
    await transferStock(admin, { transferId: newId('transfer'), productId: level.productId, ...way, quantity: 2 });
  }
}

/**
 * Orders that take several transactions: of free units, and of a reservation whose units they take
 * over without touching a level.
 */
async function orderMuch({ callers: { checkout }, bulk, random }: Shop): Promise<void> {
  const first = Math.floor(random() * 10);
  await fulfillStock(checkout, { orderId: newId('order'), lines: bulk.lines(first, 101, 1) });
  const reservationIds = [newId('hold'), newId('hold')];
  for (const [place, reservationId] of reservationIds.entries())
    await reserveStock(checkout, { reservationId, lines: bulk.lines(first + place * 55, 55, 2), ttlSeconds: 30 });
  await fulfillStock(checkout, { orderId: newId('order'), reservationIds, lines: bulk.lines(first, 105, 1) });
}
