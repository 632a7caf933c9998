import { expect } from 'vitest';
import { callersOf } from './client.ts';
import { productStock } from './operations.ts';
import { type StackDescription, useStack } from './stack.ts';
import { storedLevels, storedReservations } from './tables.ts';

/**
 * Asserts the contract's invariants for these levels' products, from the tables themselves:
 * available = stock - reserved, reserved = what the active reservations say, nothing negative. With
 * `oversold` a count was forced below the reservations.
 */
export async function expectInvariants(
  products: readonly { productId: string }[],
  options: { oversold?: boolean; stack?: StackDescription } = {},
): Promise<void> {
  const { oversold = false, stack = useStack() } = options;
  const productIds = [...new Set(products.map(({ productId }) => productId))];
  if (!('dynamodbEndpoint' in stack)) {
    await expectShownInOrder(productIds, oversold, stack);
    return;
  }
  const stored = (await Promise.all(productIds.map((id) => storedLevels(stack, id)))).flat();
  const reserved = await reservedUnits(stack);
  for (const level of stored) {
    const name = nameOf(level);
    expect(level.available_count, name).toBe(level.stock_count - level.reserved_count);
    expect(level.reserved_count, name).toBe(reserved.get(name) ?? 0);
    expect(level.reserved_count).toBeGreaterThanOrEqual(0);
    expect(level.stock_count).toBeGreaterThanOrEqual(0);
    if (!oversold) expect(level.available_count, name).toBeGreaterThanOrEqual(0);
  }
}

/**
 * What can be seen of the invariants through the API alone, where nothing looks into the tables:
 * `npm run conformance`.
 */
async function expectShownInOrder(productIds: readonly string[], oversold: boolean, stack: StackDescription): Promise<void> {
  const { viewer } = callersOf(stack);
  for (const productId of productIds) {
    const { value } = await productStock(viewer, { productId });
    for (const level of value?.levels ?? []) {
      expect(level.availableCount).toBe(level.stockCount - level.reservedCount);
      expect(Math.min(level.stockCount, level.reservedCount, oversold ? 0 : level.availableCount)).toBeGreaterThanOrEqual(0);
    }
  }
}

/**
 * Units in active reservations by level. A due reservation whose units are not back yet still
 * counts.
 */
async function reservedUnits(stack: StackDescription): Promise<Map<string, number>> {
  const reserved = new Map<string, number>();
  for (const reservation of await storedReservations(stack)) {
    if (reservation.status !== 'ACTIVE') continue;
    for (const line of reservation.lines) reserved.set(nameOf(line), (reserved.get(nameOf(line)) ?? 0) + line.quantity);
  }
  return reserved;
}

function nameOf(level: { product_id: string; warehouse_id: string }): string {
  return JSON.stringify([level.product_id, level.warehouse_id]);
}
