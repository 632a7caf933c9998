import { isOpen } from '../../domain/reservation.ts';
import { callersOf } from '../../tests/support/client.ts';
import { stock } from '../../tests/support/operations.ts';
import type { StackDescription } from '../../tests/support/stack.ts';
import { storedReservations } from '../../tests/support/tables.ts';
import type { Crowd } from './crowd.ts';

/**
 * What is wrong with the level that a crowd has left: nothing may be sold twice, no reservation may
 * be lost.
 */
export async function problemsAfter(stack: StackDescription, { level, opening, orders, shipped }: Crowd): Promise<string[]> {
  const { value } = await stock(callersOf(stack).viewer, level);
  if (!value) return ['The level is gone.'];
  const reservations = (await storedReservations(stack)).filter(({ lines }) => lines.some((line) => line.product_id === level.productId));
  const fulfilled = reservations.filter(({ status }) => status === 'FULFILLED').length;
  const open = reservations.filter(isOpen).length;
  const expected: [what: string, is: number, wanted: number][] = [
    ['units in stock', value.stockCount, opening - shipped],
    ['units reserved', value.reservedCount, 0],
    ['units committed', value.committedCount, 0],
    ['units available', value.availableCount, opening - shipped],
    ['units that can be sold', value.sellableCount, opening - shipped],
    ['holds', reservations.length, orders],
    ['holds that shipped', fulfilled, shipped],
    ['holds that are open', open, 0],
    ['changes of the level', value.sequence, 1 + 2 * orders],
  ];
  return expected.filter(([, is, wanted]) => is !== wanted).map(([what, is, wanted]) => `${what}: ${is}, not ${wanted}.`);
}
