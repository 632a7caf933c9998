import { isSubReservation, orderKey, orderOf } from '../../../domain/orders.ts';
import { HOLD_SHARDS, activeExpiry, holdKeyPrefix } from '../../../domain/reservation.ts';
import type { ReservationItem } from '../../../domain/reservation.ts';
import { levelKey } from '../../../domain/lines.ts';
import type { Audit, Finding } from '../audit.ts';

/**
 * A stored reservation; the reservations that large orders make for themselves name what they took
 * their units from.
 */
export type StoredReservation = ReservationItem & { origin?: { reservation_id: string } };

const STATUSES = ['ACTIVE', 'RELEASED', 'FULFILLED', 'EXPIRED'];

/**
 * Only what may hold units or looks wrong comes back from a scan: most reservations have been
 * closed for days.
 */
export const HOLD_FILTER = {
  FilterExpression:
    '#status = :active OR attribute_exists(#hold_shard) OR attribute_exists(#hold_key) OR attribute_not_exists(#closed_at) OR attribute_not_exists(#reservation_expiry)',
  ExpressionAttributeNames: Object.fromEntries(
    ['status', 'hold_shard', 'hold_key', 'closed_at', 'reservation_expiry'].map((name) => [`#${name}`, name]),
  ),
  ExpressionAttributeValues: { ':active': 'ACTIVE' },
};

/** What is wrong with a reservation by itself. */
export function reservationFindings(reservation: StoredReservation): Finding[] {
  const wrong = reservation.status === 'ACTIVE' ? wrongWhileActive(reservation) : wrongOnceClosed(reservation);
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

function wrongWhileActive(reservation: StoredReservation): string[] {
  const { reservation_id, hold_shard, hold_key, reservation_expiry, expires_at, closed_at } = reservation;
  const closed = closed_at === undefined || closed_at === null ? [] : ['closed_at although it is active'];
  const isIndexed = hold_shard !== undefined || hold_key !== undefined;
  if (isSubReservation(reservation_id)) return isIndexed ? [...closed, 'in the index of active reservations'] : closed;
  const wrong = [...closed];
  // A reservation that is not in the index is found by no sweeper.
  if (!(Number(hold_shard) >= 0 && Number(hold_shard) < HOLD_SHARDS)) wrong.push(`hold_shard ${hold_shard ?? 'missing'}`);
  if (!hold_key?.startsWith(`${holdKeyPrefix(expires_at)}#`)) wrong.push(`hold_key ${hold_key ?? 'missing'}`);
  if (reservation_expiry !== activeExpiry(expires_at)) wrong.push(`reservation_expiry ${reservation_expiry ?? 'missing'}`);
  return wrong;
}

function wrongOnceClosed({ hold_shard, hold_key, reservation_expiry, closed_at }: StoredReservation): string[] {
  const wrong: string[] = [];
  if (hold_shard !== undefined || hold_key !== undefined) wrong.push('in the index of active reservations although it is closed');
  if (closed_at === undefined || closed_at === null) wrong.push('closed_at missing');
  if (reservation_expiry === undefined) wrong.push('reservation_expiry missing');
  return wrong;
}

/**
 * Whether the order of an active sub-reservation is gone, so that nobody will ever end it. Both are
 * read at one moment: an order ends its sub-reservations first.
 */
export async function orphanFindings({ reads, tables }: Audit, sub: StoredReservation): Promise<Finding[]> {
  const { orderId, saga } = orderOf(sub.reservation_id);
  const [now, order] = await reads.atOnce([
    { table: tables.reservations, key: { reservation_id: sub.reservation_id } },
    { table: tables.requests, key: { request_id: orderKey(orderId) } },
  ]);
  if (now?.['status'] !== 'ACTIVE' || order?.['saga'] === saga) return [];
  return [{ kind: 'HOLD_ORPHANED', expected: 'an order under way that it belongs to', found: 'none' }];
}
