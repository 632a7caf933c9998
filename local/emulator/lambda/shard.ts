import { AwsError } from '../gateway/gateway.ts';
import { pause } from './pause.ts';

/** A record as GetRecords answers it; of its content only what reading needs. */
export interface RawRecord {
  dynamodb: { SequenceNumber: string; ApproximateCreationDateTime: number; Keys: Record<string, unknown> };
  [field: string]: unknown;
}

/** One call of DynamoDB Streams. */
export type StreamsCall = (operation: string, body: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** What to read and how. */
export interface ShardReading {
  call: StreamsCall;
  streamArn: string;
  shardId: string;
  /** The record to begin behind; the oldest when left out. */
  after: string | undefined;
  deliver: (records: RawRecord[]) => void;
  /** Records that were delivered and are not done; reading waits while there are many. */
  open: () => number;
  /** Whether to end reading at the first answer without records. */
  untilEmpty: () => boolean;
  /** Gets a sentence when reading fails; it goes on all the same. */
  problem: (sentence: string) => void;
  signal: AbortSignal;
}

/**
 * How long to wait after an answer that was not full. A quarter of a second in AWS. Who read on at
 * once would hand over changes one by one, and each invocation has requests of its own.
 */
const POLL_MS = 100;
const AFTER_PROBLEM_MS = 1_000;
/** The most that GetRecords answers at once. */
const READ_LIMIT = 1_000;
const MAX_OPEN = 2 * READ_LIMIT;

/** Reads a shard until it has ended or the signal aborts. Answers whether it has ended. */
export async function readShard(reading: ShardReading): Promise<boolean> {
  const { call, deliver, open, untilEmpty, problem, signal } = reading;
  let position = reading.after;
  let iterator: unknown;
  const stopping = () => signal.aborted;
  while (!stopping()) {
    if (open() >= MAX_OPEN) {
      await pause(POLL_MS, signal);
      continue;
    }
    try {
      iterator ??= await iteratorAt(reading, position);
      const answer = await call('GetRecords', { ShardIterator: iterator, Limit: READ_LIMIT });
      const records = answer['Records'] as RawRecord[];
      if (records.length > 0) deliver(records);
      position = records.at(-1)?.dynamodb.SequenceNumber ?? position;
      iterator = answer['NextShardIterator'] ?? undefined;
      if (iterator === undefined) return true;
      if (records.length === READ_LIMIT || (records.length > 0 && untilEmpty())) continue;
      if (untilEmpty()) return false;
      await pause(POLL_MS, signal);
    } catch (error) {
      if (stopping() || untilEmpty()) return false;
      // After a day the stream has forgotten where this was: on with the oldest that it still has.
      if (isTrimmed(error, iterator)) position = undefined;
      else if (!isExpired(error)) problem(`${reading.shardId} cannot be read: ${(error as Error).message}`);
      iterator = undefined;
      await pause(AFTER_PROBLEM_MS, signal);
    }
  }
  return false;
}

/**
 * DynamoDB Local calls a position that it has forgotten invalid when it is asked for an iterator
 * there.
 */
function isTrimmed(error: unknown, iterator: unknown): boolean {
  const code = error instanceof AwsError ? error.code : '';
  return code === 'TrimmedDataAccessException' || (code === 'ValidationException' && iterator === undefined);
}

/** Iterators live for minutes; a machine that slept comes back with an old one. */
function isExpired(error: unknown): boolean {
  return error instanceof AwsError && error.code === 'ExpiredIteratorException';
}

async function iteratorAt({ call, streamArn, shardId }: ShardReading, position: string | undefined): Promise<unknown> {
  const where =
    position === undefined
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position };
  const { ShardIterator } = await call('GetShardIterator', { StreamArn: streamArn, ShardId: shardId, ...where });
  return ShardIterator;
}

/** A shard as DescribeStream answers it. */
export interface Shard {
  ShardId: string;
  ParentShardId?: string;
}

/** All shards of a stream. */
export async function listShards(call: StreamsCall, streamArn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let last: unknown;
  do {
    const more = last === undefined ? {} : { ExclusiveStartShardId: last };
    const { StreamDescription } = await call('DescribeStream', { StreamArn: streamArn, ...more });
    const { Shards, LastEvaluatedShardId } = StreamDescription as { Shards: Shard[]; LastEvaluatedShardId?: string };
    shards.push(...Shards);
    last = LastEvaluatedShardId;
  } while (last !== undefined);
  return shards;
}
