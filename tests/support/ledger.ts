import { expect } from 'vitest';
import { isOpen, type ReservationItem } from '../../domain/reservation.ts';
import type { ReservationLine } from '../../schema/types.ts';
import type { StackDescription } from './stack.ts';
import { allStoredLevels, storedReservations } from './tables.ts';

/** All levels of a stack and what open reservations have of them, by level. */
export interface Ledger {
  stock: Map<string, number>;
  reserved: Map<string, number>;
}

/**
 * The books of a stack that a test has for itself. Asserts that they are in order: available is
 * stock less reserved, reserved and committed are what open reservations say, an order's own ones
 * included, and nothing is negative unless `oversold`.
 */
export async function ledgerOf(stack: StackDescription, { oversold = false } = {}): Promise<Ledger> {
  const [levels, reservations] = [await allStoredLevels(stack), await storedReservations(stack)];
  const held = unitsOf(reservations.filter(isOpen));
  const paid = unitsOf(reservations.filter(({ status }) => status === 'COMMITTED'));
  const stored = levels.map((level) => [nameOf(level.product_id, level.warehouse_id), level] as const);
  const counted = new Map(stored.map(([name, level]) => [name, level.reserved_count]));
  expect(differences(counted, held), 'reserved is not what reservations have').toEqual([]);
  const committed = new Map(stored.map(([name, level]) => [name, level.committed_count ?? 0]));
  expect(differences(committed, paid), 'committed is not what paid orders have').toEqual([]);
  const available = new Map(stored.map(([name, level]) => [name, level.available_count]));
  const free = new Map(stored.map(([name, level]) => [name, level.stock_count - level.reserved_count]));
  expect(differences(available, free), 'available is not stock less reserved').toEqual([]);
  const least = Math.min(0, ...levels.map((level) => (oversold ? level.stock_count : level.available_count)));
  expect(least, 'something is negative').toBe(0);
  return { stock: new Map(stored.map(([name, level]) => [name, level.stock_count])), reserved: held };
}

/**
 * Asserts that since `before` exactly these lines have shipped, each as often as it is there, and
 * that nothing else moved or is reserved.
 */
export async function expectShipped(stack: StackDescription, before: Ledger, lines: readonly ReservationLine[]): Promise<void> {
  const expected = new Map(before.stock);
  for (const { productId, warehouseId, quantity } of lines) add(expected, nameOf(productId, warehouseId), -quantity);
  const { stock, reserved } = await ledgerOf(stack);
  expect(differences(stock, expected)).toEqual([]);
  expect([...reserved], 'units are still reserved').toEqual([]);
}

/** Asserts that stock and reservations are as they were. */
export async function expectUntouched(stack: StackDescription, before: Ledger): Promise<void> {
  const { stock, reserved } = await ledgerOf(stack);
  expect(differences(stock, before.stock)).toEqual([]);
  expect(differences(reserved, before.reserved)).toEqual([]);
}

function unitsOf(reservations: readonly ReservationItem[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const line of reservations.flatMap(({ lines }) => lines)) add(units, nameOf(line.product_id, line.warehouse_id), line.quantity);
  return units;
}

/** Only what differs, as it is and as it should be: thousands of levels are no message. */
function differences(is: ReadonlyMap<string, number>, should: ReadonlyMap<string, number>): [string, number, number][] {
  const names = [...new Set([...is.keys(), ...should.keys()])];
  return names
    .map((name) => [name, is.get(name) ?? 0, should.get(name) ?? 0] as [string, number, number])
    .filter(([, one, other]) => one !== other);
}

function add(counts: Map<string, number>, name: string, quantity: number): void {
  counts.set(name, (counts.get(name) ?? 0) + quantity);
}

function nameOf(productId: string, warehouseId: string): string {
  return JSON.stringify([productId, warehouseId]);
}
