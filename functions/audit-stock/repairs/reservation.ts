import { onRequest, onReservation } from '../../../domain/calls/action.ts';
import type { CheckAction, UpdateAction } from '../../../domain/calls/action.ts';
import { setAndRemove } from '../../../domain/expression.ts';
import { closeReservation } from '../../../domain/reservation-updates.ts';
import { AUDIT_ACTOR } from '../../../domain/last-change.ts';
import { secondsOf } from '../../../domain/instant.ts';
import type { Instant } from '../../../domain/instant.ts';
import { retention } from '../../../domain/limits.ts';
import { isSubReservation, orderKey, orderOf } from '../../../domain/orders.ts';
import { HOLD_SHARDS, activeExpiry, holdKey, isOpen } from '../../../domain/reservation.ts';
import { instantOf } from '../../lib/clock.ts';
import { releaseLine } from '../../lib/release-line.ts';
import { transact } from '../../lib/transactions.ts';
import type { Audit } from '../audit.ts';
import { hasLines, isTime, wantedCommitKey } from '../checks/reservation.ts';
import type { StoredReservation } from '../checks/reservation.ts';
import { historyOf } from '../prove.ts';
import { unfinishedOf } from '../checks/request.ts';
import type { StoredRequest } from '../checks/request.ts';

/**
 * Gives a reservation the attributes that its state asks for, if it is as it was read. Lines that
 * make no sense stay as they are, and an order that nothing names stays unknown.
 */
export async function repairReservation(audit: Audit, reservation: StoredReservation): Promise<void> {
  const known = reservation.status === 'COMMITTED' ? { ...reservation, ...(await commitOf(audit, reservation)) } : reservation;
  await transact(audit.dynamodb, (at) => [rightAttributes(known, at)], audit.deadline);
}

/** What the history of one of its levels says of a commit whose reservation has forgotten it. */
async function commitOf(audit: Audit, reservation: StoredReservation): Promise<Partial<StoredReservation>> {
  const { reservation_id, order_id, committed_at, lines } = reservation;
  if ((order_id && isTime(committed_at)) || isSubReservation(reservation_id) || !hasLines(reservation)) return {};
  const [{ product_id: productId, warehouse_id: warehouseId } = { product_id: '', warehouse_id: '' }] = lines;
  const movements = await historyOf(audit, { productId, warehouseId }, true);
  const commit = movements.findLast(({ cause, reservation: of }) => cause === 'COMMITTED' && of === reservation_id);
  const order = order_id ?? commit?.reference;
  return { ...(order && { order_id: order }), ...(commit && { committed_at: isTime(committed_at) ? committed_at : commit.changed_at }) };
}

/**
 * Releases a reservation that a large order made for itself and that nobody can end any more, since
 * the order is gone.
 */
export async function releaseOrphan({ dynamodb, deadline }: Audit, orphan: StoredReservation): Promise<void> {
  const { orderId, saga } = orderOf(orphan.reservation_id);
  await transact(
    dynamodb,
    (at) => {
      const note = `Audit: order ${orderId} left a reservation behind`;
      const change = { cause: 'REPAIRED', actor: AUDIT_ACTOR, note, reference: orderId } as const;
      const end = { status: 'RELEASED', closedAt: at.iso, nowSeconds: secondsOf(at) } as const;
      return [
        onReservation(orphan.reservation_id, closeReservation(orphan, end)),
        orderIsGone(orderId, saga),
        ...orphan.lines.map((line) => releaseLine(line, orphan.status === 'COMMITTED', { now: at.iso, change })),
      ];
    },
    deadline,
  );
}

/**
 * Gives the record of a call its times, and an open order its place where the schedule finds it.
 */
export async function repairRequest({ dynamodb, deadline }: Audit, request: StoredRequest): Promise<void> {
  const { request_id, state, created_at, unfinished } = request;
  const wanted = unfinishedOf(state);
  await transact(
    dynamodb,
    (at) => {
      const born = secondsOf(created_at === undefined ? at : instantOf(new Date(created_at)));
      const assignments: Record<string, string> = { request_expiry: 'if_not_exists(#request_expiry, :expiry)' };
      const values: Record<string, unknown> = { ':expiry': born + (state === undefined ? retention.request : retention.order) };
      if (wanted !== undefined && unfinished === undefined) {
        assignments['unfinished'] = ':unfinished';
        values[':unfinished'] = wanted;
      }
      const condition =
        state === undefined
          ? {
              expression: 'attribute_exists(#request_id) AND attribute_not_exists(#state)',
              attributes: ['request_id', 'state'],
              values: {},
            }
          : { expression: '#state = :was_state', attributes: ['state'], values: { ':was_state': state } };
      return [onRequest(request_id, { update: setAndRemove(assignments, wanted === undefined ? ['unfinished'] : [], values), condition })];
    },
    deadline,
  );
}

function rightAttributes(reservation: StoredReservation, at: Instant): UpdateAction {
  const { reservation_id, revision, status, expires_at } = reservation;
  const { set, gone } = attributesOf(reservation, at);
  // An assignment that changes nothing, for reservations that only lose something.
  const assignments = { revision: '#revision', ...Object.fromEntries(Object.keys(set).map((name) => [name, `:${name}`])) };
  const values = Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value]));
  return onReservation(reservation_id, {
    update: setAndRemove(assignments, gone, values),
    condition: {
      expression: '#status = :was AND #revision = :read AND #expires_at = :end',
      attributes: ['status', 'revision', 'expires_at'],
      values: { ':was': status, ':read': revision, ':end': expires_at },
    },
  });
}

/** What a reservation is given, and what it loses. */
interface Attributes {
  set: Record<string, unknown>;
  gone: string[];
}

const OF_ACTIVE = ['hold_shard', 'hold_key'];
const OF_PACKING = ['commit_shard', 'commit_key'];

/** What a reservation of its status has, and what it has not. */
function attributesOf(reservation: StoredReservation, at: Instant): Attributes {
  const { reservation_id, status, expires_at, closed_at, reservation_expiry, order_id, committed_at } = reservation;
  if (!isOpen({ status })) {
    const expiry = reservation_expiry ?? secondsOf(at) + retention.closedReservation;
    return { set: { closed_at: closed_at ?? at.iso, reservation_expiry: expiry }, gone: [...OF_ACTIVE, ...OF_PACKING] };
  }
  const isSub = isSubReservation(reservation_id);
  // One that says of itself that it is paid is not given to the sweeper, whatever its status says.
  const isPaid = isTime(committed_at) && (isSub || order_id !== undefined);
  if (status === 'COMMITTED' || isPaid) return committedAttributes(reservation, at, isSub);
  const gone = ['closed_at', 'committed_at', ...OF_PACKING];
  if (isSub) return { set: {}, gone: [...gone, ...OF_ACTIVE] };
  const hold_key = holdKey(expires_at, Buffer.from(reservation_id).toString('base64'));
  return { set: { hold_shard: shardOf(reservation.hold_shard), hold_key, reservation_expiry: activeExpiry(expires_at) }, gone };
}

/** Where nothing names the order, its place in the packing list stays as it is. */
function committedAttributes(reservation: StoredReservation, at: Instant, isSub: boolean): Attributes {
  const committed_at = isTime(reservation.committed_at) ? reservation.committed_at : at.iso;
  const set = { status: 'COMMITTED', committed_at };
  const gone = [...OF_ACTIVE, 'reservation_expiry', 'closed_at'];
  const commit_key = isSub ? undefined : wantedCommitKey({ ...reservation, committed_at });
  if (commit_key === undefined) return { set, gone: isSub ? [...gone, ...OF_PACKING] : gone };
  const { order_id, commit_shard } = reservation;
  return { set: { ...set, order_id, commit_key, commit_shard: shardOf(commit_shard) }, gone };
}

function shardOf(stored: string | undefined): string {
  return stored !== undefined && Number(stored) >= 0 && Number(stored) < HOLD_SHARDS ? stored : '0';
}

function orderIsGone(orderId: string, saga: string): CheckAction {
  const isOther = 'attribute_not_exists(#saga) OR #saga <> :saga';
  return {
    table: 'REQUESTS_TABLE',
    key: { request_id: orderKey(orderId) },
    check: { expression: isOther, attributes: ['saga'], values: { ':saga': saga } },
  };
}
