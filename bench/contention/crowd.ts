import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fulfillment, FulfillStockInput, StockKeyInput } from '../../schema/types.ts';
import { type Caller, callersOf, send } from '../../tests/support/client.ts';
import { type Outcome, releaseStock, reserveStock, updateStock } from '../../tests/support/operations.ts';
import type { StackDescription } from '../../tests/support/stack.ts';
import { type Summary, summarise } from '../statistics.ts';

/** What a crowd did to one level. */
export interface Crowd {
  level: StockKeyInput;
  opening: number;
  seconds: number;
  /** Reservations that were taken and came to their end. */
  orders: number;
  shipped: number;
  /** Calls that changed the level. */
  writes: number;
  answers: number;
  contended: number;
  /** Milliseconds of the calls, those answered with CONTENTION included. */
  latencies: Record<string, Summary>;
}

export interface CrowdOptions {
  /** A product that is not there yet. */
  productId: string;
  clients: number;
  /** When no client begins another order. */
  milliseconds: number;
}

/**
 * More than a crowd can take: that nothing is refused for lack of stock keeps every call a write.
 */
const OPENING = 1_000_000;

interface Count {
  orders: number;
  shipped: number;
  writes: number;
  contended: number;
}

/**
 * Lets clients hold a unit and ship it or give it back, again and again; each ends the order that
 * it has begun.
 */
export async function crowdOn(stack: StackDescription, options: CrowdOptions): Promise<Crowd> {
  const { admin, checkout } = callersOf(stack);
  const level = { productId: options.productId, warehouseId: 'LONDON' };
  await answered(updateStock(admin, { ...level, expectedVersion: 0, stockCount: OPENING }));
  const count: Count = { orders: 0, shipped: 0, writes: 0, contended: 0 };
  const took: Record<string, number[]> = { reserveStock: [], releaseStock: [], fulfillStock: [] };
  const begun = performance.now();

  async function decided(name: string, call: () => Promise<Outcome<unknown>>): Promise<void> {
    for (;;) {
      const sent = performance.now();
      const { answer } = await call();
      took[name]?.push(performance.now() - sent);
      const [error] = answer.errors ?? [];
      if (!error && answer.status === 200) break;
      if (error?.errorType !== 'CONTENTION') throw new Error(`${name} failed: ${answer.body}`);
      count.contended += 1;
      await pause((error.errorInfo as { retryAfterMs: number }).retryAfterMs * (1 + Math.random()));
    }
    count.writes += 1;
  }

  async function shop(client: number): Promise<void> {
    for (let order = client; performance.now() - begun < options.milliseconds; order += 1) {
      const reservationId = randomUUID();
      await decided('reserveStock', () => reserveStock(checkout, { reservationId, lines: [{ ...level, quantity: 1 }] }));
      if (order % 2 === 0) {
        await decided('fulfillStock', () => fulfillStock(checkout, { orderId: reservationId, reservationIds: [reservationId] }));
        count.shipped += 1;
      } else await decided('releaseStock', () => releaseStock(checkout, { reservationId }));
      count.orders += 1;
    }
  }

  await Promise.all(Array.from({ length: options.clients }, (_, client) => shop(client)));
  const all = Object.values(took).flat();
  const latencies = Object.fromEntries(Object.entries({ all, ...took }).map(([name, durations]) => [name, summarise(durations)]));
  return { level, opening: OPENING, seconds: (performance.now() - begun) / 1000, ...count, answers: all.length, latencies };
}

async function fulfillStock(caller: Caller, input: FulfillStockInput): Promise<Outcome<Fulfillment>> {
  const query = 'mutation Ship($input: FulfillStockInput!) { fulfillStock(input: $input) { orderId } }';
  const answer = await send(caller, query, { input });
  return { value: (answer.data?.['fulfillStock'] ?? null) as Fulfillment | null, answer };
}

async function answered(call: Promise<Outcome<unknown>>): Promise<void> {
  const { answer } = await call;
  if (answer.errors || answer.status !== 200) throw new Error(`A call failed: ${answer.body}`);
}
