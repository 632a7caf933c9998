import { randomUUID } from 'node:crypto';
import type { FieldInput } from '../../domain/level-fields.ts';
import type { LineInput, Reservation, ReservationLine, ReserveStockInput, StockKeyInput, StockLevel } from '../../schema/types.ts';
import { type Callers, callersOf } from './client.ts';
import { reserveStock, updateStock } from './operations.ts';
import { accepted } from './outcome.ts';
import { useStack } from './stack.ts';

/** An id that nothing else uses. */
export function newId(kind = 'id'): string {
  return `${kind}-${randomUUID()}`;
}

export interface LevelOptions extends FieldInput {
  productId?: string;
  warehouseId?: string;
  /** Default 10. */
  stock?: number;
  /** Default 2. */
  threshold?: number;
  safetyStock?: number;
}

/** A new stock level, of a product of its own unless said otherwise. */
export async function aLevel(options: LevelOptions = {}, callers: Callers = callersOf(useStack())): Promise<StockLevel> {
  const { productId = newId('product'), warehouseId = 'LONDON', stock = 10, threshold = 2, ...fields } = options;
  const input = { productId, warehouseId, expectedVersion: 0, stockCount: stock, thresholdLevel: threshold, ...fields };
  return accepted(updateStock(callers.admin, input));
}

/** That many new levels, each of a product of its own. */
export async function levels(count: number, options: LevelOptions = {}, callers?: Callers): Promise<StockLevel[]> {
  return Promise.all(Array.from({ length: count }, () => aLevel(options, callers)));
}

/** A new reservation on these lines. */
export async function aReservation(
  lines: LineInput[],
  options: Partial<ReserveStockInput> = {},
  callers: Callers = callersOf(useStack()),
): Promise<Reservation> {
  return accepted(reserveStock(callers.checkout, { reservationId: newId('hold'), lines, ...options }));
}

/** A level whose `held` units one reservation has. */
export async function aReservedLevel(
  options: LevelOptions & { reserved: number; ttlSeconds?: number },
): Promise<{ level: StockLevel; reservation: Reservation }> {
  const { reserved, ttlSeconds, ...rest } = options;
  const level = await aLevel(rest);
  const reservation = await aReservation([line(level, reserved)], ttlSeconds === undefined ? {} : { ttlSeconds });
  return { level, reservation };
}

/** A line of that many units of a level. */
export function line(level: StockKeyInput, quantity: number): ReservationLine {
  return { ...keyOf(level), quantity };
}

/** The key of a level. */
export function keyOf({ productId, warehouseId }: StockKeyInput): StockKeyInput {
  return { productId, warehouseId };
}

/** Lines in one order, so that answers can be compared whatever order they came in. */
export function sortedLines<Line extends StockKeyInput>(lines: readonly Line[]): Line[] {
  const nameOf = (each: Line) => JSON.stringify([each.productId, each.warehouseId]);
  return lines.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
