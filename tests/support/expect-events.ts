import { expect } from 'vitest';
import type { StockChange, WarehouseAvailability } from '../../schema/types.ts';
import { callersOf } from './client.ts';
import { availability } from './operations.ts';
import type { StackDescription } from './stack.ts';
import type { Subscription } from './subscriber.ts';
import { storedLevels } from './tables.ts';
import { eventually } from './wait.ts';

/**
 * Asserts, as soon as the change feed is quiet, that a subscriber from before these products' first
 * change has heard of every change of them: each for the first time in the order of its sequence.
 * Copies of what was heard before may come at any time.
 */
export async function expectAllEvents(
  stack: StackDescription,
  subscription: Subscription<StockChange>,
  productIds: readonly string[],
): Promise<void> {
  for (const productId of productIds) {
    for (const level of await storedLevels(stack, productId)) {
      const own = () => subscription.events.filter((event) => event.productId === productId && event.warehouseId === level.warehouse_id);
      const news = () => firstOfEach(own());
      await eventually(async () => expect(news().at(-1), productId).toMatchObject({ sequence: level.sequence }));
      expect(news().map(({ sequence }) => sequence)).toEqual(Array.from({ length: level.sequence }, (_, index) => index + 1));
      expect(news().at(-1)).toMatchObject({ stockCount: level.stock_count, reservedCount: level.reserved_count, version: level.version });
      const { length } = own();
      expect(length, 'copies beyond what retries explain').toBeLessThan(level.sequence * 100);
    }
  }
}

/**
 * Asserts, as soon as the change feed is quiet, that a shopper who shows the highest sequence of
 * each warehouse shows what is there.
 */
export async function expectShown(
  stack: StackDescription,
  subscription: Subscription<WarehouseAvailability>,
  productIds: readonly string[],
): Promise<void> {
  const { storefront } = callersOf(stack);
  for (const productId of productIds) {
    await eventually(async () => {
      const { value } = await availability(storefront, { productId });
      for (const { warehouseId, availableCount, status } of value?.warehouses ?? []) {
        const own = subscription.events.filter((event) => event.productId === productId && event.warehouseId === warehouseId);
        expect(own.toSorted((a, b) => b.sequence - a.sequence)[0], productId).toMatchObject({ availableCount, status });
      }
    });
  }
}

/**
 * The events without copies: of each sequence the first that came, where none higher was there
 * before.
 */
function firstOfEach(events: readonly StockChange[]): StockChange[] {
  let highest = 0;
  return events.filter(({ sequence }) => {
    const isNew = sequence > highest;
    highest = Math.max(highest, sequence);
    return isNew;
  });
}
