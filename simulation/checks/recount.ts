import type { LevelItem } from '../../domain/level.ts';
import type { MovementItem } from '../../domain/movement.ts';
import { isSubReservation } from '../../domain/orders.ts';
import { ConsumerCopy, stockEventIds, type ConsumedEvent } from '../../tests/support/consumer-copy.ts';
import type { Received } from '../cloud/receivers.ts';
import { nameOf, type Ledger } from './ledger.ts';
import { holds, same } from './violation.ts';

/** An item of Inventory with what the change feed stores in it. */
export type Marked = LevelItem & { status?: string; attention?: string; oversold?: string; muted?: boolean };

/** The content of the tables at the end. */
export interface Tables {
  inventory: readonly Marked[];
  reservations: readonly Record<string, unknown>[];
  requests: readonly Record<string, unknown>[];
  movements: readonly Record<string, unknown>[];
}

/**
 * Clocks may be apart and the sweeper comes each minute: what is due is back within this, seconds.
 */
const BACK_WITHIN_S = 120;

/** The status by the numbers, as the contract has it, without the product's own rule. */
export function statusOf({ available_count, safety_stock = 0, threshold_level }: LevelItem | MovementItem): string {
  const sellable = available_count - safety_stock;
  if (sellable <= 0) return 'OUT_OF_STOCK';
  return sellable <= threshold_level ? 'LOW_STOCK' : 'IN_STOCK';
}

/** History is complete: each level's movements are 1 to its sequence. */
export function checkHistoryComplete(ledger: Ledger): void {
  for (const [name, states] of ledger.levels) {
    const known = ledger.movements.get(name) ?? new Map<number, MovementItem>();
    const missing = states.filter(({ item }) => !known.has(item.sequence)).map(({ item }) => item.sequence);
    same('history is complete', missing, [], `${name} lacks the movements`);
    holds('history has nothing else', known.size === states.length, () => `${name}: ${known.size} movements of ${states.length} changes`);
  }
}

/** Stored marks, and the summary, are what a recount says. */
export function checkMarks({ inventory, movements }: Tables): void {
  const counts = { levels: 0, low: 0, out: 0, oversold: 0 };
  for (const level of inventory) {
    const isLive = level.removed_at === undefined;
    const status = isLive ? statusOf(level) : undefined;
    const attention = status === 'LOW_STOCK' ? 'LOW' : status === 'OUT_OF_STOCK' ? 'OUT' : undefined;
    const oversold = isLive && level.available_count < 0 ? 'OVERSOLD' : undefined;
    same('marks = recount', [level.status, level.attention, level.oversold], [status, attention, oversold], nameOf(level));
    counts.levels += Number(isLive);
    counts.low += Number(status === 'LOW_STOCK');
    counts.out += Number(status === 'OUT_OF_STOCK');
    counts.oversold += Number(oversold !== undefined);
  }
  const shards = movements.filter(({ level }) => level === 'SUMMARY') as unknown as (typeof counts)[];
  const sum = (name: keyof typeof counts) => shards.reduce((total, shard) => total + shard[name], 0);
  same('summary = recount', { levels: sum('levels'), low: sum('low'), out: sum('out'), oversold: sum('oversold') }, counts, 'summary');
}

/** Nothing is under way any more. */
export function checkEnds({ reservations, requests }: Tables, ledger: Ledger, nowSeconds: number): void {
  const late = reservations.filter(({ status, expires_at }) => status === 'ACTIVE' && Number(expires_at) < nowSeconds - BACK_WITHIN_S);
  same('no reservation past its end', late, [], 'still active');
  const orphans = [...ledger.reservations].filter(([, { orphan }]) => orphan).map(([id]) => id);
  same('what TTL took is given back', orphans, [], 'units still out');
  const unfinished = requests.filter(({ unfinished: mark }) => mark === 'ORDER').map(({ request_id }) => request_id);
  same('every order ends', unfinished, [], 'unfinished');
  const made = reservations.filter(
    ({ reservation_id, status }) => isSubReservation(String(reservation_id)) && (status === 'ACTIVE' || status === 'COMMITTED'),
  );
  same('no order leaves parts behind', made, [], 'sub-reservations');
}

/** Every consumer of events has all of them, and a copy that is as the tables are. */
export function checkConsumers({ entries }: Received, ledger: Ledger, { reservations }: Tables): void {
  const copy = new ConsumerCopy();
  for (const { kind, detail } of entries) copy.take({ kind, ...(JSON.parse(detail) as object) } as ConsumedEvent);
  const expected = [...ledger.movements.values()].flatMap((movements) =>
    stockEventIds([...movements.values()].toSorted((one, other) => one.sequence - other.sequence)),
  );
  const got = [...copy.events.keys()].filter((id) => id.startsWith('stock.'));
  same('each change is an event', got.toSorted(), expected.toSorted(), 'events of stock');
  for (const states of ledger.levels.values()) {
    const level = states.at(-1)?.item as LevelItem;
    const { sequence, stockCount, reservedCount, version } = copy.levels.get(JSON.stringify([level.product_id, level.warehouse_id])) ?? {};
    same(
      'consumers = table',
      [sequence, stockCount, reservedCount, version],
      [level.sequence, level.stock_count, level.reserved_count, level.version],
      nameOf(level),
    );
  }
  for (const { reservation_id, status, revision } of reservations) {
    if (isSubReservation(String(reservation_id)) || status === 'FULFILLED') continue;
    const known = copy.reservations.get(String(reservation_id));
    same('consumers = table', [known?.status, known?.revision], [status, revision], String(reservation_id));
  }
  const shipped = [...copy.events.keys()].filter((id) => id.startsWith('order.fulfilled:')).length;
  holds('each order is an event', shipped === ledger.orders.size, () => `${shipped} events of ${ledger.orders.size} orders`);
}

interface Told {
  messageId: string;
  kind: string;
  alerts: { productId: string; warehouseId: string; status: string; since: string }[];
}

/** A message without the order of its properties, which nobody promises. */
function contentOf({ kind, alerts }: Told): unknown {
  const sorted = alerts.map((alert) => Object.entries(alert).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return [kind, sorted];
}

/** Every fall is told once: one message, however often it came, and the last one is true. */
export function checkAlerts({ messages }: Received, { inventory }: Tables): void {
  const told = new Map<string, Told>();
  for (const text of messages) {
    const message = JSON.parse(text) as Told;
    const known = told.get(message.messageId);
    if (known) same('a message is the same when it comes again', contentOf(message), contentOf(known), message.messageId);
    told.set(message.messageId, message);
  }
  const last = new Map<string, string>();
  const falls = new Set<string>();
  for (const { kind, alerts } of told.values()) {
    for (const { productId, warehouseId, status, since } of alerts) {
      const name = `${productId}/${warehouseId}`;
      const fall = `${name} ${status} since ${since}`;
      // A reminder comes to those who have been told.
      if (kind !== 'ALERT') continue;
      holds('a fall is told once', !falls.has(fall), () => fall);
      falls.add(fall);
      last.set(name, status);
    }
  }
  for (const level of inventory) {
    if (level.removed_at !== undefined || level.muted === true) continue;
    const status = statusOf(level);
    if (status === 'OUT_OF_STOCK') same('every fall is told', last.get(nameOf(level)), status, nameOf(level));
    if (status === 'LOW_STOCK') holds('every fall is told', last.has(nameOf(level)), () => `${nameOf(level)} is low and nobody was told`);
  }
}
