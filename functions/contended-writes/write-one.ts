import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Outcome } from '../../domain/calls/action.ts';
import type { SingleCall } from '../../domain/calls/call.ts';
import { extendedEnd } from '../../domain/calls/reservations.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { instantOf } from '../lib/clock.ts';
import { refusedAt, sdkUpdate, untilKnown } from '../lib/transactions.ts';
import { actionOf } from './actions.ts';

/**
 * Writes one item. It needs no token: one that meets its own effect is refused by it, and the
 * resolver then finds that it was its own.
 */
export async function writeOne(dynamodb: DynamoDBDocumentClient, call: SingleCall, deadline: number): Promise<Outcome> {
  return untilKnown(
    () => writeOnce(dynamodb, call),
    (outcome) => isForGood(call, outcome),
    deadline,
  );
}

async function writeOnce(dynamodb: DynamoDBDocumentClient, call: SingleCall): Promise<Outcome> {
  const at = instantOf();
  const update = new UpdateCommand({ ...sdkUpdate(actionOf(call, at)), ReturnValues: 'ALL_NEW' });
  try {
    const { Attributes = null } = await dynamodb.send(update);
    return { ...refusedAt(at), done: true, item: Attributes };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return refusedAt(at, [{ failed: true, item: error.Item ? unmarshall(error.Item) : null }]);
  }
}

/**
 * Whether the write is done, or what refused it refuses a late copy of it too: another version, as
 * versions only rise; a reservation that has ended or is committed, or ends as late already. Not
 * that too much is reserved, or that its time was over when the last copy was made; nor an order,
 * which may be undone.
 */
function isForGood(call: SingleCall, { done, seen, at }: Outcome): boolean {
  if (done) return true;
  const item = seen[0]?.item;
  if (call.field !== 'extendReservation') return item?.['version'] !== call.input.expectedVersion;
  if (!item) return false;
  const { status, expires_at } = item as unknown as ReservationItem;
  const comesBack = status === 'ACTIVE' || status === 'FULFILLED';
  return !comesBack || expires_at >= extendedEnd(at, call.ttlSeconds, call.latest);
}
