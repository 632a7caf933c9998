import { levelKey } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';
import { sentenceList } from '../../domain/refusals.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { Refusal } from '../lib/refusal.ts';

/**
 * What an order does to one level: ships units, of which `reserved` leave the held ones. Not all
 * that leaves has to ship.
 */
export interface LevelMove {
  product_id: string;
  warehouse_id: string;
  ships: number;
  reserved: number;
  /** The reservation that the units leave; of several, the first. */
  hold?: string;
}

/**
 * What an order does to one reservation: ships some of it, leaves some held, gives the rest back.
 */
export interface ReservationPlan {
  hold: ReservationItem;
  moves: LevelMove[];
  /** What stays reserved; empty when the reservation ends. */
  keeps: LineItem[];
}

/** What an order does: to holds, or to levels alone. Each level once. */
export interface Plans {
  reservations: ReservationPlan[];
  moves: LevelMove[];
}

/**
 * Splits an order over its reservations, in the order given. Without lines all of it ships.
 * Throws EXCEEDS_RESERVATION naming every line that asks for more than the reservations have.
 */
export function planReservations(
  reservations: readonly ReservationItem[],
  lines: readonly LineItem[] | undefined,
  keepRemainder: boolean,
): ReservationPlan[] {
  const wanted = lines && new Map(lines.map((line) => [keyOf(line), line.quantity]));
  if (lines) refuseExcess(reservations, lines);
  return reservations.map((reservation) => {
    const moves: LevelMove[] = [];
    const keeps: LineItem[] = [];
    for (const line of reservation.lines) {
      const { product_id, warehouse_id, quantity } = line;
      const ships = Math.min(quantity, wanted?.get(keyOf(line)) ?? (wanted ? 0 : quantity));
      wanted?.set(keyOf(line), (wanted.get(keyOf(line)) ?? 0) - ships);
      const kept = keepRemainder ? quantity - ships : 0;
      if (kept > 0) keeps.push({ product_id, warehouse_id, quantity: kept });
      if (quantity > kept) moves.push({ product_id, warehouse_id, ships, reserved: quantity - kept, hold: reservation.reservation_id });
    }
    return { hold: reservation, moves, keeps };
  });
}

/** Moves of the same level as one, since a transaction touches an item once. */
export function mergeMoves(moves: readonly LevelMove[]): LevelMove[] {
  const merged = new Map<string, LevelMove>();
  for (const move of moves) {
    const known = merged.get(keyOf(move));
    merged.set(keyOf(move), known ? { ...known, ships: known.ships + move.ships, reserved: known.reserved + move.reserved } : move);
  }
  return [...merged.values()];
}

/** What ships, one line a level. */
export function shippedLines(moves: readonly LevelMove[]): LineItem[] {
  return mergeMoves(moves).flatMap(({ product_id, warehouse_id, ships }) =>
    ships > 0 ? [{ product_id, warehouse_id, quantity: ships }] : [],
  );
}

function refuseExcess(reservations: readonly ReservationItem[], lines: readonly LineItem[]): void {
  const held = new Map<string, number>();
  for (const line of reservations.flatMap((reservation) => reservation.lines))
    held.set(keyOf(line), (held.get(keyOf(line)) ?? 0) + line.quantity);
  const excess = lines
    .map((line) => ({
      productId: line.product_id,
      warehouseId: line.warehouse_id,
      requested: line.quantity,
      held: held.get(keyOf(line)) ?? 0,
    }))
    .filter(({ requested, held: has }) => requested > has);
  if (excess.length === 0) return;
  const named = excess.map(
    ({ productId, warehouseId, requested, held: has }) => `${productId} in ${warehouseId} (${requested} asked, ${has} held)`,
  );
  const message = `The order asks for more than its holds have of ${sentenceList(named)}.`;
  throw new Refusal({ type: 'EXCEEDS_RESERVATION', message, info: { lines: excess } });
}

function keyOf({ product_id, warehouse_id }: Pick<LineItem, 'product_id' | 'warehouse_id'>): string {
  return levelKey(product_id, warehouse_id);
}
