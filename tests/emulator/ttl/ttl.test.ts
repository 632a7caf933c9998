import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Template } from '../../../local/emulator/template/reader.ts';
import type { TtlDelay } from '../../../local/emulator/ttl/ttl.ts';
import { eventually } from '../../support/wait.ts';
import { startDatabases, type Databases } from '../support/databases.ts';
import { everything, recordsOf, startWorld, TABLE, type World } from '../lambda/lambda-support.ts';
import { withDirectory } from '../support/sample.ts';

const SERVICE = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
const BY_TTL = { eventName: ['REMOVE'], userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] } };
const YEAR = 365 * 86_400;
const now = () => Math.floor(Date.now() / 1000);
const ending = (time: number) => ({ ends: { N: String(time) } });

let databases: Databases;
let world: World;
let worlds = 0;

beforeAll(async () => {
  databases = await startDatabases();
  world = await start({ database: 'ttl', pattern: { eventName: ['REMOVE'] } });
}, 60_000);

afterAll(async () => {
  await world.stop();
  await databases.stop();
});

interface Start {
  database: string;
  /** Of the mapping's filter. */
  pattern: object;
  delay?: TtlDelay;
  directory?: string;
}

function start({ database, pattern, delay = 0, directory }: Start): Promise<World> {
  const mapping = { FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] } };
  return startWorld({
    databases,
    database,
    mapping,
    ttlDelay: delay,
    changeTemplate: withTtl,
    ...(directory !== undefined && { directory }),
  });
}

/** Two tables with TTL: one with a stream, one without. */
function withTtl({ Resources }: Template): void {
  for (const table of ['Stock', 'Notes'])
    Object.assign(Resources[table]?.Properties ?? {}, { TimeToLiveSpecification: { AttributeName: 'ends', Enabled: true } });
}

const newDatabase = () => `ttl${(worlds += 1)}`;
const keyOf = (key: string) => ({ key: { S: key }, sort: { S: 's' } });
const call = (operation: string, body: Record<string, unknown>) => world.aws.gateway.dynamodb(everything, operation, body);
const isThere = async (key: string) => 'Item' in (await call('GetItem', { TableName: TABLE, Key: keyOf(key) }));
const removals = (of: World = world) =>
  of.invocations.flatMap(recordsOf).map(({ dynamodb: { Keys }, userIdentity }) => [Keys['key']?.S, userIdentity]);

describe('a run of TTL', () => {
  it('deletes the items whose time has passed and spares all others', async () => {
    await world.put('past', 's', ending(now() - 1));
    await world.put('future', 's', ending(now() + 60));
    await world.put('timeless', 's');
    await world.put('text', 's', { ends: { S: String(now() - 1) } });
    await world.put('ancient', 's', ending(now() - 5 * YEAR - 60));
    await world.put('old', 's', ending(now() - 5 * YEAR + 60));
    expect(await world.aws.ttl.run()).toEqual({ deleted: { [TABLE]: 2, 'Sample-Notes': 0 } });
    const left = await Promise.all(['past', 'future', 'timeless', 'text', 'ancient', 'old'].map(isThere));
    expect(left).toEqual([false, true, true, true, true, false]);
  });

  it('deletes in tables without a stream', async () => {
    await call('PutItem', { TableName: 'Sample-Notes', Item: { key: { S: 'note' }, ...ending(now() - 1) } });
    expect(await world.aws.ttl.run()).toEqual({ deleted: { [TABLE]: 0, 'Sample-Notes': 1 } });
  });

  it('goes through tables of several pages', async () => {
    const filler = { filler: { S: 'x'.repeat(300_000) } };
    for (const name of ['page1', 'page2', 'page3', 'page4', 'page5']) await world.put(name, 's', { ...filler, ...ending(now() - 1) });
    expect(await world.aws.ttl.run()).toMatchObject({ deleted: { [TABLE]: 5 } });
  });

  it('spares an item whose time changes while it is about to be deleted', async () => {
    const races = Array.from({ length: 40 }, (_, index) => `race${index}`);
    for (const key of races) await world.put(key, 's', ending(now() - 1));
    const extend = (key: string) =>
      call('UpdateItem', {
        TableName: TABLE,
        Key: keyOf(key),
        UpdateExpression: 'SET ends = :later, extended = :yes',
        ConditionExpression: 'attribute_exists(#key)',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':later': { N: String(now() + 60) }, ':yes': { BOOL: true } },
      }).then(
        () => key,
        () => undefined,
      );
    const [, ...extended] = await Promise.all([world.aws.ttl.run(), ...races.toReversed().map(extend)]);
    const survivors = extended.filter((key) => key !== undefined);
    expect(await Promise.all(survivors.map(isThere))).toEqual(survivors.map(() => true));
  });

  it('waits as long as it is asked to', async () => {
    const patient = await start({ database: newDatabase(), pattern: BY_TTL, delay: 30 });
    await patient.put('young', 's', ending(now() - 20));
    await patient.put('old', 's', ending(now() - 40));
    expect(await patient.aws.ttl.run()).toMatchObject({ deleted: { [TABLE]: 1 } });
    await patient.stop();
  });
});

describe('the stream', () => {
  it('tells a deletion by TTL from one by somebody else, also of the same key with the same content', async () => {
    world.invocations.length = 0;
    const item = ending(now() - 1);
    const deleteIt = () => call('DeleteItem', { TableName: TABLE, Key: keyOf('twice') });
    await world.put('twice', 's', item);
    await deleteIt();
    await world.put('twice', 's', item);
    await world.aws.ttl.run();
    await world.put('twice', 's', item);
    await deleteIt();
    await eventually(() => {
      expect(removals()).toEqual([
        ['twice', undefined],
        ['twice', SERVICE],
        ['twice', undefined],
      ]);
      return Promise.resolve();
    });
  });

  it('tells them apart when both delete at the same time', async () => {
    world.invocations.length = 0;
    const keys = Array.from({ length: 60 }, (_, index) => `both${index}`);
    for (const key of keys) await world.put(key, 's', ending(now() - 1));
    const deletedByHand = async (key: string) =>
      'Attributes' in (await call('DeleteItem', { TableName: TABLE, Key: keyOf(key), ReturnValues: 'ALL_OLD' }));
    const [{ deleted }, ...byHand] = await Promise.all([world.aws.ttl.run(), ...keys.toReversed().map(deletedByHand)]);
    const expected = new Map(keys.toReversed().map((key, index) => [key, byHand[index] === true ? undefined : SERVICE]));
    await eventually(() => {
      expect(new Map(removals() as [string, object | undefined][])).toEqual(expected);
      return Promise.resolve();
    });
    expect(deleted[TABLE]).toBe([...expected.values()].filter(Boolean).length);
  });

  it('lets a mapping take what TTL deleted, and nothing else', async () => {
    const other = await start({ database: newDatabase(), pattern: BY_TTL });
    await other.put('by-hand', 's', ending(now() - 1));
    await other.aws.gateway.dynamodb(everything, 'DeleteItem', { TableName: TABLE, Key: keyOf('by-hand') });
    await other.put('by-ttl', 's', ending(now() - 1));
    await other.aws.ttl.run();
    await eventually(() => {
      expect(removals(other)).toEqual([['by-ttl', SERVICE]]);
      return Promise.resolve();
    });
    await other.stop();
  });

  it('tells it after a restart too', async () => {
    await withDirectory(async (directory) => {
      const database = newDatabase();
      const first = await startWorld({ databases, database, ttlDelay: 0, changeTemplate: withTtl, directory });
      await first.put('by-ttl', 's', ending(now() - 1));
      await first.put('by-hand', 's', ending(now() + 60));
      await first.aws.ttl.run();
      await first.aws.gateway.dynamodb(everything, 'DeleteItem', { TableName: TABLE, Key: keyOf('by-hand') });
      await first.stop();
      const second = await start({ database, pattern: { eventName: ['REMOVE'] }, directory });
      await eventually(() => {
        expect(new Map(removals(second) as [string, object | undefined][])).toEqual(
          new Map([
            ['by-ttl', SERVICE],
            ['by-hand', undefined],
          ]),
        );
        return Promise.resolve();
      });
      await second.stop();
    });
  });
});
