import { describe, expect, it } from 'vitest';
import { pause } from '../../support/wait.ts';
import type { Invocation } from './function-bundle.ts';
import { namesOf, recordsOf, REGION } from './lambda-support.ts';
import { delivered, gate, startsWorlds } from './mapping-support.ts';

const start = startsWorlds();

describe('a record', () => {
  it('arrives as Lambda sends it', async () => {
    const world = await start({});
    await world.put('p', 's', { count: { N: '5' } });
    await expect.poll(() => world.invocations).toHaveLength(1);
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
    await expect.poll(() => delivered(world)).toEqual(['yes/2']);
  });

  it('of a stream that the role may not read does not arrive, and the log says why', async () => {
    const world = await start({}, undefined, { changeStatements: () => [] });
    await expect.poll(() => world.log.join('\n')).toContain('is not authorized to perform: dynamodb:DescribeStream');
    await world.put('p', 's');
    expect(world.invocations).toEqual([]);
  });
});

describe('batches', () => {
  it('have what waits, up to BatchSize', async () => {
    const { first, open } = gate();
    const world = await start({ BatchSize: 3 }, ({ event }) => (namesOf({ event } as Invocation)[0] === 'a/0' ? first : {}));
    await world.put('a', '0');
    await expect.poll(() => world.invocations).toHaveLength(1);
    for (const sort of ['1', '2', '3', '4']) await world.put('a', sort);
    open();
    await expect.poll(() => world.invocations.map(namesOf)).toEqual([['a/0'], ['a/1', 'a/2', 'a/3'], ['a/4']]);
  });

  it('gather for MaximumBatchingWindowInSeconds while they are not full', async () => {
    const world = await start({ BatchSize: 3, MaximumBatchingWindowInSeconds: 30 });
    for (const sort of ['1', '2', '3']) {
      await world.put('a', sort);
      await pause(200);
    }
    await expect.poll(() => world.invocations.map(namesOf)).toEqual([['a/1', 'a/2', 'a/3']]);
  });

  it('keep the order of each key while several run at once', async () => {
    let running = 0;
    const { first: together, open: meet } = gate();
    const busy = new Map<string, number>();
    const overlaps: string[] = [];
    const world = await start({ ParallelizationFactor: 4, BatchSize: 5 }, async (invocation) => {
      const keys = new Set(recordsOf(invocation).map(({ dynamodb }) => dynamodb.Keys['key']?.S ?? ''));
      if ((running += 1) > 1) meet();
      for (const key of keys) if (busy.has(key)) overlaps.push(key);
      for (const key of keys) busy.set(key, 1);
      await together;
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
    await expect.poll(() => delivered(world)).toHaveLength(80);
    for (const key of keys) {
      const own = delivered(world).filter((name) => name.startsWith(`${key}/`));
      expect(own).toEqual(Array.from({ length: 10 }, (_, sort) => `${key}/${sort}`));
    }
    expect(overlaps).toEqual([]);
  });
});
