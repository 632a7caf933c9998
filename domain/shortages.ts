import type { LevelItem, Pool } from './level.ts';
import { levelKey } from './lines.ts';
import type { LineItem, Quantities } from './lines.ts';
import { shortageOf } from './refusals.ts';
import type { Shortage } from './refusals.ts';
import { freeUnits } from './sourcing.ts';

/** The units that a call takes from levels that it names. */
export interface Taking {
  /** Each level once; one that gets units back has fewer than 0. */
  lines: LineItem[];
  /** What its reservation has already, by levelKey: it counts as available and as requested. */
  reserved: Quantities;
  /** Down to where it may take units. */
  pool: Pool;
}

/** The lines for which one of these levels has too few units. */
export function shortagesIn({ lines, reserved, pool }: Taking, levels: (LevelItem | null)[]): Shortage[] {
  const free = freeUnits(levels, pool);
  const short: Shortage[] = [];
  lines.forEach((line) => {
    const key = levelKey(line.product_id, line.warehouse_id);
    const has = reserved[key] ?? 0;
    const there = free[key] ?? line.quantity;
    if (there < line.quantity) {
      short.push(shortageOf({ ...line, quantity: line.quantity + has }, there + has));
    }
  });
  return short;
}
