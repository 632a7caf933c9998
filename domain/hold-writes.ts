import { retention } from './limits.ts';
import type { LineItem } from './lines.ts';
import { isNil } from './nil.ts';
import { activeExpiry } from './reservation.ts';
import type { ReservationItem } from './reservation.ts';
import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate } from './expression.ts';

// The one builder of changes to a reservation, for resolvers and functions. Seconds are epoch seconds.

/** An active hold that nobody changed or extended since it was read. */
const UNCHANGED = '#status = :active AND #revision = :read AND #expires_at = :end';
const UNCHANGED_ATTRIBUTES = ['status', 'revision', 'expires_at'];

/** How a hold ends. */
export interface HoldEnd {
  status: 'RELEASED' | 'EXPIRED' | 'FULFILLED';
  /** ISO 8601. */
  closedAt: string;
  nowSeconds: number;
}

/**
 * Gives a hold its new lines, if it is still as it was read: the levels' differences were computed from that.
 * An expected revision that is another one can never hold; it is sent all the same, so that one transaction judges levels and revision.
 */
export function changeHold(read: ReservationItem, lines: LineItem[], expectedRevision: number | null | undefined): ConditionalUpdate {
  const assignments = { first_lines: 'if_not_exists(#first_lines, #lines)', lines: ':lines', revision: '#revision + :one' };
  const expected = isNil(expectedRevision) ? {} : { ':expected': expectedRevision };
  return {
    update: setAndRemove(assignments, [], { ':lines': lines, ':one': 1 }),
    condition: {
      expression: `${UNCHANGED}${isNil(expectedRevision) ? '' : ' AND #revision = :expected'}`,
      attributes: UNCHANGED_ATTRIBUTES,
      values: { ...asRead(read), ...expected },
    },
  };
}

/** Moves the end of an active hold, if that is later. */
export function extendHold(expiresAt: number, holdKey: string, nowSeconds: number): ConditionalUpdate {
  const assignments = { expires_at: ':end', hold_key: ':key', reservation_expiry: ':expiry' };
  return {
    update: setAndRemove(assignments, [], { ':end': expiresAt, ':key': holdKey, ':expiry': activeExpiry(expiresAt) }),
    condition: {
      expression: '#status = :active AND #expires_at > :now AND #expires_at < :later',
      attributes: ['status', 'expires_at'],
      values: { ':active': 'ACTIVE', ':now': nowSeconds, ':later': expiresAt },
    },
  };
}

/** Ends a hold, once, if it is still as it was read: whether it was due was decided from that. It leaves the index of active holds. */
export function closeHold(read: ReservationItem, end: HoldEnd): ConditionalUpdate {
  const assignments = { status: ':status', closed_at: ':closed', reservation_expiry: ':expiry' };
  return {
    update: setAndRemove(assignments, ['hold_shard', 'hold_key'], {
      ':status': end.status,
      ':closed': end.closedAt,
      ':expiry': end.nowSeconds + retention.closedReservation,
    }),
    condition: { expression: UNCHANGED, attributes: UNCHANGED_ATTRIBUTES, values: asRead(read) },
  };
}

function asRead(read: ReservationItem): Record<string, unknown> {
  return { ':active': 'ACTIVE', ':read': read.revision, ':end': read.expires_at };
}
