import { retention } from './limits.ts';
import type { LineItem } from './lines.ts';
import { isNil } from './nil.ts';
import { activeExpiry, isCommitted } from './reservation.ts';
import type { ReservationItem } from './reservation.ts';
import { setAndRemove } from './expression.ts';
import type { ConditionalUpdate, Expression } from './expression.ts';

// The one builder of changes to a reservation, for resolvers and functions. Seconds are epoch
// seconds.

/** A reservation that nobody changed, extended, committed or ended since it was read. */
const UNCHANGED = '#status = :was AND #revision = :read AND #expires_at = :end';
const UNCHANGED_ATTRIBUTES = ['status', 'revision', 'expires_at'];

/**
 * Its time is not over at the moment of the write. Whoever sends a write again builds it anew, or a
 * reservation that ended meanwhile would come back to life.
 */
const NOT_DUE = '#expires_at > :clock';

/** How a reservation ends. */
export interface ReservationEnd {
  status: 'RELEASED' | 'EXPIRED' | 'FULFILLED';
  /** ISO 8601. */
  closedAt: string;
  nowSeconds: number;
}

/** As it was read and, unless it is committed, which has no end, not due. */
function inForce(read: ReservationItem, nowSeconds: number): Expression {
  const values = asRead(read);
  return read.status === 'COMMITTED'
    ? { expression: UNCHANGED, attributes: UNCHANGED_ATTRIBUTES, values }
    : { expression: `${UNCHANGED} AND ${NOT_DUE}`, attributes: UNCHANGED_ATTRIBUTES, values: { ...values, ':clock': nowSeconds } };
}

/**
 * Gives a reservation its new lines, if it is still as it was read: the levels' differences were
 * computed from that. Another expected revision than the one read can never be met; it is sent all
 * the same, so that one transaction judges levels and revision.
 */
export function changeReservation(
  read: ReservationItem,
  lines: LineItem[],
  nowSeconds: number,
  expectedRevision: number | null | undefined,
): ConditionalUpdate {
  const assignments = { first_lines: 'if_not_exists(#first_lines, #lines)', lines: ':lines', revision: '#revision + :one' };
  const condition = inForce(read, nowSeconds);
  if (!isNil(expectedRevision)) {
    condition.expression = `${condition.expression} AND #revision = :expected`;
    condition.values[':expected'] = expectedRevision;
  }
  return { update: setAndRemove(assignments, [], { ':lines': lines, ':one': 1 }), condition };
}

/** Moves the end of an active reservation, if that is later and no later than it may be. */
export function extendReservation(expiresAt: number, holdKey: string, nowSeconds: number): ConditionalUpdate {
  const assignments = { expires_at: ':end', hold_key: ':key', reservation_expiry: ':expiry' };
  return {
    update: setAndRemove(assignments, [], { ':end': expiresAt, ':key': holdKey, ':expiry': activeExpiry(expiresAt) }),
    condition: {
      expression: `#status = :active AND ${NOT_DUE} AND #expires_at < :later AND (attribute_not_exists(#latest_end) OR #latest_end >= :later)`,
      attributes: ['status', 'expires_at', 'latest_end'],
      values: { ':active': 'ACTIVE', ':clock': nowSeconds, ':later': expiresAt },
    },
  };
}

/** What commits a reservation: the paid order, when, and its key in the index. */
export interface Commit {
  orderId: string;
  /** ISO 8601. */
  at: string;
  shard: string;
  key: string;
  nowSeconds: number;
}

/**
 * Makes a reservation a paid order's: it has no end from then on, leaves the index of active ones
 * and is out of reach of TTL. Only if it is as it was read; `late` also where its time is over, or
 * it was closed because of that.
 */
export function commitReservation(read: ReservationItem, commit: Commit, late: boolean): ConditionalUpdate {
  const assignments = {
    ...{ status: ':status', order_id: ':order', committed_at: ':at', revision: '#revision + :one' },
    ...{ commit_shard: ':shard', commit_key: ':key' },
  };
  const values = {
    ...{ ':status': 'COMMITTED', ':order': commit.orderId, ':at': commit.at, ':one': 1 },
    ...{ ':shard': commit.shard, ':key': commit.key },
  };
  return {
    update: setAndRemove(assignments, ['hold_shard', 'hold_key', 'reservation_expiry', 'closed_at'], values),
    condition: late ? { expression: UNCHANGED, attributes: UNCHANGED_ATTRIBUTES, values: asRead(read) } : inForce(read, commit.nowSeconds),
  };
}

/**
 * Ends a reservation, once, if it is still as it was read and, unless it ends because of that, not
 * due. It leaves the index that it is in.
 */
export function closeReservation(read: ReservationItem, end: ReservationEnd): ConditionalUpdate {
  const assignments = { status: ':status', closed_at: ':closed', reservation_expiry: ':expiry' };
  return {
    update: setAndRemove(assignments, ['hold_shard', 'hold_key', 'commit_shard', 'commit_key'], {
      ':status': end.status,
      ':closed': end.closedAt,
      ':expiry': end.nowSeconds + retention.closedReservation,
    }),
    condition:
      end.status === 'EXPIRED'
        ? { expression: UNCHANGED, attributes: UNCHANGED_ATTRIBUTES, values: asRead(read) }
        : inForce(read, end.nowSeconds),
  };
}

/**
 * Gives a reservation its earlier lines back, whether its time is over or not: for an order that
 * had to be undone.
 */
export function restoreLines(read: ReservationItem, lines: LineItem[]): ConditionalUpdate {
  return {
    update: setAndRemove({ lines: ':lines', revision: '#revision + :one' }, [], { ':lines': lines, ':one': 1 }),
    condition: { expression: UNCHANGED, attributes: UNCHANGED_ATTRIBUTES, values: asRead(read) },
  };
}

/**
 * Makes a reservation that was shipped active again, as it was before: for an order that had to be
 * undone.
 */
export function reopenReservation(
  was: Pick<
    ReservationItem,
    'revision' | 'reservation_expiry' | 'hold_shard' | 'hold_key' | 'commit_shard' | 'commit_key' | 'committed_at'
  >,
): ConditionalUpdate {
  const assignments: Record<string, string> = { status: ':status' };
  const values: Record<string, unknown> = { ':status': isCommitted(was) ? 'COMMITTED' : 'ACTIVE' };
  const removals = ['closed_at'];
  if (isNil(was.reservation_expiry)) {
    removals.push('reservation_expiry');
  } else {
    assignments['reservation_expiry'] = ':expiry';
    values[':expiry'] = was.reservation_expiry;
  }
  if (!isNil(was.hold_shard) && !isNil(was.hold_key)) {
    assignments['hold_shard'] = ':shard';
    assignments['hold_key'] = ':key';
    values[':shard'] = was.hold_shard;
    values[':key'] = was.hold_key;
  }
  if (!isNil(was.commit_shard) && !isNil(was.commit_key)) {
    assignments['commit_shard'] = ':commit_shard';
    assignments['commit_key'] = ':commit_key';
    values[':commit_shard'] = was.commit_shard;
    values[':commit_key'] = was.commit_key;
  }
  return {
    update: setAndRemove(assignments, removals, values),
    condition: {
      expression: '#status = :fulfilled AND #revision = :read',
      attributes: ['status', 'revision'],
      values: { ':fulfilled': 'FULFILLED', ':read': was.revision },
    },
  };
}

function asRead(read: ReservationItem): Record<string, unknown> {
  return { ':was': read.status, ':read': read.revision, ':end': read.expires_at };
}
