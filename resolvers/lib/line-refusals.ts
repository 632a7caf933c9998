import type { Outcome } from '../../domain/calls/action.ts';
import { isLive, stockLevel, takeable } from '../../domain/level.ts';
import type { LevelItem, Pool } from '../../domain/level.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem, Quantities } from '../../domain/lines.ts';
import { insufficientStock, levelsNotFound, shortageOf } from '../../domain/refusals.ts';
import type { Shortage } from '../../domain/refusals.ts';
import { elsewhere } from '../../domain/sourcing.ts';
import { seenAt } from './dynamodb.ts';
import { refuse } from './errors.ts';
import type { Answered } from './pipeline.ts';

/**
 * Refuses unknown levels: NOT_FOUND naming all of them. The lines follow the reservation in the
 * transaction.
 */
export function refuseUnknownLevels(lines: LineItem[], outcome: Outcome): void {
  const unknown = lines.filter((_, index) => {
    const { failed, item } = seenAt(outcome, index + 1);
    return failed && !isLive(item as LevelItem | null);
  });
  if (unknown.length > 0) {
    refuse(levelsNotFound(unknown));
  }
}

/**
 * Refuses a reservation whose lines met failed conditions: NOT_FOUND before INSUFFICIENT_STOCK,
 * each naming every line of its kind. Whether there was anything to refuse.
 * @param lines units that were to be taken; they follow the reservation in the transaction
 * @param reserved what the reservation has already, by levelKey: it counts as available and as
 *   requested
 * @param pool down to where it would take units
 */
export function refuseLines(
  stash: Answered<unknown>,
  lines: LineItem[],
  outcome: Outcome,
  { reserved, pool }: { reserved: Quantities; pool: Pool },
): boolean {
  refuseUnknownLevels(lines, outcome);
  const short = lines.filter((line, index) => seenAt(outcome, index + 1).failed && line.quantity > 0);
  if (short.length > 0) {
    const shortages = short.map((line) => {
      const has = reserved[levelKey(line.product_id, line.warehouse_id)] ?? 0;
      const level = stockLevel(seenAt(outcome, lines.indexOf(line) + 1).item as unknown as LevelItem);
      return shortageOf({ ...line, quantity: line.quantity + has }, takeable(level, pool) + has);
    });
    refuseShort(stash, shortages, outcome, pool);
  }
  return short.length > 0;
}

/**
 * Refuses for what is short, once it is known who else has the products: at once after the function
 * that looks there; otherwise it leaves that to the steps that follow.
 */
export function refuseShort(stash: Answered<unknown>, lines: Shortage[], outcome: Outcome, pool: Pool): void {
  if (outcome.elsewhere) {
    refuse(insufficientStock(withOthers(lines, outcome.elsewhere, pool)));
  }
  const products: string[] = [];
  lines.forEach((line) => {
    if (!products.includes(line.productId)) {
      products.push(line.productId);
    }
  });
  stash.short = { lines, products, pool, outcome };
}

/** Short lines with the other warehouses that have their products. */
export function withOthers(lines: Shortage[], items: LevelItem[], pool: Pool): Shortage[] {
  return lines.map((line) => ({
    ...line,
    others: elsewhere({ product_id: line.productId, warehouse_id: line.warehouseId }, items, pool),
  }));
}
