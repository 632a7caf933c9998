import { attributeNames } from '../../../domain/expression.ts';
import { isSubReservation, orderKey, orderOf } from '../../../domain/orders.ts';
import { HOLD_SHARDS, activeExpiry, commitKey, holdKeyPrefix, isCommitted, isOpen } from '../../../domain/reservation.ts';
import type { ReservationItem } from '../../../domain/reservation.ts';
import { levelKey } from '../../../domain/lines.ts';
import { instantOf } from '../../lib/clock.ts';
import type { Audit, Finding } from '../audit.ts';

/**
 * A stored reservation; the reservations that large orders make for themselves name what they took
 * their units from.
 */
export type StoredReservation = ReservationItem & { origin?: { reservation_id: string } };

const STATUSES = ['ACTIVE', 'COMMITTED', 'RELEASED', 'FULFILLED', 'EXPIRED'];

/** What a closed reservation has not, and what it has. */
const INDEXED = ['hold_shard', 'hold_key', 'commit_shard', 'commit_key'];
const ENDED = ['closed_at', 'reservation_expiry'];

/**
 * Only what may hold units or looks wrong comes back from a scan: most reservations have been
 * closed for days.
 */
export const HOLD_FILTER = {
  FilterExpression: [
    '#status IN (:active, :committed)',
    ...INDEXED.map((name) => `attribute_exists(#${name})`),
    ...ENDED.map((name) => `attribute_not_exists(#${name})`),
  ].join(' OR '),
  ExpressionAttributeNames: attributeNames(['status', ...INDEXED, ...ENDED]),
  ExpressionAttributeValues: { ':active': 'ACTIVE', ':committed': 'COMMITTED' },
};

/** What is wrong with a reservation by itself. */
export function reservationFindings(reservation: StoredReservation): Finding[] {
  const wrong = wrongOf(reservation);
  if (!STATUSES.includes(reservation.status)) wrong.push(`status ${reservation.status}`);
  if (!hasLines(reservation)) wrong.push('lines');
  return wrong.length === 0 ? [] : [{ kind: 'HOLD', expected: 'attributes as docs/data-model.md has them', found: wrong.join(', ') }];
}

/** Whether its lines can be counted: each level once, with units. */
export function hasLines({ lines }: Partial<StoredReservation>): boolean {
  if (!Array.isArray(lines)) return false;
  const names = new Set(lines.map((line) => levelKey(line.product_id, line.warehouse_id)));
  return names.size === lines.length && lines.every(({ quantity }) => Number.isInteger(quantity) && quantity > 0);
}

function wrongOf(reservation: StoredReservation): string[] {
  if (reservation.status === 'ACTIVE') return wrongWhileActive(reservation);
  return reservation.status === 'COMMITTED' ? wrongWhileCommitted(reservation) : wrongOnceClosed(reservation);
}

function wrongWhileActive(reservation: StoredReservation): string[] {
  const { reservation_id, hold_shard, hold_key, reservation_expiry, expires_at } = reservation;
  // Who ends a reservation takes its units for committed where it has that time.
  const other = isCommitted(reservation) || isInPackingList(reservation) ? ['committed_at or a place in the packing list'] : [];
  const closed = [...closedAlthoughOpen(reservation), ...other];
  const isIndexed = hold_shard !== undefined || hold_key !== undefined;
  if (isSubReservation(reservation_id)) return isIndexed ? [...closed, 'in the index of active reservations'] : closed;
  const wrong = [...closed];
  // A reservation that is not in the index is found by no sweeper.
  if (!(Number(hold_shard) >= 0 && Number(hold_shard) < HOLD_SHARDS)) wrong.push(`hold_shard ${hold_shard ?? 'missing'}`);
  if (!hold_key?.startsWith(`${holdKeyPrefix(expires_at)}#`)) wrong.push(`hold_key ${hold_key ?? 'missing'}`);
  if (reservation_expiry !== activeExpiry(expires_at)) wrong.push(`reservation_expiry ${reservation_expiry ?? 'missing'}`);
  return wrong;
}

/** A paid order must be out of the sweeper's and TTL's reach, and shown to who packs it. */
function wrongWhileCommitted(reservation: StoredReservation): string[] {
  const { reservation_id, hold_shard, hold_key, reservation_expiry, order_id, committed_at, commit_shard, commit_key } = reservation;
  const wrong = closedAlthoughOpen(reservation);
  if (hold_shard !== undefined || hold_key !== undefined) wrong.push('in the index of active reservations');
  if (reservation_expiry !== undefined) wrong.push(`reservation_expiry ${reservation_expiry}`);
  if (!isTime(committed_at)) wrong.push('committed_at missing, or no time');
  if (isSubReservation(reservation_id)) return isInPackingList(reservation) ? [...wrong, 'in the packing list'] : wrong;
  if (!order_id) wrong.push('order_id missing');
  if (!(Number(commit_shard) >= 0 && Number(commit_shard) < HOLD_SHARDS)) wrong.push(`commit_shard ${commit_shard ?? 'missing'}`);
  if (commit_key !== wantedCommitKey(reservation)) wrong.push(`commit_key ${commit_key ?? 'missing'}`);
  return wrong;
}

/** The key that its order and the time of its commit ask for; undefined without one of them. */
export function wantedCommitKey({ reservation_id, order_id, committed_at }: StoredReservation): string | undefined {
  if (!order_id || !isTime(committed_at)) return undefined;
  return commitKey(instantOf(new Date(committed_at)), base64(order_id), base64(reservation_id));
}

/** Whether a stored text is a time. */
export function isTime(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function isInPackingList({ commit_shard, commit_key }: StoredReservation): boolean {
  return commit_shard !== undefined || commit_key !== undefined;
}

function closedAlthoughOpen({ closed_at, status }: StoredReservation): string[] {
  return closed_at === undefined || closed_at === null ? [] : [`closed_at although it is ${status}`];
}

function wrongOnceClosed(reservation: StoredReservation): string[] {
  const { hold_shard, hold_key, reservation_expiry, closed_at } = reservation;
  const wrong = isInPackingList(reservation) ? ['in the packing list although it is closed'] : [];
  if (hold_shard !== undefined || hold_key !== undefined) wrong.push('in the index of active reservations although it is closed');
  if (closed_at === undefined || closed_at === null) wrong.push('closed_at missing');
  if (reservation_expiry === undefined) wrong.push('reservation_expiry missing');
  return wrong;
}

/**
 * Whether the order of an open sub-reservation is gone, so that nobody will ever end it. Both are
 * read at one moment: an order ends its sub-reservations first.
 */
export async function orphanFindings({ reads, tables }: Audit, sub: StoredReservation): Promise<Finding[]> {
  const { orderId, saga } = orderOf(sub.reservation_id);
  const [now, order] = await reads.atOnce([
    { table: tables.reservations, key: { reservation_id: sub.reservation_id } },
    { table: tables.requests, key: { request_id: orderKey(orderId) } },
  ]);
  if (!now || !isOpen(now as unknown as StoredReservation) || order?.['saga'] === saga) return [];
  return [{ kind: 'HOLD_ORPHANED', expected: 'an order under way that it belongs to', found: 'none' }];
}
