import { onReservation, putReservation } from '../../domain/calls/action.ts';
import type { DeleteAction, PutAction, UpdateAction } from '../../domain/calls/action.ts';
import { secondsOf } from '../../domain/instant.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LineItem } from '../../domain/lines.ts';
import { subReservationId } from '../../domain/orders.ts';
import { isCommitted, reservationItem } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { closeReservation, reopenReservation } from '../../domain/reservation-updates.ts';
import type { LevelMove } from './level-move.ts';
import type { ReservationPlan } from './plan.ts';
import type { OpenOrder } from './open-order.ts';
import type { Store } from './store.ts';

/** The caller's reservation whose units a sub-reservation took over: what brings it back. */
export type Origin = Pick<
  ReservationItem,
  'reservation_id' | 'revision' | 'reservation_expiry' | 'hold_shard' | 'hold_key' | 'commit_shard' | 'commit_key' | 'committed_at'
> & {
  /** As they were; only where the reservation goes on with fewer. */
  lines?: LineItem[];
};

/** What a sub-reservation is for. */
export interface Purpose {
  lines: LineItem[];
  /** Whether its units ship; otherwise they are only released. */
  ships: boolean;
  origin?: Origin;
}

/**
 * A sub-reservation: a reservation that a large order makes for itself, with at most as many levels
 * as a transaction takes.
 */
export type SubReservation = ReservationItem & Purpose;

/**
 * How long a sub-reservation lasts, seconds; nobody asks. It is in no list, and DynamoDB's TTL
 * leaves it alone: the order's record finds it and brings it to its end.
 */
const LASTS_SECONDS = 10 * 365 * 86_400;

/**
 * What is taken over from the caller's reservations. What is only released comes last, when nothing
 * can be refused any more: before, the order may have to give everything back.
 */
export function takenOver(plans: readonly ReservationPlan[]): Purpose[] {
  const all = plans.flatMap((plan) => {
    const origin = originOf(plan);
    const shipping = { ships: true, origin, lines: linesOf(plan, ({ ships }) => ships) };
    return [shipping, { ships: false, origin, lines: linesOf(plan, ({ ships, reserved }) => reserved - ships) }];
  });
  return all.filter(({ lines }) => lines.length > 0).toSorted((one, other) => Number(other.ships) - Number(one.ships));
}

/** What a sub-reservation does to its levels when it ends. */
export function movesOf({ lines, ships, origin }: Purpose): LevelMove[] {
  return lines.map(({ product_id, warehouse_id, quantity }) => ({
    ...{ product_id, warehouse_id, ships: ships ? quantity : 0 },
    ...{ reserved: quantity, committed: origin && isCommitted(origin) ? quantity : 0 },
    ...(origin && { reservationId: origin.reservation_id }),
  }));
}

/** Makes a sub-reservation. */
export function putSubReservation(order: OpenOrder, place: number, { lines, ...purpose }: Purpose, at: Instant): PutAction {
  const times = { created_at: at.iso, expires_at: secondsOf(at) + LASTS_SECONDS };
  const reservation = reservationItem({ reservationId: subReservationId(order, place), reference: order.order_id }, lines, times);
  delete reservation.reservation_expiry;
  const { committed_at } = purpose.origin ?? {};
  return putReservation({ ...reservation, ...(committed_at && { status: 'COMMITTED', committed_at }), ...purpose });
}

/** Ends a sub-reservation. */
export function endSubReservation(sub: SubReservation, status: 'FULFILLED' | 'RELEASED', at: Instant): UpdateAction {
  return onReservation(sub.reservation_id, closeReservation(sub, { status, closedAt: at.iso, nowSeconds: secondsOf(at) }));
}

/** Makes a sub-reservation that has shipped active again. */
export function reopenSubReservation(sub: SubReservation): UpdateAction {
  return onReservation(sub.reservation_id, reopenReservation(sub));
}

/** Deletes a sub-reservation whose units another reservation takes back. */
export function deleteSubReservation({ reservation_id, status }: SubReservation): DeleteAction {
  const isAsItWas = { expression: '#status = :was', attributes: ['status'], values: { ':was': status } };
  return { table: 'RESERVATIONS_TABLE', key: { reservation_id }, deleteIf: isAsItWas };
}

/** The sub-reservations of an order that are there. */
export async function someSubReservations(order: OpenOrder, store: Store): Promise<SubReservation[]> {
  const found = await store.reservations(Array.from({ length: order.parts }, (_, place) => subReservationId(order, place)));
  return found.filter((sub) => sub !== undefined) as SubReservation[];
}

/**
 * All sub-reservations of an order, in their order. Rejects without one of them: nobody may go on
 * then, or half of the order would ship.
 */
export async function allSubReservations(order: OpenOrder, store: Store): Promise<SubReservation[]> {
  const subs = await someSubReservations(order, store);
  if (subs.length < order.parts) throw new Error(`Order ${order.order_id} has lost some of its reservations.`);
  return subs;
}

function linesOf({ moves }: ReservationPlan, quantityOf: (move: LevelMove) => number): LineItem[] {
  const lines = moves.map((move) => ({ product_id: move.product_id, warehouse_id: move.warehouse_id, quantity: quantityOf(move) }));
  return lines.filter(({ quantity }) => quantity > 0);
}

function originOf({ reservation, keeps }: ReservationPlan): Origin {
  const { reservation_id, revision, lines, reservation_expiry, hold_shard, hold_key, commit_shard, commit_key, committed_at } = reservation;
  return {
    ...{ reservation_id, revision },
    ...(keeps.length > 0 && { lines }),
    ...(reservation_expiry !== undefined && { reservation_expiry }),
    ...(hold_shard !== undefined && { hold_shard }),
    ...(hold_key !== undefined && { hold_key }),
    ...(commit_shard !== undefined && { commit_shard }),
    ...(commit_key !== undefined && { commit_key }),
    ...(committed_at !== undefined && { committed_at }),
  };
}
