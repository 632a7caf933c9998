import { Logger } from '@aws-lambda-powertools/logger';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { putRequest } from '../../domain/calls/action.ts';
import { secondsOf } from '../../domain/instant.ts';
import { EXPIRY_ACTOR } from '../../domain/last-change.ts';
import { requestItem } from '../../domain/requests.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { documentClient } from '../lib/dynamodb.ts';
import { releaseLine } from '../lib/release-line.ts';
import { transact } from '../lib/transactions.ts';

/** Time that is left for the answer when retries end, milliseconds. */
const RESERVE_MS = 2_000;

const logger = new Logger();
const dynamodb = documentClient(1);

/**
 * The last layer of expiry: DynamoDB's TTL has deleted a reservation that was still active, so
 * nothing else can give its units back. The mapping's filter lets only such records through. A
 * tombstone makes it happen once; it is named by the reservation's id and when it was made, since
 * an id may be used anew.
 */
export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  logger.addContext(context);
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await giveBack(record, deadline);
    } catch (error) {
      const reservation_id = record.dynamodb?.Keys?.['reservation_id']?.S;
      logger.error('The units of a deleted reservation could not be given back', { reservation_id, error: error as Error });
      batchItemFailures.push({ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' });
    }
  }
  return { batchItemFailures };
}

async function giveBack(record: DynamoDBRecord, deadline: number): Promise<void> {
  const reservation = unmarshall(record.dynamodb?.OldImage as Record<string, AttributeValue>) as ReservationItem;
  const name = JSON.stringify([reservation.reservation_id, reservation.created_at]);
  const change = { cause: 'EXPIRED', actor: EXPIRY_ACTOR, reference: reservation.reservation_id } as const;
  const { done, seen } = await transact(
    dynamodb,
    (at) => {
      const tombstone = requestItem('EXPIRED_HOLD', name, '[]', at.iso, secondsOf(at));
      return [putRequest(tombstone), ...reservation.lines.map((line) => releaseLine(line, false, { now: at.iso, change }))];
    },
    deadline,
  );
  if (done || seen[0]?.failed) return;
  throw new Error(`Levels do not have the units of the reservation ${reservation.reservation_id}.`);
}
