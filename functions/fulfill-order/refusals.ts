import type { Seen } from '../../domain/calls/action.ts';
import { isLive } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';
import {
  insufficientStock,
  levelsNotFound,
  reservationClosed,
  reservationExpired,
  reservationNotFound,
  sentenceList,
} from '../../domain/refusals.ts';
import type { Shortage } from '../../domain/refusals.ts';
import { effectiveStatus, reservationView } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { Refusal } from '../lib/refusal.ts';
import type { LevelMove } from './level-move.ts';

// Why an order is refused. Pure: what was read or seen comes in.

/**
 * The reservations of an order when all are there and open. Otherwise throws RESERVATION_EXPIRED
 * before RESERVATION_CLOSED before NOT_FOUND, each about the first reservation that it is true of.
 */
export function refuseUnusable(
  reservationIds: readonly string[],
  found: readonly (ReservationItem | undefined)[],
  nowSeconds: number,
): ReservationItem[] {
  const known = found.filter((reservation) => reservation !== undefined);
  const byStatus = (closed: (status: string) => boolean) => known.find((reservation) => closed(effectiveStatus(reservation, nowSeconds)));
  const expired = byStatus((status) => status === 'EXPIRED');
  if (expired) throw new Refusal(reservationExpired(viewOf(expired, nowSeconds)));
  const closed = byStatus((status) => status !== 'ACTIVE' && status !== 'COMMITTED');
  if (closed) throw new Refusal(reservationClosed(viewOf(closed, nowSeconds)));
  const missing = reservationIds.find((_id, place) => found[place] === undefined);
  if (missing !== undefined) throw new Refusal(reservationNotFound(missing));
  return known;
}

/** Throws EXCEEDS_RESERVATION naming every line that asks for more than the reservations have. */
export function refuseExcess(reservations: readonly ReservationItem[], lines: readonly LineItem[]): void {
  const reserved = new Map<string, number>();
  for (const line of reservations.flatMap((reservation) => reservation.lines)) {
    const key = levelKey(line.product_id, line.warehouse_id);
    reserved.set(key, (reserved.get(key) ?? 0) + line.quantity);
  }
  const excess = lines
    .map(({ product_id: productId, warehouse_id: warehouseId, quantity: requested }) => ({
      ...{ productId, warehouseId, requested },
      held: reserved.get(levelKey(productId, warehouseId)) ?? 0,
    }))
    .filter(({ requested, held }) => requested > held);
  if (excess.length === 0) return;
  const named = excess.map(
    ({ productId, warehouseId, requested, held }) => `${productId} in ${warehouseId} (${requested} asked, ${held} reserved)`,
  );
  const message = `The order asks for more than its reservations have of ${sentenceList(named)}.`;
  throw new Refusal({ type: 'EXCEEDS_RESERVATION', message, info: { lines: excess } });
}

/**
 * Throws NOT_FOUND, else INSUFFICIENT_STOCK, naming all levels whose conditions failed for that;
 * `seen` has the places of the moves.
 */
export function refuseLevels(moves: readonly LevelMove[], seen: readonly Seen[]): void {
  const items = moves.map((_move, place) => (seen[place]?.failed ? { item: seen[place].item as LevelItem | null } : undefined));
  const unknown = moves.filter((_move, place) => items[place] && !isLive(items[place].item));
  if (unknown.length > 0) throw new Refusal(levelsNotFound(unknown));
  const short = shortages(moves, seen);
  if (short.length > 0) throw new Refusal(insufficientStock(short));
}

/**
 * Moves of live levels whose conditions failed since less is there than would ship. Reserved units
 * that are there but not reserved any more are no shortage: the audit will find why.
 */
export function shortages(moves: readonly LevelMove[], seen: readonly Seen[]): Shortage[] {
  return moves.flatMap((move, place) => {
    const item = seen[place]?.failed ? (seen[place].item as LevelItem | null) : null;
    if (!isLive(item) || takeable(move, item) >= move.ships) return [];
    return [{ productId: move.product_id, warehouseId: move.warehouse_id, requested: move.ships, available: takeable(move, item) }];
  });
}

/**
 * The same for levels that were read, each at the place of its move, as their conditions are now.
 */
export function refuseShort(moves: readonly LevelMove[], levels: readonly (LevelItem | undefined)[]): void {
  const seen = moves.map((move, place): Seen => {
    const item = levels[place];
    const isThere = move.reserved > 0 ? item !== undefined : isLive(item);
    return { failed: !item || !isThere || takeable(move, item) < move.ships, item: item ? { ...item } : null };
  });
  refuseLevels(moves, seen);
}

/** Of reserved units what a forced count left is there; of others what is free. */
function takeable(move: LevelMove, item: LevelItem): number {
  return move.reserved > 0 ? item.stock_count : Math.max(0, item.available_count);
}

function viewOf(reservation: ReservationItem, nowSeconds: number) {
  return reservationView(reservation, nowSeconds, new Date(reservation.expires_at * 1000).toISOString());
}
