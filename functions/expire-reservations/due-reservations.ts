import type { DynamoDBDocumentClient, QueryCommandInput, QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { ACTIVE_HOLDS_INDEX } from '../../domain/indexes.ts';
import { KEYS_PER_READ } from '../../domain/limits.ts';
import { HOLD_SHARDS, effectiveStatus, holdKeyPrefix } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { readItems } from '../lib/batch-get.ts';
import { queryPages } from '../lib/pages.ts';
import { withRetries } from '../lib/retry.ts';

/** Where reservations are, and until when they are looked for. */
export interface Reservations {
  dynamodb: DynamoDBDocumentClient;
  table: string;
  /** Reservations are due that end at that time or before, epoch seconds. */
  nowSeconds: number;
  /** No further reservations are read from then on, epoch milliseconds. */
  until: number;
  /** No read is tried any longer, epoch milliseconds. */
  deadline: number;
}

/**
 * How many lines of reservations the first batch has, about, and each further one. A reservation
 * has 1 to 98. The first batch is small so that work begins; the larger the others, the fewer
 * changes of levels they need. Memory bears three batches: one in work, one waiting for its
 * retries, one being read.
 */
const FIRST_LINES = 20_000;
const MOST_LINES = 100_000;

/**
 * The reservations whose time is over, longest due first, in batches that memory can bear, as long
 * as there is time. The index only names them, and may be behind; what is due is decided by the
 * items themselves, read consistently.
 */
export async function* dueReservations(reservations: Reservations): AsyncGenerator<ReservationItem[], undefined> {
  let shards = Array.from({ length: HOLD_SHARDS }, (_, shard) => dueInShard(reservations, shard));
  let batch: ReservationItem[] = [];
  let lines = 0;
  let enough = FIRST_LINES;
  while (shards.length > 0 && Date.now() < reservations.until) {
    const reads = await Promise.all(shards.map((shard) => shard.next()));
    shards = shards.filter((_shard, place) => reads[place]?.done === false);
    for (const reservation of reads.flatMap(({ value }) => value ?? [])) {
      batch.push(reservation);
      lines += reservation.lines.length;
    }
    if (lines < enough && shards.length > 0) continue;
    yield batch;
    [batch, lines, enough] = [[], 0, MOST_LINES];
  }
  return undefined;
}

/** How many reservations are due, by the index, which may be a second late. */
export async function countDue(reservations: Reservations): Promise<number> {
  const counts = await Promise.all(Array.from({ length: HOLD_SHARDS }, (_, shard) => countInShard(reservations, shard)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countInShard(reservations: Reservations, shard: number): Promise<number> {
  let count = 0;
  for await (const { Count = 0 } of pagesOf(reservations, shard, { Select: 'COUNT' })) count += Count;
  return count;
}

async function* dueInShard(reservations: Reservations, shard: number): AsyncGenerator<ReservationItem[], undefined> {
  const { dynamodb, table, deadline } = reservations;
  for await (const { Items = [] } of pagesOf(reservations, shard, {})) {
    const keys = Items.map(({ reservation_id }) => ({ reservation_id: reservation_id as unknown }));
    for (let first = 0; first < keys.length; first += KEYS_PER_READ) {
      const items = await readItems<ReservationItem>(dynamodb, table, keys.slice(first, first + KEYS_PER_READ), deadline);
      yield items.filter(
        (reservation) => reservation.status === 'ACTIVE' && effectiveStatus(reservation, reservations.nowSeconds) === 'EXPIRED',
      );
    }
  }
  return undefined;
}

/**
 * The keys of a shard's due reservations. One throttled read must not end a run that is there
 * because much is due.
 */
function pagesOf(
  reservations: Reservations,
  shard: number,
  more: Partial<QueryCommandInput>,
): AsyncGenerator<QueryCommandOutput, undefined> {
  const { dynamodb, deadline } = reservations;
  const input = { ...dueKeys(reservations, shard), ...more };
  return queryPages(input, (query) => withRetries(() => dynamodb.send(query), deadline, isRetryable));
}

function dueKeys({ table, nowSeconds }: Reservations, shard: number): QueryCommandInput {
  return {
    TableName: table,
    IndexName: ACTIVE_HOLDS_INDEX.name,
    KeyConditionExpression: '#shard = :shard AND #key < :end',
    ExpressionAttributeNames: { '#shard': ACTIVE_HOLDS_INDEX.partition, '#key': ACTIVE_HOLDS_INDEX.sort },
    ExpressionAttributeValues: { ':shard': `${shard}`, ':end': holdKeyPrefix(nowSeconds + 1) },
  };
}
