import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isBusy, isRetryable } from './dynamodb-errors.ts';
import { contended } from './refusal.ts';
import { withRetries } from './retry.ts';

/** The most that DynamoDB reads in one BatchGetItem. */
const MOST_KEYS = 100;
/** Before keys are asked for again that DynamoDB was too busy to read, milliseconds. */
const PAUSE_MS = 100;

/**
 * Runs a read until it is answered, or until `deadline` (epoch milliseconds): then CONTENTION,
 * unless DynamoDB itself is broken.
 */
export async function untilRead<Result>(read: () => Promise<Result>, deadline: number): Promise<Result> {
  try {
    return await withRetries(read, deadline, isRetryable);
  } catch (error) {
    throw isBusy(error) ? contended(undefined, error) : error;
  }
}

/**
 * Reads the items with these keys, strongly consistent, in no order; what does not exist is left
 * out. Tries until `deadline` (epoch milliseconds), also the keys that DynamoDB answers as
 * unprocessed; then it rejects as untilRead does.
 */
export async function readItems<Item>(
  dynamodb: DynamoDBDocumentClient,
  table: string,
  keys: readonly Record<string, unknown>[],
  deadline: number,
): Promise<Item[]> {
  const items: Item[] = [];
  let left = [...keys];
  while (left.length > 0) {
    if (Date.now() >= deadline) throw contended();
    const { found, unread } = await readSome(dynamodb, table, left.splice(0, MOST_KEYS), deadline);
    items.push(...(found as Item[]));
    left = [...unread, ...left];
    if (unread.length > 0) await pause(PAUSE_MS);
  }
  return items;
}

/** What is there of up to `MOST_KEYS` items, and the keys that DynamoDB did not get to. */
async function readSome(dynamodb: DynamoDBDocumentClient, table: string, keys: Record<string, unknown>[], deadline: number) {
  const request = new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } });
  const { Responses, UnprocessedKeys } = await untilRead(() => dynamodb.send(request), deadline);
  return { found: Responses?.[table] ?? [], unread: UnprocessedKeys?.[table]?.Keys ?? [] };
}
