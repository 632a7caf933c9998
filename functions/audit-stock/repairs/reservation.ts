import { onRequest, onReservation } from '../../../domain/calls/action.ts';
import type { CheckAction, UpdateAction } from '../../../domain/calls/action.ts';
import { setAndRemove } from '../../../domain/expression.ts';
import { closeReservation } from '../../../domain/reservation-updates.ts';
import { AUDIT_ACTOR } from '../../../domain/last-change.ts';
import { secondsOf } from '../../../domain/instant.ts';
import type { Instant } from '../../../domain/instant.ts';
import { retention } from '../../../domain/limits.ts';
import { isSubReservation, orderKey, orderOf } from '../../../domain/orders.ts';
import { HOLD_SHARDS, activeExpiry, holdKey, isCommitted } from '../../../domain/reservation.ts';
import { instantOf } from '../../lib/clock.ts';
import { releaseLine } from '../../lib/release-line.ts';
import { transact } from '../../lib/transactions.ts';
import type { Audit } from '../audit.ts';
import type { StoredReservation } from '../checks/reservation.ts';
import { unfinishedOf } from '../checks/request.ts';
import type { StoredRequest } from '../checks/request.ts';

/**
 * Gives a reservation the attributes that its state asks for, if it is as it was read. Lines that
 * make no sense stay as they are.
 */
export async function repairReservation({ dynamodb, deadline }: Audit, reservation: StoredReservation): Promise<void> {
  await transact(dynamodb, (at) => [rightAttributes(reservation, at)], deadline);
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
        ...orphan.lines.map((line) => releaseLine(line, isCommitted(orphan), { now: at.iso, change })),
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
  const { reservation_id, revision, status, expires_at, closed_at, reservation_expiry, hold_shard } = reservation;
  const set: Record<string, unknown> = {};
  const gone: string[] = [];
  if (status !== 'ACTIVE') {
    gone.push('hold_shard', 'hold_key');
    set['closed_at'] = closed_at ?? at.iso;
    set['reservation_expiry'] = reservation_expiry ?? secondsOf(at) + retention.closedReservation;
  } else if (isSubReservation(reservation_id)) gone.push('hold_shard', 'hold_key', 'closed_at');
  else {
    gone.push('closed_at');
    set['hold_shard'] = Number(hold_shard) >= 0 && Number(hold_shard) < HOLD_SHARDS ? hold_shard : '0';
    set['hold_key'] = holdKey(expires_at, Buffer.from(reservation_id).toString('base64'));
    set['reservation_expiry'] = activeExpiry(expires_at);
  }
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

function orderIsGone(orderId: string, saga: string): CheckAction {
  const isOther = 'attribute_not_exists(#saga) OR #saga <> :saga';
  return {
    table: 'REQUESTS_TABLE',
    key: { request_id: orderKey(orderId) },
    check: { expression: isOther, attributes: ['saga'], values: { ':saga': saga } },
  };
}
