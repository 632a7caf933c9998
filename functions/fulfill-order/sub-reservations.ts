import { closeReservation, reopenReservation } from '../../domain/reservation-updates.ts';
import type { LineItem } from '../../domain/lines.ts';
import { reservationItem } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { KEY_SEPARATOR } from '../../domain/text.ts';
import { epochSeconds } from '../lib/clock.ts';
import { putNew, update } from '../lib/transactions.ts';
import type { Action } from '../lib/transactions.ts';
import type { ReservationPlan, LevelMove } from './plan.ts';
import type { OpenOrder } from './record.ts';
import type { Store } from './store.ts';

/** The caller's reservation whose units a part took over: what brings it back. */
export type Origin = Pick<ReservationItem, 'reservation_id' | 'revision' | 'reservation_expiry' | 'hold_shard' | 'hold_key'> & {
  /** As they were; only where the reservation goes on with fewer. */
  lines?: LineItem[];
};

/** What a part is for. */
export interface Part {
  lines: LineItem[];
  /** Whether its units ship; otherwise they only become free. */
  ships: boolean;
  origin?: Origin;
}

/**
 * A part of a large order: a reservation of the order's own, with at most as many levels as a
 * transaction takes.
 */
export type PartItem = ReservationItem & Part;

/**
 * How long a part holds, seconds; nobody asks. It is in no list, and DynamoDB's TTL leaves it
 * alone: the order's record finds it and brings it to its end.
 */
const PART_SECONDS = 10 * 365 * 86_400;

/**
 * What is taken over from the caller's reservations. What only becomes free comes last, when
 * nothing can be refused any more: before, the order may have to give all back.
 */
export function partsOfReservations(plans: readonly ReservationPlan[]): Part[] {
  const parts = plans.flatMap((plan) => {
    const origin = originOf(plan);
    const shipping = { ships: true, origin, lines: linesOf(plan, ({ ships }) => ships) };
    return [shipping, { ships: false, origin, lines: linesOf(plan, ({ ships, reserved }) => reserved - ships) }];
  });
  return parts.filter(({ lines }) => lines.length > 0).toSorted((one, other) => Number(other.ships) - Number(one.ships));
}

function linesOf({ moves }: ReservationPlan, pieces: (move: LevelMove) => number): LineItem[] {
  const lines = moves.map((move) => ({ product_id: move.product_id, warehouse_id: move.warehouse_id, quantity: pieces(move) }));
  return lines.filter(({ quantity }) => quantity > 0);
}

function originOf({ hold: reservation, keeps }: ReservationPlan): Origin {
  const { reservation_id, revision, lines, reservation_expiry, hold_shard, hold_key } = reservation;
  return {
    ...{ reservation_id, revision },
    ...(keeps.length > 0 && { lines }),
    ...(reservation_expiry !== undefined && { reservation_expiry }),
    ...(hold_shard !== undefined && { hold_shard }),
    ...(hold_key !== undefined && { hold_key }),
  };
}

/** What a part does to its levels. */
export function movesOf({ lines, ships, origin }: Part): LevelMove[] {
  return lines.map(({ product_id, warehouse_id, quantity }) => ({
    ...{ product_id, warehouse_id, ships: ships ? quantity : 0, reserved: quantity },
    ...(origin && { hold: origin.reservation_id }),
  }));
}

/** Writes a part that reserves its units. */
export function putPart(table: string, order: OpenOrder, place: number, { lines, ...part }: Part, now: Date): Action {
  const born = { created_at: now.toISOString(), expires_at: epochSeconds(now) + PART_SECONDS };
  const reservation = reservationItem({ reservationId: partId(order, place), reference: order.order_id }, lines, born);
  delete reservation.reservation_expiry;
  return putNew(table, { ...reservation, ...part }, 'reservation_id');
}

/** Ends a part. */
export function endPart(table: string, part: PartItem, status: 'FULFILLED' | 'RELEASED', now: Date): Action {
  const end = { status, closedAt: now.toISOString(), nowSeconds: epochSeconds(now) };
  return update(table, { reservation_id: part.reservation_id }, closeReservation(part, end));
}

/** Makes a shipped part hold its units again. */
export function reopenPart(table: string, part: PartItem): Action {
  return update(table, { reservation_id: part.reservation_id }, reopenReservation(part));
}

/** The parts of an order that are there. */
export async function someParts(order: OpenOrder, store: Store): Promise<PartItem[]> {
  const found = await store.reservations(Array.from({ length: order.parts }, (_, place) => partId(order, place)));
  return found.filter((part) => part !== undefined) as PartItem[];
}

/**
 * All parts of an order, at their places. Without one of them nobody may go on: it would ship half.
 */
export async function allParts(order: OpenOrder, store: Store): Promise<PartItem[]> {
  const parts = await someParts(order, store);
  if (parts.length < order.parts) throw new Error(`Order ${order.order_id} has lost some of its holds.`);
  return parts;
}

/** The id of a part. No caller can form it, since ids have no control characters. */
function partId({ order_id, saga }: OpenOrder, place: number): string {
  return [order_id, saga, place].join(KEY_SEPARATOR);
}
