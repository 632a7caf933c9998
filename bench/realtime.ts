import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StockKeyInput } from '../schema/types.ts';
import { type Caller, type Callers, callersOf } from '../tests/support/client.ts';
import { adjustStock, type Outcome, reserveStock, updateStock } from '../tests/support/operations.ts';
import { spawnStack } from '../tests/support/process.ts';
import type { StackDescription } from '../tests/support/stack.ts';
import { Connection, onAvailabilityChange, onStockChange, type Subscription } from '../tests/support/subscriber.ts';
import { type Summary, summarise, tableOf } from './statistics.ts';

// `npm run bench:realtime`: how long after a mutation's answer its event is at the subscribers, on a stack of its own. Prints a table and a line of
// JSON. Fails on errors and on lost events, never on time.

/** Staff who follow everything, and shoppers who look at one product each. */
const STAFF = 50;
const SHOPPERS = 50;
const LEVELS = 20;
/** Half of them adjustments, half reservations; each changes what shoppers see. */
const CHANGES = 400;
const CHANGES_A_SECOND = 20;
/** How long after the last change an event may still come. */
const PATIENCE_MS = 10_000;

/** When the answer to the change with a name came, and how long each call took, milliseconds. */
interface Calls {
  answeredAt: Map<string, number>;
  durations: number[];
}
type Told = StockKeyInput & { sequence: number };

const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
const stack = await spawnStack({ directory, memory: true });
const connections: Connection[] = [];
try {
  const results = await measure(stack.description);
  process.stdout.write(`${tableOf(results)}\n${JSON.stringify(results)}\n`);
} finally {
  for (const connection of connections) connection.close();
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function measure(description: StackDescription): Promise<Record<string, Summary>> {
  const callers = callersOf(description);
  const levels = Array.from({ length: LEVELS }, (_, index) => ({ productId: `bench-${index}`, warehouseId: 'LONDON' }));
  const open = (caller: Caller) => connect(description, caller);
  const staff = await together(STAFF, async () => onStockChange(await open(callers.viewer)));
  const shoppers = await together(SHOPPERS, async (index) =>
    onAvailabilityChange(await open(callers.storefront), [levels[index % LEVELS]?.productId ?? '']),
  );
  for (const level of levels) await worked(updateStock(callers.admin, { ...level, expectedVersion: 0, stockCount: 10_000 }));
  await untilHeard(staff, levels.length);
  const calls = await changeSteadily(callers, levels);
  await untilHeard(staff, levels.length + CHANGES);
  const [atStaff, atShoppers] = [staff, shoppers].map((subscriptions) => delays(subscriptions, calls));
  return {
    'change to event, all': summarise([...(atStaff ?? []), ...(atShoppers ?? [])]),
    onStockChange: summarise(atStaff ?? []),
    onAvailabilityChange: summarise(atShoppers ?? []),
    'the mutation itself': summarise(calls.durations),
  };
}

async function connect(description: StackDescription, caller: Caller): Promise<Connection> {
  const connection = await Connection.open(description, caller);
  connections.push(connection);
  return connection;
}

/** Sends a change at every tick, whether or not the ones before were answered; a level has one at a time, so its sequence is known. */
async function changeSteadily({ admin, checkout }: Callers, levels: readonly StockKeyInput[]): Promise<Calls> {
  const calls: Calls = { answeredAt: new Map(), durations: [] };
  const begun = performance.now();
  const busy = levels.map(() => Promise.resolve());
  for (let change = 0; change < CHANGES; change += 1) {
    await pause(Math.max(0, begun + (change * 1_000) / CHANGES_A_SECOND - performance.now()));
    const place = change % levels.length;
    const level = levels[place] as StockKeyInput;
    // The first change of each level was its birth.
    const sequence = 2 + Math.floor(change / levels.length);
    busy[place] = (busy[place] ?? Promise.resolve()).then(async () => {
      const sent = performance.now();
      if (sequence % 2 === 0) await worked(adjustStock(admin, { adjustmentId: randomUUID(), ...level, delta: -1, reason: 'CORRECTION' }));
      else await worked(reserveStock(checkout, { reservationId: randomUUID(), lines: [{ ...level, quantity: 1 }] }));
      const answered = performance.now();
      calls.answeredAt.set(nameOf({ ...level, sequence }), answered);
      calls.durations.push(answered - sent);
    });
  }
  await Promise.all(busy);
  return calls;
}

/** From each change's answer to its event, at every subscriber that got it. An event that overtakes the answer counts as 0. */
function delays(subscriptions: readonly Subscription<Told>[], { answeredAt }: Calls): number[] {
  return subscriptions.flatMap(({ events, arrivals }) =>
    events.flatMap((event, place) => {
      const answered = answeredAt.get(nameOf(event));
      return answered === undefined ? [] : [Math.max(0, (arrivals[place] ?? 0) - answered)];
    }),
  );
}

async function untilHeard(subscriptions: readonly Subscription<unknown>[], events: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (subscriptions.some((subscription) => subscription.events.length < events)) {
    if (performance.now() > deadline) throw new Error(`Not every subscriber heard of ${events} changes within ${PATIENCE_MS} ms.`);
    await pause(20);
  }
}

async function together<Result>(count: number, task: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => task(index)));
}

async function worked(call: Promise<Outcome<unknown>>): Promise<void> {
  const { answer } = await call;
  if (answer.errors || answer.status !== 200) throw new Error(`A call failed: ${answer.body}`);
}

function nameOf({ productId, warehouseId, sequence }: Told): string {
  return JSON.stringify([productId, warehouseId, sequence]);
}
