import type { ReservationLine, StockKeyInput } from '../../schema/types.ts';
import { expectFeedCaughtUp } from './expect-feed.ts';
import { line } from './fixtures.ts';
import { importLevels } from './import.ts';
import type { StackDescription } from './stack.ts';

/** Many levels for large orders. */
export interface BulkLevels {
  /** After the last place comes the first again. */
  level: (place: number) => StockKeyInput;
  /** One line each for `count` levels from a place on. */
  lines: (first: number, count: number, quantity: number) => ReservationLine[];
}

/**
 * A shelf with that many new levels of `stock` units each, once the change feed has followed: it
 * would be in the way of the first orders.
 */
export async function bulkLevels(stack: StackDescription, count: number, stock: number): Promise<BulkLevels> {
  const levels = await importLevels(stack, count, stock);
  await expectFeedCaughtUp(levels.slice(-1), { stack });
  return shelfOf(levels);
}

/** The same in a stack that has no feed. */
export async function quietBulkLevels(stack: StackDescription, count: number, stock: number): Promise<BulkLevels> {
  return shelfOf(await importLevels(stack, count, stock));
}

function shelfOf(levels: readonly StockKeyInput[]): BulkLevels {
  const level = (place: number) => levels[place % levels.length] as StockKeyInput;
  return { level, lines: (first, size, quantity) => Array.from({ length: size }, (_, index) => line(level(first + index), quantity)) };
}
