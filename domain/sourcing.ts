import { takeable, stockLevel, isLive } from './level.ts';
import type { LevelItem, Pool } from './level.ts';
import { limits } from './limits.ts';
import { addUp, levelKey, reservationLine } from './lines.ts';
import type { AskedLine, LineItem, Quantities } from './lines.ts';
import { isNil } from './nil.ts';
import { insufficientStock, levelsNotFound, shortageOf } from './refusals.ts';
import type { Elsewhere, Refused } from './refusals.ts';
import type { SplitPolicy } from '../schema/types.ts';

// Which warehouses ship lines that name none. Pure: what is there comes in as it was read, and the
// condition of the write decides whether it still is.

/** What the server is to choose warehouses for, as plain data that can be handed to a function. */
export interface Sourcing {
  asked: AskedLine[];
  split: SplitPolicy;
  /** Those that may ship, the preferred one first; null: all that keep the product. */
  warehouses: string[] | null;
  /**
   * The text of what the caller asked, that a call sent again is compared by. Made where the call
   * came in, since two runtimes need not write one text the same.
   */
  input: string;
}

/** The warehouses that may ship these lines, the preferred one first. */
export type Ranking = (lines: AskedLine[]) => string[];

/** Names a level by its table key. */
export type LevelName = Pick<LineItem, 'product_id' | 'warehouse_id'>;

/** A line that cannot be had, and how much of it could. */
interface ShortLine {
  line: AskedLine;
  available: number;
}

/** What a planner made of the lines: either they can be had, or some are unknown or short. */
export interface Plan {
  /** What to take from which level; empty unless all lines can be had. */
  lines: LineItem[];
  /** Lines whose product is kept in no warehouse that may ship it. */
  unknown: AskedLine[];
  short: ShortLine[];
  /** Levels that show it: as long as they are as they were seen, the lines cannot be had. */
  proof: LevelName[];
}

/** Units that a caller may take, by levelKey; levels that are not there or retired are left out. */
export function freeUnits(items: (LevelItem | null)[], pool: Pool): Quantities {
  const free: Quantities = {};
  items.forEach((item) => {
    if (isLive(item)) {
      free[levelKey(item.product_id, item.warehouse_id)] = takeable(stockLevel(item), pool);
    }
  });
  return free;
}

/** The levels to look at: every product in every warehouse, and those that lines name. */
export function candidates(asked: AskedLine[], warehouses: string[]): LevelName[] {
  const every = asked.flatMap(({ product_id, warehouse_id }) =>
    warehouses.concat(isNil(warehouse_id) ? [] : [warehouse_id]).map((each) => ({ productId: product_id, warehouseId: each, quantity: 1 })),
  );
  return addUp(every).map(({ product_id, warehouse_id }) => ({ product_id, warehouse_id }));
}

/**
 * Chooses a warehouse for each line that names none. One for all of them is tried first, so that
 * fewer parcels leave; then, as `split` says, one for each line, or several: in the order of the
 * ranking, or the fullest ones where that would take too many. It finds a way where there is one,
 * but not always that with the fewest parcels.
 */
export function planLines(asked: AskedLine[], split: SplitPolicy, free: Quantities, ranked: Ranking): Plan {
  const left: Quantities = Object.assign({}, free);
  const plan: Plan = { lines: [], unknown: [], short: [], proof: [] };
  const chosen: LineItem[] = [];
  const open = asked.filter((line) => isNil(line.warehouse_id));
  asked.forEach((line) => {
    if (!isNil(line.warehouse_id)) {
      place(line, [line.warehouse_id], 'NONE', left, chosen, plan);
    }
  });
  const fits = (warehouse: string): boolean => open.every((line) => unitsIn(line, warehouse, left) >= line.quantity);
  const whole = ranked(open).find((warehouse) => fits(warehouse));
  if (!isNil(whole)) {
    open.forEach((line) => place(line, [whole], 'NONE', left, chosen, plan));
  } else if (split === 'NONE') {
    placeNearest(open, ranked, left, plan);
  } else {
    open.forEach((line) => place(line, ranked([line]), split, left, chosen, plan));
  }
  if (plan.unknown.length === 0 && plan.short.length === 0) {
    plan.lines = addUp(chosen.map((line) => reservationLine(line)));
  }
  return plan;
}

/** The other warehouses that have units of a line's product for the caller, the fullest first. */
export function elsewhere(line: Pick<AskedLine, 'product_id' | 'warehouse_id'>, items: LevelItem[], pool: Pool): Elsewhere[] {
  const of = items.filter((item) => item.product_id === line.product_id && item.warehouse_id !== line.warehouse_id);
  const free = freeUnits(of, pool);
  const names = of.map((item) => item.warehouse_id);
  return fullestFirst(line, names, free)
    .map((warehouseId) => ({ warehouseId, available: unitsIn(line, warehouseId, free) }))
    .filter(({ available }) => available > 0)
    .slice(0, limits.warehousesPerCall);
}

/** The warehouses with most units of a line first. */
export function fullestFirst(line: Pick<AskedLine, 'product_id'>, warehouses: string[], free: Quantities): string[] {
  const named: Record<string, string> = {};
  const keys = warehouses.map((warehouse, index) => {
    // AppSync sorts texts only: fewer units, then a later place, make a greater one.
    const key = `${limits.sum - unitsIn(line, warehouse, free) + limits.sum}#${10_000 + index}`;
    named[key] = warehouse;
    return key;
  });
  keys.sort();
  return keys.map((key) => named[key] ?? '');
}

/** How many units there are of a line's product in a warehouse. */
export function unitsIn({ product_id }: Pick<AskedLine, 'product_id'>, warehouse: string, free: Quantities): number {
  return free[levelKey(product_id, warehouse)] ?? 0;
}

/**
 * Why the lines cannot be had: products that are in none of the warehouses come before what is
 * short.
 * @param items the levels that the plan was made from
 */
export function planRefusal({ unknown, short }: Plan, items: LevelItem[], pool: Pool): Refused {
  return unknown.length > 0
    ? levelsNotFound(unknown)
    : insufficientStock(short.map(({ line, available }) => ({ ...shortageOf(line, available), others: elsewhere(line, items, pool) })));
}

/** Takes a line from one warehouse, or with ANY from several; otherwise it is unknown or short. */
function place(line: AskedLine, order: string[], split: SplitPolicy, left: Quantities, chosen: LineItem[], plan: Plan): void {
  const single = order.find((warehouse) => unitsIn(line, warehouse, left) >= line.quantity);
  const fullest = fullestFirst(line, order, left).slice(0, split === 'ANY' ? limits.warehousesPerLine : 1);
  const available = fullest.reduce((sum, warehouse) => sum + unitsIn(line, warehouse, left), 0);
  if (!isNil(single)) {
    take(line, [single], left, chosen);
  } else if (available >= line.quantity) {
    const inOrder = order.filter((warehouse) => unitsIn(line, warehouse, left) > 0).slice(0, limits.warehousesPerLine);
    const enough = inOrder.reduce((sum, warehouse) => sum + unitsIn(line, warehouse, left), 0) >= line.quantity;
    take(line, enough ? inOrder : fullest, left, chosen);
  } else {
    if (order.some((warehouse) => !isNil(left[levelKey(line.product_id, warehouse)]))) {
      plan.short.push({ line, available });
    } else {
      plan.unknown.push(line);
    }
    if (plan.proof.length === 0) {
      plan.proof = order.map((warehouse) => ({ product_id: line.product_id, warehouse_id: warehouse }));
    }
  }
}

function take(line: AskedLine, warehouses: string[], left: Quantities, chosen: LineItem[]): void {
  let missing = line.quantity;
  warehouses.forEach((warehouse_id) => {
    const quantity = Math.min(missing, unitsIn(line, warehouse_id, left));
    if (quantity > 0) {
      chosen.push({ product_id: line.product_id, warehouse_id, quantity });
      left[levelKey(line.product_id, warehouse_id)] = unitsIn(line, warehouse_id, left) - quantity;
      missing = missing - quantity;
    }
  });
}

/**
 * No warehouse has all the lines: those are short that the nearest one has not, which is the first
 * with the fewest of them.
 */
function placeNearest(open: AskedLine[], ranked: Ranking, left: Quantities, plan: Plan): void {
  const warehouses = ranked(open);
  const gaps = warehouses.map((warehouse) => ({
    warehouse,
    lines: open.filter((line) => unitsIn(line, warehouse, left) < line.quantity),
  }));
  const fewest = gaps.reduce((least, { lines }) => Math.min(least, lines.length), open.length);
  const nearest = gaps.find(({ lines }) => lines.length === fewest) ?? { warehouse: '', lines: open };
  const isKept = (line: AskedLine): boolean => warehouses.some((warehouse) => !isNil(left[levelKey(line.product_id, warehouse)]));
  plan.unknown = plan.unknown.concat(open.filter((line) => !isKept(line)));
  const short = nearest.lines.filter((line) => isKept(line));
  plan.short = plan.short.concat(short.map((line) => ({ line, available: unitsIn(line, nearest.warehouse, left) })));
  if (plan.proof.length === 0) {
    plan.proof = gaps.map(({ warehouse, lines }) => ({ product_id: lines[0]?.product_id ?? '', warehouse_id: warehouse }));
  }
}
