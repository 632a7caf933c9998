import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { BatchGetCommandInput, BatchGetCommandOutput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KEYS_PER_READ } from '../../domain/limits.ts';
import { isBusy, isRetryable } from './dynamodb-errors.ts';
import { contended } from './refusal.ts';
import { withRetries } from './retry.ts';

/** Before keys are asked for again that DynamoDB was too busy to read, milliseconds. */
const PAUSE_MS = 100;

/** What there is of up to KEYS_PER_READ items, and the keys that DynamoDB did not get to. */
export interface BatchRead {
  found: Record<string, unknown>[];
  unread: Record<string, unknown>[];
}

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
  const items = await readBatches(keys, async (some) => {
    if (Date.now() >= deadline) throw contended();
    return readBatch(table, some, (input) => untilRead(() => dynamodb.send(new BatchGetCommand(input)), deadline));
  });
  return items as Item[];
}

/** Reads keys by the batch until DynamoDB has got to all of them. */
export async function readBatches(
  keys: readonly Record<string, unknown>[],
  read: (some: Record<string, unknown>[]) => Promise<BatchRead>,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let left = [...keys];
  while (left.length > 0) {
    const { found, unread } = await read(left.splice(0, KEYS_PER_READ));
    items.push(...found);
    left = [...unread, ...left];
    if (unread.length > 0) await pause(PAUSE_MS);
  }
  return items;
}

/** One batch, strongly consistent, by whatever sends its request. */
export async function readBatch(
  table: string,
  keys: Record<string, unknown>[],
  send: (input: BatchGetCommandInput) => Promise<BatchGetCommandOutput>,
): Promise<BatchRead> {
  const { Responses, UnprocessedKeys } = await send({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } });
  return { found: Responses?.[table] ?? [], unread: UnprocessedKeys?.[table]?.Keys ?? [] };
}
