import { whole } from './stored.ts';
import { KEY_SEPARATOR } from './text.ts';
import type { LineInput, ReservationLine } from '../schema/types.ts';

/** A line as the tables keep it. */
export interface LineItem {
  product_id: string;
  warehouse_id: string;
  quantity: number;
}

/** A line as a caller asks for it: null leaves the warehouse to the server. */
export interface AskedLine {
  product_id: string;
  warehouse_id: string | null;
  quantity: number;
}

/**
 * Units by level. Keys start with the separator, so no id can meet a name that objects have by
 * themselves (`__proto__`).
 */
export type Quantities = Record<string, number>;

/** Names a level inside one call. */
export function levelKey(productId: string, warehouseId: string): string {
  return KEY_SEPARATOR + productId + KEY_SEPARATOR + warehouseId;
}

/** Adds up repeated levels; keeps the order in which they were first named. */
export function addUp(lines: ReservationLine[]): LineItem[] {
  return addUpAsked(lines) as LineItem[];
}

/** The same for lines that may leave their warehouse out: a product without one is a level too. */
export function addUpAsked(lines: LineInput[]): AskedLine[] {
  const added: AskedLine[] = [];
  const places: Quantities = {};
  lines.forEach((line) => {
    // No id is empty.
    const key = levelKey(line.productId, line.warehouseId ?? '');
    const place = places[key];
    const known = place === undefined ? undefined : added[place];
    if (known) {
      known.quantity = known.quantity + line.quantity;
    } else {
      places[key] = added.length;
      added.push({ product_id: line.productId, warehouse_id: line.warehouseId ?? null, quantity: line.quantity });
    }
  });
  return added;
}

/** Lines as a map, for comparing without regard to order. */
export function quantities(lines: LineItem[]): Quantities {
  const map: Quantities = {};
  lines.forEach((line) => {
    map[levelKey(line.product_id, line.warehouse_id)] = line.quantity;
  });
  return map;
}

/** Whether two added-up carts ask the same of the same levels. */
export function sameLines(one: LineItem[], other: LineItem[]): boolean {
  const map = quantities(one);
  return one.length === other.length && other.every((line) => map[levelKey(line.product_id, line.warehouse_id)] === line.quantity);
}

/**
 * From old to new lines: the difference of each level that either names, new levels last; levels
 * that stay as they are have 0.
 */
export function lineChanges(from: LineItem[], to: LineItem[]): LineItem[] {
  const wanted = quantities(to);
  const reserved = quantities(from);
  const kept = from.map((line) => ({ ...line, quantity: (wanted[levelKey(line.product_id, line.warehouse_id)] ?? 0) - line.quantity }));
  return kept.concat(to.filter((line) => reserved[levelKey(line.product_id, line.warehouse_id)] === undefined));
}

/** A stored line as callers see it. */
export function reservationLine(line: LineItem): ReservationLine {
  return { productId: line.product_id, warehouseId: line.warehouse_id, quantity: whole(line.quantity) };
}
