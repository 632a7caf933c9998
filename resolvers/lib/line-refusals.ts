import { isLive, stockLevel, takeable } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem, Quantities } from '../../domain/lines.ts';
import type { SeenItem } from './dynamodb.ts';
import { insufficient, levelsNotFound } from './refuse.ts';

/** Refuses what unknown levels refuse: NOT_FOUND naming all of them. `seen` is by place in `lines`. */
export function refuseUnknownLevels(lines: LineItem[], seen: SeenItem[]): void {
  const unknown = lines.filter((_, index) => seen[index] !== undefined && !isLive(seen[index] as LevelItem | null));
  if (unknown.length > 0) {
    levelsNotFound(unknown);
  }
}

/**
 * Refuses a hold whose lines met failed conditions: NOT_FOUND before INSUFFICIENT_STOCK, each naming every line of its kind.
 * @param lines pieces that were to be taken
 * @param seen what the conditions saw, by place in `lines`
 * @param held what the hold has already, by levelKey: it counts as available and as requested
 */
export function refuseLines(lines: LineItem[], seen: SeenItem[], held: Quantities = {}): void {
  refuseUnknownLevels(lines, seen);
  const shortages = lines
    .map((line, index) => ({ line, item: seen[index] as unknown as LevelItem | undefined }))
    .filter(({ line, item }) => item && line.quantity > 0)
    .map(({ line, item }) => {
      const has = held[levelKey(line.product_id, line.warehouse_id)] ?? 0;
      return {
        productId: line.product_id,
        warehouseId: line.warehouse_id,
        requested: line.quantity + has,
        available: takeable(stockLevel(item as LevelItem)) + has,
      };
    });
  if (shortages.length > 0) {
    insufficient(shortages);
  }
}
