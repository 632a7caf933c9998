import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { createAppSync } from '../lib/appsync.ts';
import { environment } from '../lib/environment.ts';
import type { Failure } from './failure.ts';
import { follow } from './feed.ts';
import { measure } from './measure.ts';
import { createPublisher } from './publisher.ts';
import { readRecord } from './record.ts';
import type { LevelChange } from './record.ts';

/**
 * How long one request to DynamoDB may take, milliseconds: long enough that a slow one is not sent
 * again while it is still served.
 */
const REQUEST_TIMEOUT_MS = 5_000;
/** Time that is left for the last request and the answer when retries end, milliseconds. */
const RESERVE_MS = REQUEST_TIMEOUT_MS + 1_000;

const logger = new Logger();
// Retries are the feed's own, which know its deadline.
const timeouts = { connectionTimeout: 1_000, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true };
const client = new DynamoDBClient({ maxAttempts: 1, requestHandler: timeouts });
const dynamodb = DynamoDBDocumentClient.from(client);
const tables = { inventory: environment('INVENTORY_TABLE'), movements: environment('MOVEMENTS_TABLE') };
const appSync = createAppSync(environment('GRAPHQL_URL'), { region: environment('AWS_REGION'), credentials: client.config.credentials });
const publicCountCap = Number(environment('PUBLIC_COUNT_CAP'));
const publisher = createPublisher(appSync, { together: environment('PUBLISH_TOGETHER') === 'true' });

/**
 * The change feed: what the stream of Inventory tells becomes history, stored status, summary and
 * events. Answers with the records that failed; Lambda delivers from the first of them on again.
 */
export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  logger.addContext(context);
  const { changes, unreadable } = readAll(event.Records);
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const failures = await follow(changes, { dynamodb, tables, publisher, publicCountCap, deadline });
  measure(changes, failures);
  report(failures);
  const failed = new Set([...unreadable, ...failures.map(({ change }) => change.recordNumber)]);
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

/**
 * What passes is no error yet: Lambda delivers it again, and alarms watch how far the feed is
 * behind and what was given up. What does not pass is one at once.
 */
function report(failures: readonly Failure[]): void {
  const lasting = failures.filter(({ isRetryable }) => !isRetryable);
  const [failure] = lasting.length > 0 ? lasting : failures;
  if (!failure) return;
  const { product_id, warehouse_id, sequence } = failure.change.after;
  const details = { first: { product_id, warehouse_id, sequence }, error: failure.cause as Error };
  if (failure.isRetryable) logger.info('Changes wait for their next delivery', { changes: failures.length, ...details });
  else logger.error('Changes could not be followed', { changes: lasting.length, ...details });
}

function readAll(records: DynamoDBRecord[]): { changes: LevelChange[]; unreadable: string[] } {
  const changes: LevelChange[] = [];
  const unreadable: string[] = [];
  for (const record of records) {
    try {
      const change = readRecord(record);
      if (change) changes.push(change);
    } catch (cause) {
      unreadable.push(record.dynamodb?.SequenceNumber ?? '');
      logger.error('A record cannot be read', { error: cause as Error });
    }
  }
  return { changes, unreadable };
}
