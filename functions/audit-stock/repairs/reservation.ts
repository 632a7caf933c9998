import { setAndRemove } from '../../../domain/expression.ts';
import { closeReservation } from '../../../domain/reservation-updates.ts';
import { AUDIT_ACTOR } from '../../../domain/last-change.ts';
import { retention } from '../../../domain/limits.ts';
import { orderKey } from '../../../domain/orders.ts';
import { HOLD_SHARDS, activeExpiry, holdKey } from '../../../domain/reservation.ts';
import { KEY_SEPARATOR } from '../../../domain/text.ts';
import { epochSeconds } from '../../lib/clock.ts';
import { releaseLine } from '../../lib/release-line.ts';
import { transact, update } from '../../lib/transactions.ts';
import type { Action } from '../../lib/transactions.ts';
import type { Audit } from '../audit.ts';
import { isPart } from '../checks/reservation.ts';
import type { StoredReservation } from '../checks/reservation.ts';
import { unfinishedOf } from '../checks/request.ts';
import type { StoredRequest } from '../checks/request.ts';

/**
 * Gives a reservation the attributes that its state asks for, if it is as it was read. Lines that
 * make no sense stay as they are.
 */
export async function repairReservation({ dynamodb, tables, deadline }: Audit, reservation: StoredReservation): Promise<void> {
  await transact(dynamodb, (at) => [rightAttributes(tables.reservations, reservation, at)], deadline);
}

/**
 * Releases a reservation that a large order made for itself and that nobody can end any more, since
 * the order is gone.
 */
export async function releaseOrphan({ dynamodb, tables, deadline }: Audit, part: StoredReservation): Promise<void> {
  const [orderId = '', saga = ''] = part.reservation_id.split(KEY_SEPARATOR);
  await transact(
    dynamodb,
    (at) => {
      const now = at.toISOString();
      const note = `Audit: order ${orderId} left a hold behind`;
      const change = { cause: 'REPAIRED', actor: AUDIT_ACTOR, note, reference: orderId } as const;
      const end = { status: 'RELEASED', closedAt: now, nowSeconds: epochSeconds(at) } as const;
      return [
        update(tables.reservations, { reservation_id: part.reservation_id }, closeReservation(part, end)),
        orderIsGone(tables.requests, orderId, saga),
        ...part.lines.map((line) => releaseLine(tables.inventory, line, { now, change })),
      ];
    },
    deadline,
  );
}

/**
 * Gives the record of a call its times, and an open order its place where the schedule finds it.
 */
export async function repairRequest({ dynamodb, tables, deadline }: Audit, request: StoredRequest): Promise<void> {
  const { request_id, state, created_at, unfinished } = request;
  const wanted = unfinishedOf(state);
  await transact(
    dynamodb,
    (at) => {
      const born = epochSeconds(created_at === undefined ? at : new Date(created_at));
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
      return [
        update(
          tables.requests,
          { request_id },
          { update: setAndRemove(assignments, wanted === undefined ? ['unfinished'] : [], values), condition },
        ),
      ];
    },
    deadline,
  );
}

function rightAttributes(table: string, reservation: StoredReservation, at: Date): Action {
  const { reservation_id, revision, status, expires_at, closed_at, reservation_expiry, hold_shard } = reservation;
  const set: Record<string, unknown> = {};
  const gone: string[] = [];
  if (status !== 'ACTIVE') {
    gone.push('hold_shard', 'hold_key');
    set['closed_at'] = closed_at ?? at.toISOString();
    set['reservation_expiry'] = reservation_expiry ?? epochSeconds(at) + retention.closedReservation;
  } else if (isPart(reservation)) gone.push('hold_shard', 'hold_key', 'closed_at');
  else {
    gone.push('closed_at');
    set['hold_shard'] = Number(hold_shard) >= 0 && Number(hold_shard) < HOLD_SHARDS ? hold_shard : '0';
    set['hold_key'] = holdKey(expires_at, Buffer.from(reservation_id).toString('base64'));
    set['reservation_expiry'] = activeExpiry(expires_at);
  }
  // An assignment that changes nothing, for reservations that only lose something.
  const assignments = { revision: '#revision', ...Object.fromEntries(Object.keys(set).map((name) => [name, `:${name}`])) };
  const values = Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value]));
  return update(
    table,
    { reservation_id },
    {
      update: setAndRemove(assignments, gone, values),
      condition: {
        expression: '#status = :was AND #revision = :read AND #expires_at = :end',
        attributes: ['status', 'revision', 'expires_at'],
        values: { ':was': status, ':read': revision, ':end': expires_at },
      },
    },
  );
}

function orderIsGone(table: string, orderId: string, saga: string): Action {
  return {
    ConditionCheck: {
      TableName: table,
      Key: { request_id: orderKey(orderId) },
      ConditionExpression: 'attribute_not_exists(#saga) OR #saga <> :saga',
      ExpressionAttributeNames: { '#saga': 'saga' },
      ExpressionAttributeValues: { ':saga': saga },
    },
  };
}
