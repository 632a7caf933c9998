import { expect } from 'vitest';
import type { ReservationItem } from '../../domain/reservation.ts';
import { callersOf } from './client.ts';
import { productStock } from './operations.ts';
import { type StackDescription, useStack } from './stack.ts';
import { storedLevels, storedReservations } from './tables.ts';

/**
 * Asserts the contract's invariants for these levels' products, from the tables themselves:
 * available = stock - reserved, reserved and committed = what the reservations say, sellable =
 * available - safety, nothing negative, no committed reservation that TTL or the sweeper could
 * find. With `oversold` a count was forced below the reservations.
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
  const reservations = await storedReservations(stack);
  const reserved = unitsOf(reservations, ['ACTIVE', 'COMMITTED']);
  const committed = unitsOf(reservations, ['COMMITTED']);
  for (const level of stored) {
    const name = nameOf(level);
    const { committed_count = 0, safety_stock = 0 } = level;
    expect(level.available_count, name).toBe(level.stock_count - level.reserved_count);
    expect(level.reserved_count, name).toBe(reserved.get(name) ?? 0);
    expect(committed_count, name).toBe(committed.get(name) ?? 0);
    expect(level.sellable_count ?? level.available_count, name).toBe(level.available_count - safety_stock);
    expect(level.withheld_count ?? level.reserved_count, name).toBe(level.reserved_count + safety_stock);
    expect(level.reserved_count).toBeGreaterThanOrEqual(0);
    expect(level.stock_count).toBeGreaterThanOrEqual(0);
    if (!oversold) expect(level.available_count, name).toBeGreaterThanOrEqual(0);
  }
  for (const reservation of reservations) {
    if (reservation.status !== 'COMMITTED') continue;
    expect(reservation, reservation.reservation_id).not.toHaveProperty('reservation_expiry');
    expect(reservation, reservation.reservation_id).not.toHaveProperty('hold_shard');
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
      expect(level.sellableCount).toBe(level.availableCount - level.safetyStock);
      expect(level.committedCount).toBeLessThanOrEqual(level.reservedCount);
      expect(Math.min(level.stockCount, level.reservedCount, oversold ? 0 : level.availableCount)).toBeGreaterThanOrEqual(0);
    }
  }
}

/**
 * Units in reservations of these statuses by level. A due reservation whose units are not back yet
 * still counts.
 */
function unitsOf(reservations: readonly ReservationItem[], statuses: readonly string[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { status, lines } of reservations) {
    if (!statuses.includes(status)) continue;
    for (const line of lines) units.set(nameOf(line), (units.get(nameOf(line)) ?? 0) + line.quantity);
  }
  return units;
}

function nameOf(level: { product_id: string; warehouse_id: string }): string {
  return JSON.stringify([level.product_id, level.warehouse_id]);
}
