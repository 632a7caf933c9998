import { setTimeout as pause } from 'node:timers/promises';
import type { Shop } from './shop.ts';
import { WAREHOUSE } from './shop.ts';

/** How often to look, milliseconds. */
const LOOK_MS = 50;
/** Levels in one look. */
const AT_ONCE = 25;

/** Waits until the history has every change of these levels. Answers how long that took, milliseconds. */
export async function untilFollowed({ staff }: Shop, products: readonly string[]): Promise<number> {
  const began = performance.now();
  for (let behind = products; behind.length > 0;) {
    behind = await notFollowed(staff, behind);
    if (behind.length > 0) await pause(LOOK_MS);
  }
  return performance.now() - began;
}

async function notFollowed(staff: Shop['staff'], products: readonly string[]): Promise<string[]> {
  const behind: string[] = [];
  for (let start = 0; start < products.length; start += AT_ONCE) {
    const part = products.slice(start, start + AT_ONCE);
    const fields = part.flatMap((id, place) => {
      const key = `productId: ${JSON.stringify(id)}, warehouseId: "${WAREHOUSE}"`;
      return [`l${place}: stock(${key}) { sequence }`, `h${place}: stockHistory(${key}, limit: 1) { items { sequence } }`];
    });
    const data = (await staff.send({ query: `{ ${fields.join(' ')} }` })) as Record<string, Looked>;
    behind.push(...part.filter((_id, place) => data[`l${place}`]?.sequence !== data[`h${place}`]?.items?.[0]?.sequence));
  }
  return behind;
}

interface Looked {
  sequence?: number;
  items?: { sequence: number }[];
}
