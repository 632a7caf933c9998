import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/emulator/gateway/gateway.ts';
import { openCheckpoints } from '../../../local/emulator/lambda/checkpoints.ts';
import { startMapping } from '../../../local/emulator/lambda/mapping.ts';

import { pause } from '../../support/wait.ts';
import { withDirectory } from '../support/sample.ts';

/** A shard as a fake stream has it: its records, and whether more may come. */
interface FakeShard {
  parent?: string;
  records: string[];
  closed?: boolean;
}

/** Streams calls answered from memory; an iterator is `<shard>:<index>`. */
function fakeStream(shards: Record<string, FakeShard>) {
  const failures: { operation: string; error: Error }[] = [];
  const call = (operation: string, body: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const failure = failures.findIndex((candidate) => candidate.operation === operation);
    if (failure >= 0) return Promise.reject(failures.splice(failure, 1)[0]?.error ?? new Error());
    if (operation === 'DescribeStream') {
      const Shards = Object.entries(shards).map(([ShardId, { parent }]) => ({ ShardId, ...(parent && { ParentShardId: parent }) }));
      return Promise.resolve({ StreamDescription: { Shards } });
    }
    if (operation === 'GetShardIterator') return Promise.resolve(iteratorOf(body));
    const [id = '', index = ''] = String(body['ShardIterator']).split(':');
    const { records = [], closed } = shards[id] ?? {};
    const Records = records.slice(Number(index)).map((SequenceNumber) => ({
      dynamodb: { SequenceNumber, ApproximateCreationDateTime: Date.now() / 1000, Keys: { key: { S: 'k' } } },
    }));
    return Promise.resolve({ Records, ...(!closed && { NextShardIterator: `${id}:${records.length}` }) });
  };
  const iteratorOf = ({ ShardId, SequenceNumber }: { ShardId?: string; SequenceNumber?: string }) => {
    const at = SequenceNumber === undefined ? -1 : (shards[ShardId ?? '']?.records.indexOf(SequenceNumber) ?? -1);
    return { ShardIterator: `${ShardId}:${at + 1}` };
  };
  return { call, failures, shards };
}

/** Runs a mapping on a fake stream with its checkpoints in a directory. */
function run(stream: ReturnType<typeof fakeStream>, directory: string) {
  const delivered: string[] = [];
  const problems: string[] = [];
  const held: { at?: string; until?: Promise<void> } = {};
  const mapping = startMapping({
    description: {
      id: 'mapping',
      functionName: 'f',
      streamArn: 'arn',
      table: { logicalId: 'T', name: 't', partitionKey: 'key' },
      batchSize: 10,
      windowMs: 0,
      lanes: 1,
      fromTheStart: true,
      rules: { bisect: false, partialResponses: false, maxRetries: -1, maxAgeMs: -1 },
      filter: () => true,
      failureBucket: undefined,
    },
    call: stream.call,
    delivery: {
      invoke: async ({ records }) => {
        if (records[0]?.sequenceNumber === held.at) await held.until;
        delivered.push(...records.map(({ sequenceNumber }) => sequenceNumber));
        return { kind: 'returned', result: null };
      },
      giveUp: () => {},
    },
    checkpoints: openCheckpoints(join(directory, 'mapping.json')),
    faults: { nextSize: (size) => size, deliverAgain: () => false },
    problem: (sentence) => problems.push(sentence),
  });
  return { mapping, delivered, problems, held };
}

describe('shards', () => {
  it('are read when all records of their parent are done', () =>
    withDirectory(async (directory) => {
      const stream = fakeStream({ old: { records: ['1', '2'], closed: true }, new: { parent: 'old', records: ['3'] } });
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const { mapping, delivered, held } = run(stream, directory);
      Object.assign(held, { at: '1', until: promise });
      // Long enough for whoever would not wait.
      await pause(300);
      expect(delivered).toEqual([]);
      resolve(undefined);
      await expect.poll(() => delivered).toEqual(['1', '2', '3']);
      await mapping.stop();
    }));

  it('are read without their parent when the stream has forgotten that', () =>
    withDirectory(async (directory) => {
      const { mapping, delivered } = run(fakeStream({ new: { parent: 'forgotten', records: ['3'] } }), directory);
      await expect.poll(() => delivered).toEqual(['3']);
      await mapping.stop();
    }));

  it('that are done are not read again after a restart', () =>
    withDirectory(async (directory) => {
      const stream = fakeStream({ old: { records: ['1'], closed: true }, new: { parent: 'old', records: ['2'] } });
      const first = run(stream, directory);
      await expect.poll(() => first.delivered).toEqual(['1', '2']);
      await first.mapping.stop();
      stream.shards['new']?.records.push('3');
      const second = run(stream, directory);
      await expect.poll(() => second.delivered).toEqual(['3']);
      await second.mapping.stop();
    }));

  it.each([
    ['TrimmedDataAccessException', 'The operation attempted to read past the oldest stream record'],
    ['ValidationException', 'Invalid SequenceNumber for the shard'],
  ])('of which the position is forgotten (%s) go on with the oldest record', (code, message) =>
    withDirectory(async (directory) => {
      const stream = fakeStream({ one: { records: ['1', '2'] } });
      const first = run(stream, directory);
      await expect.poll(() => first.delivered).toEqual(['1', '2']);
      await first.mapping.stop();
      stream.failures.push({ operation: 'GetShardIterator', error: new AwsError(code, message) });
      stream.shards['one']?.records.splice(0, 2, '3');
      const second = run(stream, directory);
      await expect.poll(() => second.delivered).toEqual(['3']);
      expect(second.problems).toEqual([]);
      await second.mapping.stop();
    }),
  );

  it('are read on after a failure, with a line in the log', () =>
    withDirectory(async (directory) => {
      const stream = fakeStream({ one: { records: ['1'] } });
      stream.failures.push({ operation: 'DescribeStream', error: new Error('not now') });
      stream.failures.push({ operation: 'GetRecords', error: new Error('nor now') });
      const { mapping, delivered, problems } = run(stream, directory);
      await expect.poll(() => delivered).toEqual(['1']);
      expect(problems).toEqual(['the stream of t cannot be read: not now', 'one cannot be read: nor now']);
      await mapping.stop();
    }));
});

describe('a stop', () => {
  it('comes when all that is in the stream is delivered', () =>
    withDirectory(async (directory) => {
      const stream = fakeStream({ one: { records: ['1'] } });
      const { mapping, delivered } = run(stream, directory);
      await expect.poll(() => delivered).toEqual(['1']);
      stream.shards['one']?.records.push('2');
      await mapping.stop();
      expect(delivered).toEqual(['1', '2']);
    }));
});
