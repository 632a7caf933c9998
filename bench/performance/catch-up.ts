import { setTimeout as pause } from 'node:timers/promises';
import type { Shop } from './shop.ts';
import { WAREHOUSE } from './shop.ts';

/** How often to look, milliseconds. */
const LOOK_MS = 100;
/** Levels in one look. */
const AT_ONCE = 10;

/**
 * Waits until the history has every change of these levels: of some, then of the next, so that
 * looking does not take the time that is measured. Answers how long that took, milliseconds.
 */
export async function untilFeedCaughtUp({ staff }: Shop, products: readonly string[]): Promise<number> {
  const began = performance.now();
  for (let start = 0; start < products.length; start += AT_ONCE) {
    const part = products.slice(start, start + AT_ONCE);
    while (!(await haveMovements(staff, part))) await pause(LOOK_MS);
  }
  return performance.now() - began;
}

async function haveMovements(staff: Shop['staff'], products: readonly string[]): Promise<boolean> {
  const fields = products.flatMap((id, place) => {
    const key = `productId: ${JSON.stringify(id)}, warehouseId: "${WAREHOUSE}"`;
    return [`l${place}: stock(${key}) { sequence }`, `h${place}: stockHistory(${key}, limit: 1) { items { sequence } }`];
  });
  const data = (await staff.send({ query: `{ ${fields.join(' ')} }` })) as Record<string, Looked>;
  return products.every((_id, place) => data[`l${place}`]?.sequence === data[`h${place}`]?.items?.[0]?.sequence);
}

interface Looked {
  sequence?: number;
  items?: { sequence: number }[];
}
