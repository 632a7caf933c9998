import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../../local/dynamodb/emulator.ts';
import { readFault } from '../../local/gateway/read-fault.ts';
import { pause } from '../support/wait.ts';
import type { Instruction, Invocation } from './function-bundle.ts';
import {
  BUCKET,
  everything,
  FUNCTION,
  namesOf,
  recordsOf,
  REGION,
  startWorld,
  TABLE,
  type World,
  type WorldOptions,
} from './lambda-support.ts';
import { withDirectory } from './support.ts';

let emulator: Emulator;
let worlds: World[] = [];
let databases = 0;

beforeAll(async () => {
  emulator = await withDirectory((directory) => startEmulator({ directory, accessKeyId: 'mapping', region: REGION }));
}, 60_000);

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

afterAll(() => emulator.stop());

async function start(
  mapping: Record<string, unknown>,
  respond?: (invocation: Invocation) => Instruction | Promise<Instruction>,
  more: Partial<WorldOptions> = {},
): Promise<World> {
  const world = await startWorld({ emulator, database: `mapping${(databases += 1)}`, mapping, ...(respond && { respond }), ...more });
  worlds.push(world);
  return world;
}

const PARTIAL = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
const within = { timeout: 20_000 };
/** Names of all records of all invocations, in their order. */
const delivered = (world: World) => world.invocations.flatMap(namesOf);
/** Holds the first batch back until it is released, so that all that is written meanwhile waits. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<Instruction>();
  return { first: promise, open: () => resolve({}) };
}

/** What lies in the failures bucket. */
function failuresOf({ aws: { s3 } }: World) {
  const { objects } = s3.listObjects(everything, BUCKET, { prefix: 'aws/lambda/', after: '', most: 100 });
  return objects.map(({ key }) => ({
    key,
    ...(JSON.parse(Buffer.from(s3.getObject(everything, BUCKET, key).content).toString()) as object),
  }));
}

describe('a record', () => {
  it('arrives as Lambda sends it', async () => {
    const world = await start({});
    await world.put('p', 's', { count: { N: '5' } });
    await expect.poll(() => world.invocations, within).toHaveLength(1);
    const streamArn = world.deployment.resources.get('Stock')?.attributes['StreamArn'];
    expect(world.invocations[0]?.event).toEqual({
      Records: [
        {
          eventID: expect.any(String) as string,
          eventName: 'INSERT',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: REGION,
          eventSourceARN: streamArn,
          dynamodb: {
            ApproximateCreationDateTime: expect.any(Number) as number,
            Keys: { key: { S: 'p' }, sort: { S: 's' } },
            NewImage: { key: { S: 'p' }, sort: { S: 's' }, count: { N: '5' } },
            SequenceNumber: expect.stringMatching(/^\d{21}$/) as string,
            SizeBytes: expect.any(Number) as number,
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
        },
      ],
    });
  });

  it('is left out when no filter lets it pass', async () => {
    const world = await start({ FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"key":{"S":["yes"]}}}}' }] } });
    await world.put('no', '1');
    await world.put('yes', '2');
    await expect.poll(() => delivered(world), within).toEqual(['yes/2']);
  });

  it('of a stream that the role may not read does not arrive, and the log says why', async () => {
    const world = await start({}, undefined, { changeStatements: () => [] });
    await expect.poll(() => world.log.join('\n'), within).toContain('is not authorized to perform: dynamodb:DescribeStream');
    await world.put('p', 's');
    expect(world.invocations).toEqual([]);
  });
});

describe('batches', () => {
  it('have what waits, up to BatchSize', async () => {
    const { first, open } = gate();
    const world = await start({ BatchSize: 3 }, ({ event }) => (namesOf({ event } as Invocation)[0] === 'a/0' ? first : {}));
    await world.put('a', '0');
    await expect.poll(() => world.invocations, within).toHaveLength(1);
    for (const sort of ['1', '2', '3', '4']) await world.put('a', sort);
    open();
    await expect.poll(() => world.invocations.map(namesOf), within).toEqual([['a/0'], ['a/1', 'a/2', 'a/3'], ['a/4']]);
  });

  it('gather for MaximumBatchingWindowInSeconds while they are not full', async () => {
    const world = await start({ BatchSize: 3, MaximumBatchingWindowInSeconds: 30 });
    for (const sort of ['1', '2', '3']) {
      await world.put('a', sort);
      await pause(200);
    }
    await expect.poll(() => world.invocations.map(namesOf), within).toEqual([['a/1', 'a/2', 'a/3']]);
  });

  it('keep the order of each key while several run at once', async () => {
    let running = 0;
    let most = 0;
    const busy = new Map<string, number>();
    const overlaps: string[] = [];
    const world = await start({ ParallelizationFactor: 4, BatchSize: 5 }, async (invocation) => {
      const keys = new Set(recordsOf(invocation).map(({ dynamodb }) => dynamodb.Keys['key']?.S ?? ''));
      most = Math.max(most, (running += 1));
      for (const key of keys) if (busy.has(key)) overlaps.push(key);
      for (const key of keys) busy.set(key, 1);
      await pause(10);
      for (const key of keys) busy.delete(key);
      running -= 1;
      return {};
    });
    const keys = Array.from({ length: 8 }, (_, index) => `key${index}`);
    await Promise.all(
      keys.map(async (key) => {
        for (let sort = 0; sort < 10; sort += 1) await world.put(key, String(sort));
      }),
    );
    await expect.poll(() => delivered(world), within).toHaveLength(80);
    for (const key of keys) {
      const own = delivered(world).filter((name) => name.startsWith(`${key}/`));
      expect(own).toEqual(Array.from({ length: 10 }, (_, sort) => `${key}/${sort}`));
    }
    expect(overlaps).toEqual([]);
    expect(most).toBeGreaterThan(1);
  });
});

describe('failures', () => {
  it('named in a partial response run again from the first of them on', async () => {
    const { first, open } = gate();
    let refused = false;
    const world = await start({ ...PARTIAL, MaximumRetryAttempts: 3 }, (invocation) => {
      const records = recordsOf(invocation);
      if (namesOf(invocation)[0] === 'a/0') return first;
      if (refused) return {};
      refused = true;
      return { result: { batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb.SequenceNumber }] } };
    });
    await world.put('a', '0');
    await expect.poll(() => world.invocations, within).toHaveLength(1);
    for (const sort of ['1', '2', '3']) await world.put('a', sort);
    open();
    await expect
      .poll(() => world.invocations.map(namesOf).slice(1), within)
      .toEqual([
        ['a/1', 'a/2', 'a/3'],
        ['a/2', 'a/3'],
      ]);
  });

  it('of one bad record end with that record alone in the bucket, with its payload, and all others delivered', async () => {
    const { first, open } = gate();
    const done: string[] = [];
    const world = await start({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 }, (invocation) => {
      const names = namesOf(invocation);
      if (names[0] === 'a/0') return first;
      if (names.includes('a/4')) return { throw: 'poison' };
      done.push(...names);
      return {};
    });
    await world.put('a', '0');
    await expect.poll(() => world.invocations, within).toHaveLength(1);
    const sorts = Array.from({ length: 8 }, (_, index) => String(index + 1));
    for (const sort of sorts) await world.put('a', sort);
    open();
    await expect.poll(() => done, within).toEqual(['1', '2', '3', '5', '6', '7', '8'].map((sort) => `a/${sort}`));
    const mapping = world.deployment.resources.get('Mapping')?.physicalId;
    const [failure, ...others] = failuresOf(world);
    expect(others).toEqual([]);
    const poison = recordsOf(world.invocations.find((invocation) => namesOf(invocation).join() === 'a/4') as Invocation);
    expect(failure).toMatchObject({
      key: expect.stringMatching(
        new RegExp(`^aws/lambda/${mapping}/shardId-\\S+/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d-[0-9a-f-]{36}$`),
      ) as string,
      version: '1.0',
      requestContext: {
        functionArn: `arn:aws:lambda:${REGION}:000000000000:function:${FUNCTION}`,
        condition: 'RetryAttemptsExhausted',
        // 8, 4, 2 and 1 records, then the one retry.
        approximateInvokeCount: 5,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      DDBStreamBatchInfo: {
        startSequenceNumber: poison[0]?.dynamodb.SequenceNumber,
        endSequenceNumber: poison[0]?.dynamodb.SequenceNumber,
        batchSize: 1,
        streamArn: poison[0]?.eventSourceARN,
      },
      payload: JSON.stringify({ Records: poison }),
    });
  });

  it('end in the log when the role may not write to the bucket, and the rest goes on', async () => {
    const refuse = (invocation: Invocation) => (namesOf(invocation).includes('a/1') ? { throw: 'poison' } : {});
    const streamOnly = (statements: object[]) => statements.slice(0, 1);
    const world = await start({ MaximumRetryAttempts: 0, BatchSize: 1 }, refuse, { changeStatements: streamOnly });
    await world.put('a', '1');
    await world.put('a', '2');
    await expect.poll(() => delivered(world), within).toEqual(['a/1', 'a/2']);
    expect(world.log.join('\n')).toContain(
      'is lost: the failure destination refused it (User: arn:aws:iam::000000000000:role/Sample-FeedRole',
    );
  });

  it('of a function that is at its limit count as no attempt', async () => {
    const more = { functionProperties: { ReservedConcurrentExecutions: 0 } };
    const world = await start({ MaximumRetryAttempts: 0 }, undefined, more);
    await world.put('a', '1');
    await pause(700);
    expect(failuresOf(world)).toEqual([]);
  });
});

describe('injected faults', () => {
  it('deliver a batch that worked a second time', async () => {
    const world = await start({});
    world.aws.faults.add(readFault({ operation: `stream:${TABLE}`, kind: 'twice' }));
    await world.put('a', '1');
    await expect.poll(() => delivered(world), within).toEqual(['a/1', 'a/1']);
  });

  it('cut batches anew, the same way for the same seed', async () => {
    const sizes = async () => {
      const { first, open } = gate();
      const world = await start({ BatchSize: 10 }, (invocation) => (namesOf(invocation)[0] === 'a/0' ? first : {}));
      await world.put('a', '0');
      await expect.poll(() => world.invocations, within).toHaveLength(1);
      for (let sort = 1; sort <= 30; sort += 1) await world.put('a', String(sort));
      // The stream is read within a poll or two.
      await pause(500);
      world.aws.faults.add(readFault({ operation: 'stream:Stock', kind: 'recut', seed: 7, times: 100 }));
      open();
      await expect.poll(() => delivered(world), within).toHaveLength(31);
      return world.invocations.slice(1).map((invocation) => namesOf(invocation).length);
    };
    const first = await sizes();
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(await sizes()).toEqual(first);
  });

  it('that kill the function make its batch run again', async () => {
    const world = await start({ MaximumRetryAttempts: 5 }, () => ({
      put: { table: 'Sample-Notes', item: { key: { S: 'n' } } },
    }));
    world.aws.faults.add(readFault({ operation: 'PutItem', table: 'Sample-Notes', kind: 'kill-after' }));
    await world.put('a', '1');
    await expect.poll(() => delivered(world), within).toEqual(['a/1', 'a/1']);
    expect(world.invocations.map(({ count }) => count)).toEqual([1, 1]);
  });
});

describe('a restart', () => {
  it('goes on behind what was done, and delivers again what was under way, which counts as no attempt', () =>
    withDirectory(async (directory) => {
      const more = { directory, database: 'restarted' };
      const held = new Promise<Instruction>(() => {});
      const before = await start(
        { BatchSize: 1, MaximumRetryAttempts: 0 },
        (invocation) => (namesOf(invocation)[0] === 'a/3' ? held : {}),
        more,
      );
      for (const sort of ['1', '2', '3', '4']) await before.put('a', sort);
      await expect.poll(() => delivered(before), within).toEqual(['a/1', 'a/2', 'a/3']);
      await before.stop();
      worlds = [];
      const after = await start({ BatchSize: 1 }, undefined, more);
      await after.put('a', '5');
      await expect.poll(() => delivered(after), within).toEqual(['a/3', 'a/4', 'a/5']);
      expect(failuresOf(after)).toEqual([]);
    }));

  it('of a mapping from LATEST delivers what was written meanwhile, but nothing from before its first start', () =>
    withDirectory(async (directory) => {
      const more = { directory, database: 'latest' };
      const none = await start({ Enabled: false }, undefined, more);
      await none.put('a', 'before');
      await none.stop();
      const first = await start({ StartingPosition: 'LATEST' }, undefined, more);
      // As in AWS, a mapping takes a moment until it knows where the end is.
      await expect.poll(async () => first.put('a', crypto.randomUUID()).then(() => delivered(first)), within).not.toEqual([]);
      expect(delivered(first)).not.toContain('a/before');
      await first.put('a', 'last');
      await expect.poll(() => delivered(first).at(-1), within).toBe('a/last');
      await first.stop();
      const off = await start({ Enabled: false }, undefined, more);
      await off.put('a', 'meanwhile');
      await off.stop();
      const again = await start({ StartingPosition: 'LATEST' }, undefined, more);
      await expect.poll(() => delivered(again), within).toEqual(['a/meanwhile']);
    }));
});
