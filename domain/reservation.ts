import { checksum } from './checksum.ts';
import type { Instant } from './instant.ts';
import { retention } from './limits.ts';
import { reservationLine } from './lines.ts';
import type { LineItem } from './lines.ts';
import { isNil } from './nil.ts';
import { text, whole } from './stored.ts';
import type { Reservation, ReservationStatus, ReserveStockInput } from '../schema/types.ts';

/**
 * An item of the Reservations table. `expires_at` and `reservation_expiry` are epoch seconds, other
 * times ISO 8601.
 */
export interface ReservationItem {
  reservation_id: string;
  status: ReservationStatus;
  revision: number;
  lines: LineItem[];
  /** What reserveStock asked, once a change has replaced `lines`. */
  first_lines?: LineItem[];
  /**
   * The text of the lines and the sourcing that reserveStock asked, where the server chose
   * warehouses: a call sent again is compared with it, in place of lines.
   */
  input?: string;
  /** The ttlSeconds that the caller gave; absent when left out. */
  ttl_seconds?: number | null;
  reference?: string | null;
  created_at: string;
  expires_at: number;
  closed_at?: string | null;
  /** TTL attribute. Absent in the reservations of a large order: its record finds them. */
  reservation_expiry?: number;
  hold_shard?: string;
  hold_key?: string;
  /** The paid order that it was committed for, and when; these stay once it has ended. */
  order_id?: string;
  committed_at?: string;
  /** Index of committed reservations, only while it is one. Sub-reservations are not in it. */
  commit_shard?: string;
  commit_key?: string;
  /**
   * No extension moves its end beyond this, epoch seconds. Absent in those of a release that had no
   * such limit, and of large orders.
   */
  latest_end?: number;
}

/**
 * Partitions of the index of active reservations: each takes 1,000 index writes a second, and a
 * list reads each once.
 */
export const HOLD_SHARDS = 4;

/** Whether a reservation has not ended: its units are among the reserved ones. */
export function isOpen({ status }: Pick<ReservationItem, 'status'>): boolean {
  return status === 'ACTIVE' || status === 'COMMITTED';
}

/** Whether a reservation is in force: active and its time not over, or committed. */
export function isHolding(item: ReservationItem, nowSeconds: number): boolean {
  return item.status === 'COMMITTED' || (item.status === 'ACTIVE' && item.expires_at > nowSeconds);
}

/** Whether its units are those of a paid order, or were when it ended. */
export function isCommitted({ committed_at }: Pick<ReservationItem, 'committed_at'>): boolean {
  return typeof committed_at === 'string';
}

/** The status as callers see it: a due reservation reads EXPIRED at once. */
export function effectiveStatus(item: ReservationItem, nowSeconds: number): ReservationStatus {
  return item.status === 'ACTIVE' && item.expires_at <= nowSeconds ? 'EXPIRED' : item.status;
}

/**
 * The range key part that orders active reservations by their end; ten digits last until the year
 * 2286.
 */
export function holdKeyPrefix(expiresAt: number): string {
  return `0000000000${expiresAt}`.slice(-10);
}

/**
 * The sort key of an active reservation in its index. `keyOfId` is the id in Base64, so that no odd
 * id breaks the order or the key's size.
 */
export function holdKey(expiresAt: number, keyOfId: string): string {
  return `${holdKeyPrefix(expiresAt)}#${keyOfId}`;
}

/** Thirteen digits of epoch milliseconds order committed reservations by their commit. */
export function commitKeyPrefix(ms: number): string {
  return `0000000000000${ms}`.slice(-13);
}

/**
 * The sort key of a committed reservation in its index. It tells most orders apart, for who looks
 * for one: two ids in Base64 would not fit into the 1,024 bytes of a key.
 */
export function commitKey(at: Instant, base64OfOrder: string, keyOfId: string): string {
  return `${commitKeyPrefix(at.ms)}#${orderMark(base64OfOrder)}#${keyOfId}`;
}

/** What the keys of an order's reservations have in common. */
export function orderMark(base64OfOrder: string): string {
  return `${checksum(base64OfOrder)}`;
}

/**
 * The end of a reservation that lasts `ttlSeconds` from a moment, epoch seconds: rounded up, so it
 * never ends early.
 */
export function endOfReservation(at: Instant, ttlSeconds: number): number {
  return Math.ceil(at.ms / 1000) + ttlSeconds;
}

/** When TTL may delete an active reservation, epoch seconds. */
export function activeExpiry(expiresAt: number): number {
  return expiresAt + retention.activeReservation;
}

/**
 * A new reservation. Times and keys come from the runtime that makes it; what the caller left out
 * stays absent.
 */
export function reservationItem(
  asked: Pick<ReserveStockInput, 'reservationId' | 'ttlSeconds' | 'reference'>,
  lines: LineItem[],
  born: Pick<ReservationItem, 'created_at' | 'expires_at' | 'hold_shard' | 'hold_key' | 'latest_end'>,
): ReservationItem {
  const item: ReservationItem = {
    ...born,
    reservation_id: asked.reservationId,
    status: 'ACTIVE',
    revision: 1,
    lines,
    reservation_expiry: activeExpiry(born.expires_at),
  };
  if (!isNil(asked.ttlSeconds)) {
    item.ttl_seconds = asked.ttlSeconds;
  }
  if (!isNil(asked.reference)) {
    item.reference = asked.reference;
  }
  return item;
}

/**
 * Whether a reservation can be shown: one that does not say what it reserves, and until when, is
 * left out of its page.
 */
export function isShowable({ lines, expires_at, created_at }: ReservationItem): boolean {
  return typeof expires_at === 'number' && typeof created_at === 'string' && typeof lines === 'object' && typeof lines.length === 'number';
}

/**
 * A stored reservation as callers see it. `expiresAt` is its `expires_at` as ISO 8601, which the
 * two runtimes format differently.
 */
export function reservationView(item: ReservationItem, nowSeconds: number, expiresAt: string): Reservation {
  return {
    reservationId: item.reservation_id,
    status: effectiveStatus(item, nowSeconds),
    revision: whole(item.revision),
    lines: item.lines.map((line) => reservationLine(line)),
    reference: text(item.reference),
    createdAt: item.created_at,
    expiresAt,
    orderId: text(item.order_id),
    committedAt: text(item.committed_at),
    closedAt: item.closed_at ?? null,
  };
}
