import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { environment } from '../lib/environment.ts';
import { sendEvents } from './bus.ts';
import type { OutboundEvent } from './events.ts';
import { readEvents } from './read.ts';

/** How long one request to the bus may take, milliseconds. */
const REQUEST_TIMEOUT_MS = 5_000;
/** Time that is left for the last request and the answer when retries end, milliseconds. */
const RESERVE_MS = REQUEST_TIMEOUT_MS + 1_000;

const logger = new Logger();
const timeouts = { connectionTimeout: 1_000, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true };
const client = new EventBridgeClient({ maxAttempts: 1, requestHandler: timeouts });
const bus = { client, name: environment('EVENT_BUS') };

/**
 * Sends what the streams of movements, reservations and orders tell to the bus of the stage.
 * Answers with the records whose events were not sent; Lambda delivers from the first of them on
 * again, so an event may be sent more than once, and none is left out.
 */
export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  logger.addContext(context);
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const records = new Map<OutboundEvent, DynamoDBRecord>();
  const failed = new Set<DynamoDBRecord>();
  for (const record of event.Records) {
    try {
      for (const each of readEvents(record)) records.set(each, record);
    } catch (error) {
      failed.add(record);
      logger.error('A record cannot be read', { keys: record.dynamodb?.Keys, error: error as Error });
    }
  }
  const unsent = await sendEvents([...records.keys()], bus, deadline);
  for (const { event: each } of unsent) failed.add(records.get(each) as DynamoDBRecord);
  const [first] = unsent;
  if (first) logger.warn('Events wait for their next delivery', { events: unsent.length, id: first.event.id, error: first.cause as Error });
  return { batchItemFailures: [...failed].map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })) };
}
