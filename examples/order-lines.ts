import type { ReservationLine } from './api-client.js';
import type { Shortage } from './checkout.js';

/** What is left of lines, each level once, when others are taken away. */
export function without(lines: readonly ReservationLine[], taken: readonly ReservationLine[]): ReservationLine[] {
  const left = new Map<string, ReservationLine>();
  const add = ({ productId, warehouseId }: ReservationLine, quantity: number) => {
    const key = levelOf(productId, warehouseId);
    left.set(key, { productId, warehouseId, quantity: (left.get(key)?.quantity ?? 0) + quantity });
  };
  for (const line of lines) add(line, line.quantity);
  for (const line of taken) add(line, -line.quantity);
  return [...left.values()].filter(({ quantity }) => quantity > 0);
}

/** Whether both have the same units of each level. */
export function isSame(some: readonly ReservationLine[], others: readonly ReservationLine[]): boolean {
  return without(some, others).length === 0 && without(others, some).length === 0;
}

/** Lines with no more than there is of those that are short. */
export function atMost(lines: readonly ReservationLine[], short: readonly Shortage[]): ReservationLine[] {
  const available = new Map(short.map((line) => [levelOf(line.productId, line.warehouseId), line.available]));
  const possible = lines.map((line) => {
    const most = available.get(levelOf(line.productId, line.warehouseId)) ?? line.quantity;
    return { ...line, quantity: Math.min(line.quantity, most) };
  });
  return possible.filter(({ quantity }) => quantity > 0);
}

function levelOf(productId: string, warehouseId: string | null): string {
  return JSON.stringify([productId, warehouseId]);
}
