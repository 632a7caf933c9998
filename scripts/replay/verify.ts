import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import type { Reservation, StockChange, StockLevel } from '../../schema/types.ts';
import type { InventoryClient } from '../../web/client/main.ts';
import { historiesOf } from './histories.ts';
import { REPLAY_PREFIX } from './plan.ts';
import type { Outcome } from './run.ts';

/** What a verification found: sentences, none when everything adds up. */
export interface Verdict {
  levels: number;
  changes: number;
  problems: string[];
}

/**
 * Looks at every level whether its stock is what it opened with, less what the replay shipped, plus
 * what it gave back or wrote off; whether its history has every sequence once, adds up to the level
 * and names each order once; and that the replay has left no reservation, and no paid order. What
 * others did to the stack meanwhile counts to the opening stock.
 */
export async function verify(inventory: InventoryClient, outcome: Outcome, parallel: number): Promise<Verdict> {
  const effects = effectsOf(outcome);
  const pages = { limit: limits.pageSize };
  const levels = await all(inventory.eachStock(pages));
  const active = await all(inventory.eachReservation(pages));
  const committed = await all(inventory.eachReservation({ ...pages, filter: { status: 'COMMITTED' } }));
  const reservations = [...active, ...committed];
  const own = reservations.filter(({ reservationId }) => reservationId.startsWith(REPLAY_PREFIX));
  const [held, paid] = [unitsOf(reservations), unitsOf(committed)];

  const histories = await historiesOf(inventory, levels, parallel);
  const problems = levels.flatMap((level, place) => {
    const history = histories[place] ?? [];
    const own = problemsOfLevel(level, held.get(keyOf(level)) ?? 0, paid.get(keyOf(level)) ?? 0);
    const found = [...own, ...problemsOfHistory(level, history)];
    return [...found, ...problemsOfEffects(level, history, effects.get(keyOf(level)) ?? new Map<string, number>())];
  });
  const known = new Set(levels.map(keyOf));
  const missing = [...effects.keys()].filter((key) => !known.has(key)).map((key) => `The level ${key} is not listed.`);
  const left = own.map(({ reservationId, status }) => `The reservation ${reservationId} is still ${status.toLowerCase()}.`);
  return { levels: levels.length, changes: histories.flat().length, problems: [...left, ...missing, ...problems] };
}

/** By level and reference: how the stock must have changed. */
function effectsOf({ shipped, adjusted }: Outcome): Map<string, Map<string, number>> {
  const effects = new Map<string, Map<string, number>>();
  const note = (key: string, reference: string, delta: number) => {
    const ofLevel = effects.get(key) ?? new Map<string, number>();
    effects.set(key, ofLevel);
    add(ofLevel, reference, delta);
  };
  for (const { order, lines } of shipped) {
    for (const line of lines) note(keyOf(line), order.orderId, -line.quantity);
  }
  for (const { reference, delta, ...level } of adjusted) note(keyOf(level), reference ?? '', delta);
  return effects;
}

function unitsOf(reservations: readonly Reservation[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const line of reservations.flatMap(({ lines }) => lines)) add(units, keyOf(line), line.quantity);
  return units;
}

function problemsOfLevel(level: StockLevel, held: number, paid: number): string[] {
  const { stockCount, reservedCount, committedCount, availableCount } = level;
  const name = nameOf(level);
  return [
    ...(availableCount === stockCount - reservedCount
      ? []
      : [`${name}: ${availableCount} available, but ${stockCount} less ${reservedCount}.`]),
    ...(reservedCount === held ? [] : [`${name}: ${reservedCount} reserved, but reservations have ${held}.`]),
    ...(committedCount === paid ? [] : [`${name}: ${committedCount} committed, but paid orders have ${paid}.`]),
  ];
}

function problemsOfHistory(level: StockLevel, history: readonly StockChange[]): string[] {
  let [stock, reserved] = [0, 0];
  for (const [place, change] of history.entries()) {
    if (change.sequence !== place + 1) return [`${nameOf(level)}: history has ${change.sequence} where ${place + 1} belongs.`];
    stock += change.stockDelta;
    reserved += change.reservedDelta;
    if (stock !== change.stockCount || reserved !== change.reservedCount)
      return [`${nameOf(level)}: history does not add up at ${change.sequence}.`];
  }
  const last = history[level.sequence - 1];
  const isWhole = last?.stockCount === level.stockCount && last.reservedCount === level.reservedCount;
  return isWhole ? [] : [`${nameOf(level)}: history ends at ${history.length} of ${level.sequence}, or elsewhere than the level.`];
}

function problemsOfEffects(level: StockLevel, history: readonly StockChange[], wanted: ReadonlyMap<string, number>): string[] {
  const moved = new Map<string, number>();
  const seen = history.slice(0, level.sequence);
  for (const { reference, stockDelta } of seen)
    if (reference?.startsWith(REPLAY_PREFIX) && stockDelta !== 0) add(moved, reference, stockDelta);
  const opening = sum(seen.map(({ stockDelta }) => stockDelta)) - sum(moved.values());
  const expected = opening + sum(wanted.values());
  const differing = [...new Set([...moved.keys(), ...wanted.keys()])].filter((reference) => moved.get(reference) !== wanted.get(reference));
  return [
    ...(level.stockCount === expected ? [] : [`${nameOf(level)}: ${level.stockCount} in stock, ${expected} expected.`]),
    ...differing.map(
      (reference) => `${nameOf(level)}: ${reference} moved ${moved.get(reference) ?? 0}, not ${wanted.get(reference) ?? 0}.`,
    ),
  ];
}

async function all<Item>(listed: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of listed) items.push(item);
  return items;
}

function keyOf({ productId, warehouseId }: { productId: string; warehouseId: string }): string {
  return levelKey(productId, warehouseId);
}

function nameOf({ productId, warehouseId }: StockLevel): string {
  return `${productId} in ${warehouseId}`;
}

function add(map: Map<string, number>, key: string, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
