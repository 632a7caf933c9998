import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isContention, passes } from './dynamodb-errors.ts';
import { contended } from './refusal.ts';
import { withRetries } from './retry.ts';

/** The most that DynamoDB reads in one BatchGetItem. */
const MOST_KEYS = 100;
/** Before keys are asked for again that DynamoDB was too busy to read, milliseconds. */
const PAUSE_MS = 100;

/**
 * Reads the items with these keys, strongly consistent, in no order; what does not exist is left out. Tries until `deadline` (epoch milliseconds), also the
 * keys that DynamoDB answers as unprocessed; then, or while DynamoDB is too busy, it rejects with CONTENTION.
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
  try {
    const { Responses, UnprocessedKeys } = await withRetries(() => dynamodb.send(request), deadline, passes);
    return { found: Responses?.[table] ?? [], unread: UnprocessedKeys?.[table]?.Keys ?? [] };
  } catch (error) {
    throw isContention(error) ? contended() : error;
  }
}
