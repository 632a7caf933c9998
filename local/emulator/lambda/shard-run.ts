import { crc32 } from 'node:zlib';
import type { StreamRecord } from './batch.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Delivery } from './delivery.ts';
import { createLane } from './batch-lane.ts';
import type { MappingDescription } from './mapping-description.ts';
import { createProgress } from './progress.ts';
import { readShard, type RawRecord, type StreamsCall } from './shard.ts';
import type { StreamFaults } from './stream-faults.ts';

/** What all shards of a mapping share. */
export interface ShardRunParts {
  description: MappingDescription;
  call: StreamsCall;
  delivery: Delivery;
  checkpoints: Checkpoints;
  faults: StreamFaults;
  /**
   * When the mapping started: no record counts as older, because a stack that was off is no
   * function that failed for that long.
   */
  startedAt: number;
  problem: (sentence: string) => void;
  /** Whether to end when all that is there is done. */
  draining: () => boolean;
  signal: AbortSignal;
}

/** The work on one shard. */
export interface ShardRun {
  /**
   * Resolves with true when the shard has ended and all its records are done, with false after the
   * signal.
   */
  ended: Promise<boolean>;
  /** Resolves when no invocation is under way. */
  settled(): Promise<void>;
}

/** DynamoDB Local rounds the time of a record down to the minute. */
const TIME_RESOLUTION_MS = 60_000;

/**
 * Runs a shard from a position on: reads it, spreads its records over the lanes by partition key,
 * and keeps its checkpoint.
 */
export function runShard(parts: ShardRunParts, shardId: string, after: string | undefined): ShardRun {
  const { description, call, checkpoints, delivery, faults, signal } = parts;
  const progress = createProgress(after);
  const done: { resolve?: () => void } = {};

  function finished(records: readonly { sequenceNumber: string }[]): void {
    progress.finish(records.map(({ sequenceNumber }) => sequenceNumber));
    const checkpoint = progress.checkpoint();
    if (checkpoint !== undefined) checkpoints.note(shardId, { after: checkpoint });
    if (progress.open() === 0) done.resolve?.();
  }

  const lanes = Array.from({ length: description.lanes }, () =>
    createLane({
      description,
      invoke: delivery.invoke,
      giveUp: (batch, condition, functionFailed) => {
        delivery.giveUp(shardId, batch, condition, functionFailed);
      },
      finished,
      nextSize: () => faults.nextSize(description.batchSize),
      deliverAgain: faults.deliverAgain,
      signal,
    }),
  );

  function deliver(read: RawRecord[]): void {
    const raw = read.map(asInEvents);
    const records = raw.map((record) => toRecord(record, parts));
    progress.read(records.map(({ sequenceNumber }) => sequenceNumber));
    const passing = records.filter((_, index) => description.filter(raw[index]));
    lanes.forEach((lane, index) => {
      const own = passing.filter(({ partitionKey }) => crc32(partitionKey) % lanes.length === index);
      if (own.length > 0) lane.push(own);
    });
    const skipped = records.filter((record) => !passing.includes(record));
    if (skipped.length > 0) finished(skipped);
  }

  async function run(): Promise<boolean> {
    const { streamArn } = description;
    const { open } = progress;
    const { problem, draining } = parts;
    const isOver = await readShard({ call, streamArn, shardId, after, deliver, open, problem, untilEmpty: draining, signal });
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      done.resolve = resolve;
    });
    if (progress.open() > 0 && !signal.aborted) await stopped;
    if (progress.open() > 0 || !isOver) return false;
    checkpoints.note(shardId, { ended: true });
    return true;
  }

  return {
    ended: run(),
    settled: async () => {
      await Promise.all(lanes.map((lane) => lane.settled()));
    },
  };
}

/** Lambda writes the fields of the identity in its own way. */
function asInEvents(record: RawRecord): RawRecord {
  const { userIdentity } = record as { userIdentity?: { PrincipalId: string; Type: string } };
  return userIdentity ? { ...record, userIdentity: { principalId: userIdentity.PrincipalId, type: userIdentity.Type } } : record;
}

function toRecord(raw: RawRecord, { description, startedAt }: ShardRunParts): StreamRecord {
  const { SequenceNumber, ApproximateCreationDateTime, Keys } = raw.dynamodb;
  const written = ApproximateCreationDateTime * 1000 + TIME_RESOLUTION_MS;
  return {
    sequenceNumber: SequenceNumber,
    partitionKey: JSON.stringify(Keys[description.table.partitionKey]),
    arrivedAt: Math.max(startedAt, Math.min(Date.now(), written)),
    json: JSON.stringify({ ...raw, eventSourceARN: description.streamArn }),
  };
}
