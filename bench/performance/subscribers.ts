import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { StockKeyInput } from '../../schema/types.ts';
import { type Caller, type Callers, callersOf } from '../../tests/support/client.ts';
import { adjustStock, type Outcome, reserveStock, updateStock } from '../../tests/support/operations.ts';
import type { StackDescription } from '../../tests/support/stack.ts';
import { Connection, onAvailabilityChange, onStockChange, type Subscription } from '../../tests/support/subscriber.ts';
import { type Summary, summarise } from '../statistics.ts';
import { markdownTable } from './rounds.ts';

/** How long after a mutation's answer its event was at that many subscribers, milliseconds. */
export interface SubscriberFigure {
  subscribers: number;
  delay: Summary;
}

const COUNTS = [1, 100, 1_000];
const LEVELS = 20;
/** Half of them adjustments, half reservations; each changes what shoppers see. */
const CHANGES = 200;
const CHANGES_A_SECOND = 20;
/** Clients of one connection, as a shop's page has them. */
const MOST_ON_CONNECTION = 50;

/** When the answer to the change with a name came, milliseconds. */
type AnsweredAt = Map<string, number>;
type Change = StockKeyInput & { sequence: number };

/**
 * Half of the subscribers are staff who follow everything, half shoppers who look at one product
 * each. Fails on errors and on lost events, never on time.
 */
export async function measureSubscribers(stack: StackDescription): Promise<SubscriberFigure[]> {
  const figures: SubscriberFigure[] = [];
  for (const subscribers of COUNTS) figures.push({ subscribers, delay: await withSubscribers(stack, subscribers) });
  return figures;
}

async function withSubscribers(stack: StackDescription, count: number): Promise<Summary> {
  const callers = callersOf(stack);
  const levels = Array.from({ length: LEVELS }, (_, index) => ({ productId: `told-${count}-${index}`, warehouseId: 'LONDON' }));
  for (const level of levels) await worked(updateStock(callers.admin, { ...level, expectedVersion: 0, stockCount: 10_000 }));
  const connections: Connection[] = [];
  const open = async (caller: Caller) => {
    const connection = await Connection.open(stack, caller);
    connections.push(connection);
    return connection;
  };
  try {
    const staffCount = Math.ceil(count / 2);
    const staff = await spread(
      staffCount,
      () => open(callers.viewer),
      (connection) => onStockChange(connection),
    );
    const shoppers = await spread(
      count - staffCount,
      () => open(callers.storefront),
      (connection, index) => onAvailabilityChange(connection, [levels[index % LEVELS]?.productId ?? '']),
    );
    const answeredAt = await changeSteadily(callers, levels);
    await untilEvents(staff);
    return summarise(delays([...staff, ...shoppers], answeredAt));
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** So many subscriptions on as few connections as they need. */
async function spread<Result>(
  count: number,
  open: () => Promise<Connection>,
  subscribe: (connection: Connection, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < count; first += MOST_ON_CONNECTION) {
    const connection = await open();
    const part = Array.from({ length: Math.min(MOST_ON_CONNECTION, count - first) }, (_, place) => subscribe(connection, first + place));
    results.push(...(await Promise.all(part)));
  }
  return results;
}

/**
 * Sends a change at every tick, whether or not the ones before were answered; a level has one at a
 * time, so its sequence is known.
 */
async function changeSteadily({ admin, checkout }: Callers, levels: readonly StockKeyInput[]): Promise<AnsweredAt> {
  const answeredAt: AnsweredAt = new Map();
  const begun = performance.now();
  const busy = levels.map(() => Promise.resolve());
  for (let change = 0; change < CHANGES; change += 1) {
    await pause(Math.max(0, begun + (change * 1_000) / CHANGES_A_SECOND - performance.now()));
    const place = change % levels.length;
    const level = levels[place] as StockKeyInput;
    // The first change of each level was its birth.
    const sequence = 2 + Math.floor(change / levels.length);
    busy[place] = (busy[place] ?? Promise.resolve()).then(async () => {
      if (sequence % 2 === 0) await worked(adjustStock(admin, { adjustmentId: randomUUID(), ...level, delta: -1, reason: 'CORRECTION' }));
      else await worked(reserveStock(checkout, { reservationId: randomUUID(), lines: [{ ...level, quantity: 1 }] }));
      answeredAt.set(nameOf({ ...level, sequence }), performance.now());
    });
  }
  await Promise.all(busy);
  return answeredAt;
}

/**
 * From each change's answer to its event, at every subscriber that got it. An event that overtakes
 * the answer counts as 0.
 */
function delays(subscriptions: readonly Subscription<Change>[], answeredAt: AnsweredAt): number[] {
  return subscriptions.flatMap(({ events, arrivals }) =>
    events.flatMap((event, place) => {
      const answered = answeredAt.get(nameOf(event));
      return answered === undefined ? [] : [Math.max(0, (arrivals[place] ?? 0) - answered)];
    }),
  );
}

/**
 * Waits for every change at everybody who follows all of them: none may be lost, however late it
 * is.
 */
async function untilEvents(staff: readonly Subscription<Change>[]): Promise<void> {
  const received = ({ events }: Subscription<Change>) => new Set(events.filter(({ sequence }) => sequence > 1).map(nameOf)).size;
  while (staff.some((each) => received(each) < CHANGES)) await pause(20);
}

async function worked(call: Promise<Outcome<unknown>>): Promise<void> {
  const { answer } = await call;
  if (answer.errors || answer.status !== 200) throw new Error(`A call failed: ${answer.body}`);
}

function nameOf({ productId, warehouseId, sequence }: Change): string {
  return JSON.stringify([productId, warehouseId, sequence]);
}

/** The table of these figures. */
export function subscribersTable(figures: readonly SubscriberFigure[]): string {
  return markdownTable(
    ['subscribers', 'events', 'p50 ms', 'p95 ms', 'p99 ms', 'longest ms'],
    figures.map(({ subscribers, delay: { count, p50, p95, p99, max } }) => [subscribers, count, p50, p95, p99, max].map(String)),
  );
}
