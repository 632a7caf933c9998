import { changeReservation, closeReservation, commitReservation, extendReservation } from '../reservation-updates.ts';
import type { ReservationEnd } from '../reservation-updates.ts';
import { secondsOf } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { EXPIRY_ACTOR } from '../last-change.ts';
import { changeReserved, commitReserved } from '../level-counts.ts';
import type { Pool } from '../level.ts';
import { lineChanges, quantities } from '../lines.ts';
import { isNil } from '../nil.ts';
import type { LineItem } from '../lines.ts';
import type { Taking } from '../shortages.ts';
import type { Sourcing } from '../sourcing.ts';
import { commitKey, endOfReservation, HOLD_SHARDS, holdKey, isCommitted, isHolding, isOpen, reservationItem } from '../reservation.ts';
import type { ReservationItem } from '../reservation.ts';
import type { ReserveStockInput } from '../../schema/types.ts';
import { onLevel, onReservation, putReservation } from './action.ts';
import type { Action, UpdateAction } from './action.ts';

// What the fields about reservations write at a moment. Plain data in, so that whoever tries again
// later builds it anew, with the times of then.

/**
 * A reservation to be made. `ttlSeconds` is how long it lasts, also when the caller left that out;
 * `keyOfId` see holdKey.
 */
export interface ReserveCall {
  field: 'reserveStock';
  asked: Pick<ReserveStockInput, 'reservationId' | 'ttlSeconds' | 'reference'>;
  lines: LineItem[];
  ttlSeconds: number;
  /**
   * How long it may last with all its extensions, seconds; left out by resolvers of release 0.1.0.
   */
  longestSeconds?: number;
  keyOfId: string;
  actor: string;
  /** Whether it may take the safety stock; left out by resolvers of a release that had none. */
  ignoreSafety?: boolean;
  /** What `lines` were chosen for; absent where the caller named every warehouse. */
  sourcing?: Sourcing;
}

/** Down to where a reservation takes units. */
export function poolOf({ ignoreSafety }: ReserveCall): Pool {
  return ignoreSafety ? 'available' : 'sellable';
}

/** The new reservation. */
export function newReservation(call: ReserveCall, at: Instant): ReservationItem {
  const { asked, lines, ttlSeconds, longestSeconds, keyOfId, sourcing } = call;
  const end = endOfReservation(at, ttlSeconds);
  const shard = `${at.ms % HOLD_SHARDS}`;
  const born = { created_at: at.iso, expires_at: end, hold_shard: shard, hold_key: holdKey(end, keyOfId) };
  const item = reservationItem(asked, lines, isNil(longestSeconds) ? born : { ...born, latest_end: endOfReservation(at, longestSeconds) });
  return isNil(sourcing) ? item : { ...item, input: sourcing.input };
}

/** What it takes from its lines. */
export function reserveTaking(call: ReserveCall): Taking {
  return { lines: call.lines, reserved: {}, pool: poolOf(call) };
}

/** The reservation, then the levels of its lines. */
export function reserveActions(call: ReserveCall, at: Instant): Action[] {
  const { reservationId } = call.asked;
  const stamp = { now: at.iso, change: { cause: 'RESERVED' as const, actor: call.actor, reference: reservationId } };
  const actions: Action[] = [putReservation(newReservation(call, at))];
  const taking = { pool: poolOf(call), committed: false };
  return actions.concat(call.lines.map((line) => onLevel(line, changeReserved(line.quantity, taking, stamp))));
}

/** New lines for a reservation that was read. */
export interface ChangeCall {
  field: 'changeReservation';
  hold: ReservationItem;
  lines: LineItem[];
  expectedRevision: number | null;
  actor: string;
}

/** The levels whose units a change moves, with the difference. */
export function movedLines({ hold: reservation, lines }: ChangeCall): LineItem[] {
  return lineChanges(reservation.lines, lines).filter((change) => change.quantity !== 0);
}

/** What it takes beyond what the reservation has. */
export function changeTaking(call: ChangeCall): Taking {
  return { lines: movedLines(call), reserved: quantities(call.hold.lines), pool: 'sellable' };
}

/** The reservation, then the levels whose units move. */
export function changeActions(call: ChangeCall, at: Instant): Action[] {
  const { hold: reservation, lines, expectedRevision, actor } = call;
  const stamp = { now: at.iso, change: { cause: 'RESERVATION_CHANGED' as const, actor, reference: reservation.reservation_id } };
  const changed = onReservation(reservation.reservation_id, changeReservation(reservation, lines, secondsOf(at), expectedRevision));
  const taking = { pool: 'sellable' as const, committed: isCommitted(reservation) };
  return [changed].concat(movedLines(call).map((line) => onLevel(line, changeReserved(line.quantity, taking, stamp))));
}

/**
 * A reservation that was read, to be committed for a paid order. `reacquire` takes one whose time
 * is over too.
 */
export interface CommitCall {
  field: 'commitReservation';
  hold: ReservationItem;
  orderId: string;
  reacquire: boolean;
  /** The two ids in Base64; see commitKey. */
  keyOfOrder: string;
  keyOfId: string;
  actor: string;
}

/** The reservation as a commit at that moment leaves it. */
export function committedAt({ hold: reservation, orderId, keyOfOrder, keyOfId }: CommitCall, at: Instant): ReservationItem {
  return {
    ...reservation,
    ...{ status: 'COMMITTED', order_id: orderId, committed_at: at.iso, closed_at: null, revision: reservation.revision + 1 },
    ...{ commit_shard: `${at.ms % HOLD_SHARDS}`, commit_key: commitKey(at, keyOfOrder, keyOfId) },
  };
}

/** What it takes: one that is open has its units. */
export function commitTaking({ hold: reservation }: CommitCall): Taking {
  return { lines: isOpen(reservation) ? [] : reservation.lines, reserved: {}, pool: 'available' };
}

/**
 * The reservation, then the levels of its lines: what it has becomes the order's; one that was
 * closed takes its units anew, safety stock included, as they are paid.
 */
export function commitActions(call: CommitCall, at: Instant): Action[] {
  const { hold: reservation, orderId, reacquire, actor } = call;
  const { commit_shard, commit_key } = committedAt(call, at);
  const change = { cause: 'COMMITTED' as const, actor, reference: orderId, reservation: reservation.reservation_id };
  const stamp = { now: at.iso, change };
  const commit = { orderId, at: at.iso, shard: commit_shard ?? '', key: commit_key ?? '', nowSeconds: secondsOf(at) };
  const committed = onReservation(reservation.reservation_id, commitReservation(reservation, commit, reacquire));
  const taking = { pool: 'available' as const, committed: true };
  return [committed].concat(
    reservation.lines.map((line) =>
      onLevel(line, isOpen(reservation) ? commitReserved(line.quantity, stamp) : changeReserved(line.quantity, taking, stamp)),
    ),
  );
}

/** A later end for a reservation; `keyOfId` see holdKey. */
export interface ExtendCall {
  field: 'extendReservation';
  reservationId: string;
  ttlSeconds: number;
  keyOfId: string;
  /** The reservation's `latest_end`, once it has been read since a later end was refused. */
  latest?: number;
}

/** The reservation. */
export function extendAction({ reservationId, ttlSeconds, keyOfId, latest }: ExtendCall, at: Instant): UpdateAction {
  const end = extendedEnd(at, ttlSeconds, latest);
  return onReservation(reservationId, extendReservation(end, holdKey(end, keyOfId), secondsOf(at)));
}

/** The end that an extension asks for at that moment, epoch seconds: no later than `latest`. */
export function extendedEnd(at: Instant, ttlSeconds: number, latest: number | null | undefined): number {
  const end = endOfReservation(at, ttlSeconds);
  return isNil(latest) ? end : Math.min(end, latest);
}

/** A reservation that was read, to be ended. */
export interface ReleaseCall {
  field: 'releaseStock';
  hold: ReservationItem;
  actor: string;
}

/**
 * How a release ends a reservation at that moment: one whose time is over has expired, whoever
 * gives its units back.
 */
export function endAt({ hold: reservation }: ReleaseCall, at: Instant): ReservationEnd {
  const nowSeconds = secondsOf(at);
  return { status: isHolding(reservation, nowSeconds) ? 'RELEASED' : 'EXPIRED', closedAt: at.iso, nowSeconds };
}

/** The reservation, then the levels of its lines. */
export function releaseActions(call: ReleaseCall, at: Instant): Action[] {
  const { hold: reservation, actor } = call;
  const end = endAt(call, at);
  const change = { cause: end.status, actor: end.status === 'EXPIRED' ? EXPIRY_ACTOR : actor, reference: reservation.reservation_id };
  const ended = onReservation(reservation.reservation_id, closeReservation(reservation, end));
  const taking = { pool: 'sellable' as const, committed: isCommitted(reservation) };
  const stamp = { now: at.iso, change };
  return [ended].concat(reservation.lines.map((line) => onLevel(line, changeReserved(-line.quantity, taking, stamp))));
}
