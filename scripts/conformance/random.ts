import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import type { StockChange, StockKeyInput } from '../../schema/types.ts';
import { checkCalls } from '../../simulation/checks/calls.ts';
import { Ledger } from '../../simulation/checks/ledger.ts';
import { holds, same } from '../../simulation/checks/violation.ts';
import { History } from '../../simulation/history.ts';
import type { Role } from '../../simulation/people/clients.ts';
import type { Floor, Person } from '../../simulation/people/person.ts';
import { workOnce } from '../../simulation/people/work.ts';
import { createChance } from '../../simulation/platform/chance.ts';
import { accessToken, apiKey, createInventoryClient, sigV4, type Authorization, type InventoryClient } from '../../web/client/main.ts';
import type { Made } from './journal.ts';

/** Which calls, and who hears of them. */
export interface RandomOptions {
  calls: number;
  seed: number;
  say: (line: string) => void;
}

const ROLES: readonly Role[] = ['checkout', 'checkout', 'catalogue', 'checkout', 'admin', 'viewer', 'storefront'];
const WAREHOUSES = ['LONDON', 'PARIS'];
const PRODUCTS = 3;
const FIRST_COUNT = 30;
const LONGEST_HOLD_S = 60;
/** The stage's clock and this machine's may be that far apart, milliseconds. */
const SLACK_MS = 300_000;
/** History follows within about a second; with a stage that is busy it may take this long. */
const FOLLOWS_WITHIN_MS = 60_000;

/**
 * The simulation's own workload and checks, without its faults, against a stage that runs: random
 * calls of seven callers at once on products of their own, then whether each success was once, no
 * refusal had an effect, and history tells all of it. Answers with what it has made, and with the
 * first rule that does not hold.
 */
export async function runRandom(
  stack: StackDescription,
  { calls, seed, say }: RandomOptions,
): Promise<{ made: Made[]; failure: Error | undefined }> {
  const prefix = `random-${randomInt(2 ** 40).toString(36)}-`;
  const levels = Array.from({ length: PRODUCTS }, (_, place) =>
    WAREHOUSES.map((warehouseId) => ({ productId: `${prefix}P${place}`, warehouseId })),
  ).flat();
  const floor: Floor = { prefix, levels, reservations: [], orders: [], longestHoldS: LONGEST_HOLD_S, largeOrders: false, forced: false };
  const history = new History(Date.now);
  const people = ROLES.map((role, place): Person => personOf(role, place, stack, { seed, floor, history }));
  const catalogue = clientOf('catalogue', stack);
  try {
    for (const key of levels)
      await catalogue.updateStock({ ...key, expectedVersion: 0, stockCount: FIRST_COUNT, thresholdLevel: 3, note: 'first' });
    say(`${people.length} callers make ${calls} calls on ${levels.length} levels of their own, seed ${seed}.`);
    const left = { calls };
    await Promise.all(people.map((person) => live(person, left)));
    await check(clientOf('viewer', stack), floor, history);
    say(`${history.calls.length} calls were made, and every rule held.`);
    return { made: madeBy(floor), failure: undefined };
  } catch (failure) {
    return { made: madeBy(floor), failure: failure as Error };
  } finally {
    for (const { client } of people) client.close();
  }
}

function personOf(
  role: Role,
  place: number,
  stack: StackDescription,
  { seed, floor, history }: { seed: number; floor: Floor; history: History },
): Person {
  let keys = 0;
  const newKey = (kind: string) => `${floor.prefix}${kind}-${place}-${(keys += 1)}`;
  const own = { chance: createChance(seed, `${role} ${place}`), versions: new Map(), carts: new Map() };
  return { ...own, name: `${role} ${place + 1}`, role, floor, history, newKey, client: clientOf(role, stack) };
}

async function live(person: Person, left: { calls: number }): Promise<void> {
  while (left.calls > 0) {
    left.calls -= 1;
    await workOnce(person);
  }
}

function clientOf(role: Role, stack: StackDescription): InventoryClient {
  const { graphqlUrl, realtimeUrl, region, tokens, credentials } = stack;
  const authorizations: Readonly<Record<Role, () => Authorization>> = {
    storefront: () => apiKey(stack.apiKey),
    admin: () => accessToken(() => tokens.admin),
    viewer: () => accessToken(() => tokens.viewer),
    checkout: () => sigV4({ region, credentials: credentials.checkout }),
    catalogue: () => sigV4({ region, credentials: credentials.catalogue }),
  };
  return createInventoryClient({ graphqlUrl, realtimeUrl, authorization: authorizations[role]() });
}

/** Makes a ledger of what the API says, and judges the calls by it. */
async function check(client: InventoryClient, floor: Floor, history: History): Promise<void> {
  const ledger = new Ledger({ inventory: 'inventory', reservations: 'reservations', requests: 'requests', movements: 'movements' });
  for (const key of floor.levels) for (const change of await historyOf(client, key)) takeChange(ledger, change);
  for (const reservationId of floor.reservations) {
    const reservation = await client.reservation({ reservationId });
    const item = reservation && { reservation_id: reservationId, status: reservation.status, revision: reservation.revision };
    if (item)
      ledger.reservations.set(reservationId, {
        states: [{ at: Date.parse(reservation.createdAt), item: item as never }],
        births: 1,
        orphan: false,
        deleted: true,
        usedAgain: false,
      });
  }
  for (const orderId of floor.orders) {
    const order = await client.fulfillment({ orderId });
    if (order) ledger.orders.set(orderId, [{ at: Date.parse(order.fulfilledAt), item: order as never }]);
  }
  // Reservations are read as they are now, and not as they were at each moment.
  const kept = history.calls.filter(({ operation }) => operation !== 'reservation');
  history.calls.splice(0, history.calls.length, ...kept);
  checkCalls(history, ledger, { slackMs: SLACK_MS });
}

/** All changes of a level, once history has come to what the level is. */
async function historyOf(client: InventoryClient, key: StockKeyInput): Promise<StockChange[]> {
  const until = Date.now() + FOLLOWS_WITHIN_MS;
  for (;;) {
    const level = await client.stock(key);
    const changes: StockChange[] = [];
    for await (const change of client.eachStockChange({ ...key, afterSequence: 0 })) changes.push(change);
    const last = changes.at(-1);
    if ((last && last.sequence === level?.sequence) || last?.cause === 'REMOVED' || Date.now() > until) {
      same(
        'history is complete',
        changes.map(({ sequence }) => sequence),
        changes.map((_, place) => place + 1),
        `${key.productId}/${key.warehouseId}`,
      );
      for (const { availableCount, stockCount, reservedCount } of changes)
        holds('available = stock - reserved', availableCount === stockCount - reservedCount && availableCount >= 0, () => key.productId);
      return changes;
    }
    await pause(500);
  }
}

function takeChange(ledger: Ledger, change: StockChange): void {
  const { productId: product_id, warehouseId: warehouse_id, sequence, version, cause, actor, note, reference } = change;
  const before = ledger.level(`${product_id}/${warehouse_id}`);
  const after = {
    ...{ product_id, warehouse_id, sequence, version, last_change: { cause, actor, note, reference } },
    ...{ stock_count: change.stockCount, reserved_count: change.reservedCount, available_count: change.availableCount },
    ...{ committed_count: change.committedCount ?? 0, safety_stock: change.safetyStock ?? 0, threshold_level: change.thresholdLevel },
    ...(cause === 'REMOVED' && { removed_at: change.changedAt }),
  };
  ledger.take({ table: 'inventory', before: before as never, after, byTtl: false }, Date.parse(change.changedAt));
}

function madeBy({ levels, reservations }: Floor): Made[] {
  return [...levels.map((level) => ({ level })), ...reservations.map((reservationId) => ({ reservationId }))];
}
