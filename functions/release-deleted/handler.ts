import { Logger } from '@aws-lambda-powertools/logger';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { EXPIRY_ACTOR } from '../../domain/last-change.ts';
import { requestItem } from '../../domain/requests.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { documentClient } from '../lib/dynamodb.ts';
import { releaseLine } from '../lib/release-line.ts';
import { environment } from '../lib/environment.ts';
import { putNew, transact } from '../lib/transactions.ts';

/** Time that is left for the answer when retries end, milliseconds. */
const RESERVE_MS = 2_000;

const logger = new Logger();
const dynamodb = documentClient(1);
const tables = { inventory: environment('INVENTORY_TABLE'), requests: environment('REQUESTS_TABLE') };

/**
 * The last layer of expiry: DynamoDB's TTL has deleted a reservation that was still active, so
 * nothing else can give its units back. The mapping's filter lets only such records through. A
 * tombstone, named by the reservation and its birth since an id may be used anew, makes it happen
 * once.
 */
export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  logger.addContext(context);
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await returnPieces(record, deadline);
    } catch (error) {
      const reservation_id = record.dynamodb?.Keys?.['reservation_id']?.S;
      logger.error('The pieces of a deleted hold could not be given back', { reservation_id, error: error as Error });
      batchItemFailures.push({ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' });
    }
  }
  return { batchItemFailures };
}

async function returnPieces(record: DynamoDBRecord, deadline: number): Promise<void> {
  const reservation = unmarshall(record.dynamodb?.OldImage as Record<string, AttributeValue>) as ReservationItem;
  const name = JSON.stringify([reservation.reservation_id, reservation.created_at]);
  const change = { cause: 'EXPIRED', actor: EXPIRY_ACTOR, reference: reservation.reservation_id } as const;
  const { done, seen } = await transact(
    dynamodb,
    (at) => {
      const now = at.toISOString();
      const tombstone = requestItem('EXPIRED_HOLD', name, '[]', now, Math.floor(at.getTime() / 1000));
      const levels = reservation.lines.map((line) => releaseLine(tables.inventory, line, { now, change }));
      return [putNew(tables.requests, { ...tombstone }, 'request_id'), ...levels];
    },
    deadline,
  );
  if (done || seen[0]?.failed) return;
  throw new Error(`Levels do not have the pieces of the hold ${reservation.reservation_id}.`);
}
