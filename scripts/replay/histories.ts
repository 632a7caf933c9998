import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../domain/limits.ts';
import { mapLimited } from '../../functions/lib/concurrency.ts';
import type { StockChange, StockLevel } from '../../schema/types.ts';
import type { InventoryClient } from '../../web/client/main.ts';

/** What reading histories needs of a level. */
type Level = Pick<StockLevel, 'productId' | 'warehouseId' | 'sequence'>;

/** How patiently histories are awaited. */
export interface Patience {
  /** Between two looks, milliseconds. */
  pollMs: number;
  /** Looks in a row that show nothing new, after which nothing more is awaited. */
  mostIdle: number;
}

/** A minute, and longer where each look takes longer. */
const PATIENCE: Patience = { pollMs: 250, mostIdle: 240 };

/**
 * The history of each level from its beginning, at the place of the level: up to the sequence that
 * the level was read with, or as far as it has come when the change feed stands still. After a
 * replay there is a queue, so whoever waits for one level watches all.
 */
export async function historiesOf(
  inventory: Pick<InventoryClient, 'eachStockChange'>,
  levels: readonly Level[],
  parallel: number,
  { pollMs, mostIdle }: Patience = PATIENCE,
): Promise<StockChange[][]> {
  const histories = levels.map((): StockChange[] => []);
  let behind = levels.map((level, place) => ({ level, place }));
  for (let idle = 0; ; idle += 1) {
    const grown = await mapLimited(behind, parallel, async ({ level, place }) => {
      const known = histories[place] ?? [];
      const history = await readOn(inventory, level, known);
      histories[place] = history;
      return history.length > known.length;
    });
    behind = behind.filter(({ level, place }) => whole(histories[place] ?? []).length < level.sequence);
    if (grown.includes(true)) idle = 0;
    if (behind.length === 0 || idle >= mostIdle) return histories;
    await pause(pollMs);
  }
}

/** What is known without a gap, and all that follows now: what was written late may fill a gap. */
async function readOn(
  inventory: Pick<InventoryClient, 'eachStockChange'>,
  { productId, warehouseId }: Level,
  known: readonly StockChange[],
): Promise<StockChange[]> {
  const history = whole(known);
  const from = { productId, warehouseId, afterSequence: history.length, limit: limits.pageSize };
  for await (const change of inventory.eachStockChange(from)) history.push(change);
  return history;
}

/** The changes before the first gap. */
function whole(history: readonly StockChange[]): StockChange[] {
  const gap = history.findIndex(({ sequence }, place) => sequence !== place + 1);
  return gap < 0 ? [...history] : history.slice(0, gap);
}
