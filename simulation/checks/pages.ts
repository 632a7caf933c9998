import type { LevelItem } from '../../domain/level.ts';
import type { AvailabilityStore, StockStore } from '../../web/client/main.ts';
import { statusOf } from './recount.ts';
import { nameOf, type Ledger } from './ledger.ts';
import { holds, same } from './violation.ts';

/** What a page shows of one product, as it came to be shown. */
export interface ShownPage {
  name: string;
  availability?: AvailabilityStore;
  stock?: StockStore;
}

/**
 * Watches what a page shows while it works: a number that was shown must never go back behind one
 * that is older, nor be ahead of the table, nor that of a level which is retired by it. Shoppers
 * are not told that a level is retired: for them it `isOut` of stock until it is read again.
 */
export function watchSequences({ levels }: Ledger): (level: string, sequence: number, page: string, isOut?: boolean) => void {
  const newest = (level: string) => levels.get(level)?.at(-1)?.item.sequence ?? 0;
  const shown = new Map<string, number>();
  return (level, sequence, page, isOut = false) => {
    holds(
      'no page is ahead of the table',
      sequence <= newest(level),
      () => `${page} shows ${level} at ${sequence}, the table has ${newest(level)}`,
    );
    const state = levels.get(level)?.findLast(({ item }) => item.sequence === sequence);
    holds('no page shows what is retired', isOut || state?.item.removed_at === undefined, () => `${page} shows ${level} at ${sequence}`);
    const key = `${page} ${level}`;
    holds('no page goes back', sequence >= (shown.get(key) ?? 0), () => `${page} shows ${level} at ${sequence} after ${shown.get(key)}`);
    shown.set(key, sequence);
  };
}

/** Every page shows what the table has. */
export function checkPages(pages: readonly ShownPage[], inventory: readonly LevelItem[]): void {
  const live = inventory.filter(({ removed_at }) => removed_at === undefined);
  const products = [...new Set(inventory.map(({ product_id }) => product_id))];
  for (const { name, availability, stock } of pages) {
    for (const product of availability ? products : []) {
      const levels = live
        .filter(({ product_id }) => product_id === product)
        .toSorted((one, other) => (one.warehouse_id < other.warehouse_id ? -1 : 1));
      const view = availability?.get(product);
      const warehouses =
        view?.availability?.warehouses.map((each) => [each.warehouseId, each.availableCount, each.status, each.sequence]) ?? [];
      const should = levels.map((level) => [
        level.warehouse_id,
        Math.max(0, level.available_count - (level.safety_stock ?? 0)),
        statusOf(level),
        level.sequence,
      ]);
      same('pages = table', [view?.state, warehouses], ['live', should], `${name} shows ${product}`);
    }
    if (!stock) continue;
    const shown = stock
      .all()
      .map((level) => [`${level.productId}/${level.warehouseId}`, level.sequence, level.stockCount, level.reservedCount]);
    const should = live.map((level) => [nameOf(level), level.sequence, level.stock_count, level.reserved_count]);
    const byName = (one: unknown[], other: unknown[]) => (String(one[0]) < String(other[0]) ? -1 : 1);
    same('pages = table', [stock.state, shown.toSorted(byName)], ['live', should.toSorted(byName)], name);
  }
}
