import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { OPEN_ALERT, alertKey, levelOf } from '../../domain/alerts.ts';
import { ATTENTION_INDEX, UNFINISHED_INDEX } from '../../domain/indexes.ts';
import type { Index } from '../../domain/indexes.ts';
import { secondsOf } from '../../domain/instant.ts';
import { KEYS_PER_READ, retention } from '../../domain/limits.ts';
import { instantOf } from '../lib/clock.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import type { MarkedLevel } from '../lib/derived-status.ts';
import { readItems } from '../lib/batch-get.ts';
import { queryPages } from '../lib/pages.ts';
import { withRetries } from '../lib/retry.ts';
import type { AlertItem, LowStatus } from './alert.ts';

/** What the check works with, and until when, epoch milliseconds. */
export interface Services {
  dynamodb: DynamoDBDocumentClient;
  tables: { inventory: string; movements: string; requests: string };
  deadline: number;
}

/**
 * A level that is low or has an open alert, and its alert; both as they were read, strongly
 * consistent.
 */
export interface Watched {
  requestId: string;
  level: MarkedLevel | undefined;
  alert: AlertItem | undefined;
}

/** Levels in memory at once, about, while they are looked at. */
const BATCH = 1_000;
/** Reads of KEYS_PER_READ items under way at once. */
const CONCURRENCY = 8;

/**
 * All levels that are low or out, by the index, and then those that have an open alert and no
 * longer are, in batches. Both indexes are as large as the number of such levels, however large the
 * catalogue is.
 */
export async function* watchedLevels(services: Services): AsyncGenerator<Watched[]> {
  const { inventory, requests } = services.tables;
  const seen = new Set<string>();
  for (const attention of ['LOW', 'OUT']) {
    for await (const keys of keysOf(services, inventory, ATTENTION_INDEX, attention))
      yield* inBatches(
        services,
        keys.map((key) => alertKey(String(key['product_id']), String(key['warehouse_id']))),
        seen,
      );
  }
  for await (const keys of keysOf(services, requests, UNFINISHED_INDEX, OPEN_ALERT))
    yield* inBatches(
      services,
      keys.map((key) => String(key['request_id'])),
      seen,
    );
}

/** These levels and their alerts. */
export async function readWatched(services: Services, requestIds: readonly string[]): Promise<Watched[]> {
  const { dynamodb, tables, deadline } = services;
  const places = Array.from({ length: Math.ceil(requestIds.length / KEYS_PER_READ) }, (_, place) => place * KEYS_PER_READ);
  const parts = await mapLimited(places, CONCURRENCY, async (start) => {
    const ids = requestIds.slice(start, start + KEYS_PER_READ);
    const [levels, alerts] = await Promise.all([
      readItems<MarkedLevel>(dynamodb, tables.inventory, ids.map(levelOf), deadline),
      readItems<AlertItem>(
        dynamodb,
        tables.requests,
        ids.map((request_id) => ({ request_id })),
        deadline,
      ),
    ]);
    const levelsById = new Map(levels.map((level) => [alertKey(level.product_id, level.warehouse_id), level]));
    const alertsById = new Map(alerts.map((alert) => [alert.request_id, alert]));
    return ids.map((requestId) => ({ requestId, level: levelsById.get(requestId), alert: alertsById.get(requestId) }));
  });
  return parts.flat();
}

/**
 * Writes an alert that is to be published, if it still is as it was read. Answers whether it is
 * this run's now.
 */
export async function claim({ dynamodb, tables, deadline }: Services, item: AlertItem, read: AlertItem | undefined): Promise<boolean> {
  const put = new PutCommand({
    TableName: tables.requests,
    Item: item,
    // An answer may get lost, and then the second attempt meets what the first has written.
    ConditionExpression: `${read ? '#revision = :revision' : 'attribute_not_exists(#revision)'} OR #pending.#claim = :claim`,
    ExpressionAttributeNames: { '#revision': 'revision', '#pending': 'pending', '#claim': 'claim' },
    ExpressionAttributeValues: { ':claim': item.pending?.claim, ...(read && { ':revision': read.revision }) },
  });
  return ifStill(() => withRetries(() => dynamodb.send(put), deadline, isRetryable));
}

/** Notes that the message of an alert was published. */
export async function confirm(services: Services, { request_id, pending }: AlertItem): Promise<boolean> {
  return change(services, request_id, {
    UpdateExpression: 'SET #told_at = :now ADD #revision :one REMOVE #pending',
    ConditionExpression: '#pending.#message = :message',
    ExpressionAttributeNames: { '#told_at': 'told_at', '#revision': 'revision', '#pending': 'pending', '#message': 'message' },
    ExpressionAttributeValues: { ':now': new Date().toISOString(), ':one': 1, ':message': pending?.message },
  });
}

/** Ends an alert: the level has recovered, or is no more. */
export async function end(services: Services, { request_id, revision }: AlertItem): Promise<boolean> {
  return change(services, request_id, {
    UpdateExpression: 'SET #request_expiry = :expiry ADD #revision :one REMOVE #unfinished',
    ConditionExpression: '#revision = :read',
    ExpressionAttributeNames: { '#request_expiry': 'request_expiry', '#revision': 'revision', '#unfinished': 'unfinished' },
    ExpressionAttributeValues: { ':expiry': secondsOf(instantOf()) + retention.request, ':one': 1, ':read': revision },
  });
}

/** Notes that a level whose alert says out is only low, so that being out is published again. */
export async function rearm(
  services: Services,
  { request_id, revision }: AlertItem,
  { since, count }: { since: string; count: number },
): Promise<boolean> {
  const low: LowStatus = 'LOW_STOCK';
  return change(services, request_id, {
    UpdateExpression: 'SET #told = :told, #since = :since, #told_count = :count ADD #revision :one',
    ConditionExpression: '#revision = :read',
    ExpressionAttributeNames: { '#told': 'told', '#since': 'since', '#told_count': 'told_count', '#revision': 'revision' },
    ExpressionAttributeValues: { ':told': low, ':since': since, ':count': count, ':one': 1, ':read': revision },
  });
}

type Change = Required<
  Pick<UpdateCommand['input'], 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>
>;

async function change({ dynamodb, tables, deadline }: Services, requestId: string, expressions: Change): Promise<boolean> {
  const update = new UpdateCommand({ TableName: tables.requests, Key: { request_id: requestId }, ...expressions });
  return ifStill(() => withRetries(() => dynamodb.send(update), deadline, isRetryable));
}

/**
 * False where the condition failed: another run, or the first attempt of this one, was there
 * before.
 */
async function ifStill(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function* inBatches(services: Services, requestIds: readonly string[], seen: Set<string>): AsyncGenerator<Watched[]> {
  const unseen = requestIds.filter((id) => !seen.has(id));
  for (const id of unseen) seen.add(id);
  for (let start = 0; start < unseen.length; start += BATCH) yield readWatched(services, unseen.slice(start, start + BATCH));
}

async function* keysOf({ dynamodb, deadline }: Services, table: string, index: Index, partition: string) {
  const input = {
    TableName: table,
    IndexName: index.name,
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: { '#partition': index.partition },
    ExpressionAttributeValues: { ':partition': partition },
  };
  const pages = queryPages(input, (query) => withRetries(() => dynamodb.send(query), deadline, isRetryable));
  for await (const { Items = [] } of pages) yield Items;
}
