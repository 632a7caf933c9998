import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, QueryCommandInput, QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { ACTIVE_HOLDS_INDEX } from '../../domain/indexes.ts';
import { HOLD_SHARDS, effectiveStatus, holdKeyPrefix } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { passes } from '../lib/dynamodb-errors.ts';
import { withRetries } from '../lib/retry.ts';

/** Where holds are, the time by which they are due or not, epoch seconds, and until when a read is tried, epoch milliseconds. */
export interface Holds {
  dynamodb: DynamoDBDocumentClient;
  table: string;
  nowSeconds: number;
  deadline: number;
}

/** The most that DynamoDB reads in one BatchGetItem. */
const MOST_KEYS = 100;
/** How many lines of holds are in memory at once, about. A hold has 1 to 98. */
const MOST_LINES = 20_000;
/** Before keys are asked for again that DynamoDB was too busy to read, milliseconds. */
const PAUSE_MS = 100;

/**
 * The holds whose time is over, longest due first, in parts that memory can bear. The index only names them, and may be behind; what is due is decided by
 * the items themselves, read consistently.
 */
export async function* dueHolds(holds: Holds): AsyncGenerator<ReservationItem[]> {
  let shards = Array.from({ length: HOLD_SHARDS }, (_, shard) => dueInShard(holds, shard));
  let part: ReservationItem[] = [];
  let lines = 0;
  while (shards.length > 0) {
    const reads = await Promise.all(shards.map((shard) => shard.next()));
    shards = shards.filter((_shard, place) => reads[place]?.done === false);
    for (const hold of reads.flatMap(({ value }) => value ?? [])) {
      part.push(hold);
      lines += hold.lines.length;
    }
    if (lines < MOST_LINES && shards.length > 0) continue;
    yield part;
    [part, lines] = [[], 0];
  }
}

/** How many holds are due, by the index, which may be a second late. */
export async function countDue(holds: Holds): Promise<number> {
  let count = 0;
  for (let shard = 0; shard < HOLD_SHARDS; shard += 1) {
    for await (const { Count = 0 } of pagesOf(holds, shard, { Select: 'COUNT' })) count += Count;
  }
  return count;
}

async function* dueInShard(holds: Holds, shard: number): AsyncGenerator<ReservationItem[], undefined> {
  for await (const { Items = [] } of pagesOf(holds, shard, {})) {
    const ids = Items.map((item) => item['reservation_id'] as string);
    for (let first = 0; first < ids.length; first += MOST_KEYS) {
      const items = await read(holds, ids.slice(first, first + MOST_KEYS));
      yield items.filter((hold) => hold.status === 'ACTIVE' && effectiveStatus(hold, holds.nowSeconds) === 'EXPIRED');
    }
  }
  return undefined;
}

/** The keys of a shard's due holds. One throttled read must not end a run that is there because much is due. */
async function* pagesOf(holds: Holds, shard: number, more: Partial<QueryCommandInput>): AsyncGenerator<QueryCommandOutput, undefined> {
  const { dynamodb, deadline } = holds;
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const query = new QueryCommand({ ...dueKeys(holds, shard), ...more, ...(from && { ExclusiveStartKey: from }) });
    const page = await withRetries(() => dynamodb.send(query), deadline, passes);
    yield page;
    from = page.LastEvaluatedKey;
  } while (from);
  return undefined;
}

function dueKeys({ table, nowSeconds }: Holds, shard: number): QueryCommandInput {
  return {
    TableName: table,
    IndexName: ACTIVE_HOLDS_INDEX.name,
    KeyConditionExpression: '#shard = :shard AND #key < :end',
    ExpressionAttributeNames: { '#shard': ACTIVE_HOLDS_INDEX.partition, '#key': ACTIVE_HOLDS_INDEX.sort },
    ExpressionAttributeValues: { ':shard': `${shard}`, ':end': holdKeyPrefix(nowSeconds + 1) },
  };
}

async function read({ dynamodb, table, deadline }: Holds, ids: readonly string[]): Promise<ReservationItem[]> {
  const items: ReservationItem[] = [];
  let keys: Record<string, unknown>[] = ids.map((id) => ({ reservation_id: id }));
  while (keys.length > 0) {
    const request = new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } });
    const { Responses, UnprocessedKeys } = await withRetries(() => dynamodb.send(request), deadline, passes);
    items.push(...((Responses?.[table] ?? []) as ReservationItem[]));
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
    if (keys.length > 0) await pause(PAUSE_MS);
  }
  return items;
}
