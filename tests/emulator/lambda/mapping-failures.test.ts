import { describe, expect, it } from 'vitest';
import { readFault } from '../../../local/emulator/gateway/read-fault.ts';
import { pause } from '../../support/wait.ts';
import type { Invocation } from './function-bundle.ts';
import { FUNCTION, namesOf, recordsOf, REGION, TABLE } from './lambda-support.ts';
import { delivered, failuresOf, gate, startsWorlds } from './mapping-support.ts';

const start = startsWorlds();
/** Waits until that many records are there, however slowly they are written. */
const inOneBatch = (records: number) => ({ BatchSize: records, MaximumBatchingWindowInSeconds: 30 });
const PARTIAL = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

describe('failures', () => {
  it('named in a partial response run again from the first of them on', async () => {
    let refused = false;
    const world = await start({ ...inOneBatch(3), ...PARTIAL, MaximumRetryAttempts: 3 }, (invocation) => {
      const records = recordsOf(invocation);
      if (refused) return {};
      refused = true;
      return { result: { batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb.SequenceNumber }] } };
    });
    for (const sort of ['1', '2', '3']) await world.put('a', sort);
    await expect
      .poll(() => world.invocations.map(namesOf))
      .toEqual([
        ['a/1', 'a/2', 'a/3'],
        ['a/2', 'a/3'],
      ]);
  });

  it('of one bad record end with that record alone in the bucket, with its payload, and all others delivered', async () => {
    const done: string[] = [];
    const world = await start({ ...inOneBatch(8), BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 }, (invocation) => {
      const names = namesOf(invocation);
      if (names.includes('a/4')) return { throw: 'poison' };
      done.push(...names);
      return {};
    });
    const sorts = Array.from({ length: 8 }, (_, index) => String(index + 1));
    for (const sort of sorts) await world.put('a', sort);
    await expect.poll(() => done).toEqual(['1', '2', '3', '5', '6', '7', '8'].map((sort) => `a/${sort}`));
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
    await expect.poll(() => delivered(world)).toEqual(['a/1', 'a/2']);
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
    await expect.poll(() => delivered(world)).toEqual(['a/1', 'a/1']);
  });

  it('deliver as many batches a second time as were asked for, not one of them that often', async () => {
    const world = await start({});
    world.aws.faults.add(readFault({ operation: `stream:${TABLE}`, kind: 'twice', times: 2 }));
    await world.put('a', '1');
    await expect.poll(() => delivered(world)).toEqual(['a/1', 'a/1']);
    await world.put('a', '2');
    await expect.poll(() => delivered(world)).toEqual(['a/1', 'a/1', 'a/2', 'a/2']);
  });

  it('cut batches anew, the same way for the same seed', async () => {
    const sizes = async () => {
      const { first, open } = gate();
      const world = await start({ BatchSize: 10 }, (invocation) => (namesOf(invocation)[0] === 'a/0' ? first : {}));
      await world.put('a', '0');
      await expect.poll(() => world.invocations).toHaveLength(1);
      for (let sort = 1; sort <= 30; sort += 1) await world.put('a', String(sort));
      // All of it has been read by then, also on a machine that is slow.
      await pause(2_000);
      world.aws.faults.add(readFault({ operation: 'stream:Stock', kind: 'recut', seed: 7, times: 100 }));
      open();
      await expect.poll(() => delivered(world)).toHaveLength(31);
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
    await expect.poll(() => delivered(world)).toEqual(['a/1', 'a/1']);
    expect(world.invocations.map(({ count }) => count)).toEqual([1, 1]);
  });
});
