import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTables } from '../../../local/emulator/dynamodb/tables.ts';
import { itemBytes } from '../../../local/emulator/gateway/item-size.ts';
import { SERVICE_LIKE } from '../../../local/emulator/gateway/service-like-settings.ts';
import { operator } from '../../../local/emulator/iam/principals.ts';
import { startDatabases, type Databases } from '../support/databases.ts';
import { sampleGateway } from '../support/sample.ts';

const TABLE = 'Sample-Stock';
const everything = operator('000000000000');
const KB = 1024;
/** Of the key attributes and the name of the filling. */
const KEY_BYTES = 'product'.length + 'warehouse'.length + 2 + 'filling'.length;

let databases: Databases;
let sample: ReturnType<typeof sampleGateway>;

beforeAll(async () => {
  databases = await startDatabases();
  const database = databases.open('sample');
  sample = sampleGateway(database);
  await createTables(sample.deployment, database.call);
}, 60_000);

beforeEach(() => {
  sample.gateway.units.reset();
});

afterAll(async () => {
  await databases.stop();
});

const call = (operation: string, body: Record<string, unknown>) => sample.gateway.dynamodb(everything, operation, body);
const key = (product: string) => ({ product: { S: product }, warehouse: { S: 'w' } });
/** An item of exactly that many bytes; product is one letter. */
const sized = (product: string, bytes: number) => ({ ...key(product), filling: { S: 'x'.repeat(bytes - KEY_BYTES) } });
const indexed = (product: string) => ({ ...key(product), category: { S: 'c' }, name: { S: 'n' } });
const put = (Item: Record<string, unknown>) => call('PutItem', { TableName: TABLE, Item });
const update = (product: string, expression: string, rest: Record<string, unknown> = {}) => ({
  ...{ TableName: TABLE, Key: key(product), UpdateExpression: expression, ExpressionAttributeValues: { ':v': { S: 'v' } } },
  ...rest,
});
const transact = (...TransactItems: Record<string, unknown>[]) => call('TransactWriteItems', { TransactItems });

/** What some calls took. */
async function taken(work: () => Promise<unknown>): Promise<{ read: number; write: number }> {
  sample.gateway.units.reset();
  await work();
  return sample.gateway.units.report().total;
}
const writes = async (work: () => Promise<unknown>) => (await taken(work)).write;
const reads = async (work: () => Promise<unknown>) => (await taken(work)).read;

describe('a write takes a unit for each started KB', () => {
  it('of the new item', async () => {
    expect(itemBytes(sized('a', KB))).toBe(KB);
    expect(await writes(() => put(sized('a', KB)))).toBe(1);
    expect(await writes(() => put(sized('b', KB + 1)))).toBe(2);
  });

  it('of the old item, when that is larger', async () => {
    await put(sized('c', 2 * KB + 1));
    expect(await writes(() => put(key('c')))).toBe(3);
    await put(sized('c', 2 * KB + 1));
    expect(await writes(() => call('DeleteItem', { TableName: TABLE, Key: key('c') }))).toBe(3);
  });

  it('also when its condition fails', async () => {
    await put(sized('d', KB + 1));
    const refused = () =>
      call('UpdateItem', update('d', 'SET a = :v', { ConditionExpression: 'attribute_exists(nothing)' })).catch(() => undefined);
    expect(await writes(refused)).toBe(2);
  });

  it('and more for an index that it enters, leaves or moves in', async () => {
    expect(await writes(() => put(indexed('e')))).toBe(2);
    expect(await writes(() => call('UpdateItem', update('e', 'SET a = :v')))).toBe(1);
    const rename = update('e', 'SET #n = :v', { ExpressionAttributeNames: { '#n': 'name' } });
    expect(await writes(() => call('UpdateItem', rename))).toBe(3);
  });

  it('for each item of a batch', async () => {
    const batch = { RequestItems: { [TABLE]: [{ PutRequest: { Item: key('f') } }, { PutRequest: { Item: sized('g', KB + 1) } }] } };
    expect(await writes(() => call('BatchWriteItem', batch))).toBe(3);
  });
});

describe('a transaction takes twice as much', () => {
  it('for each item', async () => {
    expect(await writes(() => transact({ Put: { TableName: TABLE, Item: key('h') } }))).toBe(2);
    const three = ['i', 'j', 'k'].map((product) => ({ Put: { TableName: TABLE, Item: sized(product, KB + 1) } }));
    expect(await writes(() => transact(...three))).toBe(12);
  });

  it('for updates and checks of items by the size that they were seen with', async () => {
    await put(sized('l', KB + 1));
    await put(key('m'));
    const check = { TableName: TABLE, Key: key('m'), ConditionExpression: 'attribute_exists(product)' };
    expect(await writes(() => transact({ Update: update('l', 'SET a = :v') }, { ConditionCheck: check }))).toBe(4 + 2);
  });

  it('also when it is cancelled', async () => {
    const check = { TableName: TABLE, Key: key('none'), ConditionExpression: 'attribute_exists(product)' };
    const refused = () => transact({ Put: { TableName: TABLE, Item: key('n') } }, { ConditionCheck: check }).catch(() => undefined);
    expect(await writes(refused)).toBe(4);
  });

  it('but not of indexes', async () => {
    expect(await writes(() => transact({ Put: { TableName: TABLE, Item: indexed('o') } }))).toBe(2 + 1);
    const rename = update('o', 'SET #n = :v', { ExpressionAttributeNames: { '#n': 'name' } });
    expect(await writes(() => transact({ Update: rename }))).toBe(2 + 2);
    const leave = { TableName: TABLE, Key: key('o'), UpdateExpression: 'REMOVE category, #n', ExpressionAttributeNames: { '#n': 'name' } };
    expect(await writes(() => transact({ Update: leave }))).toBe(2 + 1);
  });

  it('to read', async () => {
    await put(sized('p', 4 * KB + 1));
    const get = (product: string) => ({ Get: { TableName: TABLE, Key: key(product) } });
    expect(await reads(() => call('TransactGetItems', { TransactItems: [get('p'), get('a')] }))).toBe(4 + 2);
  });
});

describe('a read takes a unit for each started 4 KB', () => {
  const get = (product: string, ConsistentRead: boolean) => call('GetItem', { TableName: TABLE, Key: key(product), ConsistentRead });

  it('and half of it when it may be a little old', async () => {
    await put(sized('q', 4 * KB + 1));
    expect(await reads(() => get('q', true))).toBe(2);
    expect(await reads(() => get('q', false))).toBe(1);
  });

  it('also when there is nothing', async () => {
    expect(await reads(() => get('none', true))).toBe(1);
    const query = { TableName: TABLE, KeyConditionExpression: 'product = :p', ExpressionAttributeValues: { ':p': { S: 'none' } } };
    expect(await reads(() => call('Query', query))).toBe(0.5);
  });

  it('for each item of a batch, found or not', async () => {
    const Keys = [key('q'), key('a'), key('none')];
    expect(await reads(() => call('BatchGetItem', { RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } }))).toBe(2 + 1 + 1);
    expect(await reads(() => call('BatchGetItem', { RequestItems: { [TABLE]: { Keys } } }))).toBe(2);
  });

  it('of a query by all that it reads together', async () => {
    for (const warehouse of ['1', '2', '3'])
      await put({ product: { S: 'r' }, warehouse: { S: warehouse }, filling: { S: 'x'.repeat(1_500) } });
    const query = { TableName: TABLE, KeyConditionExpression: 'product = :p', ExpressionAttributeValues: { ':p': { S: 'r' } } };
    expect(await reads(() => call('Query', { ...query, ConsistentRead: true }))).toBe(2);
    expect(await reads(() => call('Query', query))).toBe(1);
  });
});

describe('the report', () => {
  it('has the units by table and operation, since the reset', async () => {
    await put(key('s'));
    await put(key('s'));
    await call('GetItem', { TableName: TABLE, Key: key('s') });
    const { since, ...report } = sample.gateway.units.report();
    expect(Date.parse(since)).not.toBeNaN();
    expect(report).toEqual({
      total: { read: 0.5, write: 2 },
      tables: { [TABLE]: { PutItem: { calls: 2, read: 0, write: 2 }, GetItem: { calls: 1, read: 0.5, write: 0 } } },
    });
    sample.gateway.units.reset();
    expect(sample.gateway.units.report()).toMatchObject({ total: { read: 0, write: 0 }, tables: {} });
  });

  it('is made without telling callers what they did not ask', async () => {
    expect(await put(key('t'))).toEqual({});
    const asked = await call('PutItem', { TableName: TABLE, Item: key('t'), ReturnConsumedCapacity: 'TOTAL' });
    expect(asked).toEqual({ ConsumedCapacity: { TableName: TABLE, CapacityUnits: 1 } });
  });

  it('counts a transaction that met another, and not one that was throttled', async () => {
    sample.gateway.serviceLike.set({ ...SERVICE_LIKE, transactionMs: [50, 50] });
    const two = () => Promise.allSettled([1, 2].map(() => transact({ Update: update('u', 'SET a = :v') })));
    expect(await writes(two)).toBe(4);
    sample.gateway.serviceLike.set({ ...SERVICE_LIKE, conflicts: false, unitsPerKey: 1 });
    const three = async () => {
      for (let count = 0; count < 3; count += 1) await transact({ Update: update('u', 'SET a = :v') }).catch(() => undefined);
    };
    expect(await writes(three)).toBe(2);
  });
});
