import type { Outcome } from '../../domain/calls/action.ts';
import { isLive, stockLevel, takeable } from '../../domain/level.ts';
import type { LevelItem, Pool } from '../../domain/level.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem, Quantities } from '../../domain/lines.ts';
import { insufficientStock, levelsNotFound } from '../../domain/refusals.ts';
import { seenAt } from './dynamodb.ts';
import { refuse } from './errors.ts';

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
 * each naming every line of its kind.
 * @param lines units that were to be taken; they follow the reservation in the transaction
 * @param reserved what the reservation has already, by levelKey: it counts as available and as
 *   requested
 * @param pool down to where it would take units
 */
export function refuseLines(lines: LineItem[], outcome: Outcome, reserved: Quantities, pool: Pool): void {
  refuseUnknownLevels(lines, outcome);
  const short = lines.filter((line, index) => seenAt(outcome, index + 1).failed && line.quantity > 0);
  if (short.length > 0) {
    const shortages = short.map((line) => {
      const has = reserved[levelKey(line.product_id, line.warehouse_id)] ?? 0;
      const level = stockLevel(seenAt(outcome, lines.indexOf(line) + 1).item as unknown as LevelItem);
      return {
        productId: line.product_id,
        warehouseId: line.warehouse_id,
        requested: line.quantity + has,
        available: takeable(level, pool) + has,
      };
    });
    refuse(insufficientStock(shortages));
  }
}
