import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';
import { isCommitted } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { invalid } from '../lib/refusal.ts';
import type { Order } from './input.ts';
import type { LevelMove } from './level-move.ts';
import { refuseExcess, refuseUnusable } from './refusals.ts';

/**
 * What an order does to one reservation: ships some of it, leaves some reserved, releases the rest.
 */
export interface ReservationPlan {
  reservation: ReservationItem;
  moves: LevelMove[];
  /** What stays reserved; empty when the reservation ends. */
  keeps: LineItem[];
}

/** What an order does. */
export interface Plan {
  /** The reservations that lose units; none for an order of free units. */
  reservations: ReservationPlan[];
  /** Each level once. */
  moves: LevelMove[];
}

/** Bytes of a record beyond which an order is refused: DynamoDB takes items of 400 KB. */
const MOST_RECORD_BYTES = 350_000;

/**
 * What an order does to these reservations, each at the place of its id, or to levels alone. Throws
 * a Refusal where a reservation cannot ship, or the order asks for more than its reservations have
 * or more than one record takes.
 */
export function planOrder(order: Order, found: readonly (ReservationItem | undefined)[], nowSeconds: number): Plan {
  const { reservationIds, lines, keepRemainder } = order;
  const plan = reservationIds.length === 0 ? planLines(lines ?? []) : planReservations(order, found, nowSeconds, keepRemainder);
  if (plan.moves.length > limits.linesPerOrder) {
    throw invalid('reservationIds', `have more than ${limits.linesPerOrder} lines together: split the order`, limits.linesPerOrder);
  }
  if (Buffer.byteLength(JSON.stringify(shippedLines(plan.moves))) > MOST_RECORD_BYTES) {
    throw invalid('lines', `have ids of more than ${MOST_RECORD_BYTES} bytes together: split the order`, MOST_RECORD_BYTES);
  }
  return plan;
}

/** What ships, one line a level. */
export function shippedLines(moves: readonly LevelMove[]): LineItem[] {
  return mergeMoves(moves).flatMap(({ product_id, warehouse_id, ships }) =>
    ships > 0 ? [{ product_id, warehouse_id, quantity: ships }] : [],
  );
}

function planLines(lines: readonly LineItem[]): Plan {
  const moves = lines.map(({ product_id, warehouse_id, quantity }) => ({
    product_id,
    warehouse_id,
    ships: quantity,
    reserved: 0,
    committed: 0,
  }));
  return { reservations: [], moves };
}

function planReservations(
  { reservationIds, lines }: Order,
  found: readonly (ReservationItem | undefined)[],
  nowSeconds: number,
  keepRemainder: boolean,
): Plan {
  const reservations = refuseUnusable(reservationIds, found, nowSeconds);
  if (lines) refuseExcess(reservations, lines);
  const plans = splitOver(reservations, lines, keepRemainder);
  return { reservations: plans.filter(({ moves }) => moves.length > 0), moves: mergeMoves(plans.flatMap(({ moves }) => moves)) };
}

/** Splits an order over its reservations, in their order. Without lines all of it ships. */
function splitOver(
  reservations: readonly ReservationItem[],
  lines: readonly LineItem[] | undefined,
  keepRemainder: boolean,
): ReservationPlan[] {
  const wanted = lines && new Map(lines.map((line) => [keyOf(line), line.quantity]));
  return reservations.map((reservation) => {
    const moves: LevelMove[] = [];
    const keeps: LineItem[] = [];
    for (const line of reservation.lines) {
      const { product_id, warehouse_id, quantity } = line;
      const ships = Math.min(quantity, wanted?.get(keyOf(line)) ?? (wanted ? 0 : quantity));
      wanted?.set(keyOf(line), (wanted.get(keyOf(line)) ?? 0) - ships);
      const kept = keepRemainder ? quantity - ships : 0;
      const reservationId = reservation.reservation_id;
      const reserved = quantity - kept;
      const committed = isCommitted(reservation) ? reserved : 0;
      if (kept > 0) keeps.push({ product_id, warehouse_id, quantity: kept });
      if (quantity > kept) moves.push({ product_id, warehouse_id, ships, reserved, committed, reservationId });
    }
    return { reservation, moves, keeps };
  });
}

/** Moves of the same level as one, since a transaction touches an item once. */
function mergeMoves(moves: readonly LevelMove[]): LevelMove[] {
  const merged = new Map<string, LevelMove>();
  for (const move of moves) {
    const known = merged.get(keyOf(move));
    merged.set(keyOf(move), known ? sumOf(known, move) : move);
  }
  return [...merged.values()];
}

function sumOf(one: LevelMove, other: LevelMove): LevelMove {
  const committed = one.committed + other.committed;
  return { ...one, ships: one.ships + other.ships, reserved: one.reserved + other.reserved, committed };
}

function keyOf({ product_id, warehouse_id }: Pick<LineItem, 'product_id' | 'warehouse_id'>): string {
  return levelKey(product_id, warehouse_id);
}
