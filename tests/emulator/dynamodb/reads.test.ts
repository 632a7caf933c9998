import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyOf, level, openEngine, type Engine } from './support/engine.ts';

type Item = Record<string, { S: string; N: string }>;

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.database.close());

const movement = (sequence: string) => ({ TableName: 'movements', Item: { level: { S: 'p' }, sequence: { N: sequence } } });

/** The sort keys of a query of the movements of a level. */
async function sequences(condition: string, values: object, more = {}): Promise<(string | undefined)[]> {
  const KeyConditionExpression = ['#level = :p', ...(condition ? [condition] : [])].join(' AND ');
  const names = { '#level': 'level', ...(condition && { '#s': 'sequence' }) };
  const answer = await engine.call('Query', {
    ...{ TableName: 'movements', KeyConditionExpression, ExpressionAttributeNames: names },
    ...{ ExpressionAttributeValues: { ':p': { S: 'p' }, ...values }, ...more },
  });
  return (answer['Items'] as Item[]).map((item) => item['sequence']?.N);
}

describe('a query', () => {
  beforeEach(async () => {
    for (const sequence of ['10', '-1', '2', '0.5', '-20', '100', '0']) await engine.call('PutItem', movement(sequence));
  });

  test('has numbers in the order of their size, forward and backward', async () => {
    const ascending = ['-20', '-1', '0', '0.5', '2', '10', '100'];
    expect(await sequences('', {})).toEqual(ascending);
    expect(await sequences('', {}, { ScanIndexForward: false })).toEqual(ascending.toReversed());
  });

  test.each([
    ['#s = :a', ['2']],
    ['#s < :a', ['-20', '-1', '0', '0.5']],
    ['#s <= :a', ['-20', '-1', '0', '0.5', '2']],
    ['#s > :a', ['10', '100']],
    ['#s >= :a', ['2', '10', '100']],
  ])('with %s finds %j', async (condition, found) => {
    expect(await sequences(condition, { ':a': { N: '2.0' } })).toEqual(found);
  });

  test('with BETWEEN has both bounds', async () => {
    expect(await sequences('#s BETWEEN :a AND :b', { ':a': { N: '0' }, ':b': { N: '10' } })).toEqual(['0', '0.5', '2', '10']);
  });

  test('goes page by page through all, and says where each page ends', async () => {
    const pages: (string | undefined)[][] = [];
    let start = {};
    do {
      const more = { Limit: 3, ...start };
      const answer = await engine.call('Query', {
        ...{ TableName: 'movements', KeyConditionExpression: '#level = :p', ExpressionAttributeNames: { '#level': 'level' } },
        ...{ ExpressionAttributeValues: { ':p': { S: 'p' } }, ...more },
      });
      pages.push((answer['Items'] as Item[]).map((item) => item['sequence']?.N));
      start = answer['LastEvaluatedKey'] ? { ExclusiveStartKey: answer['LastEvaluatedKey'] } : {};
    } while (Object.keys(start).length > 0);
    expect(pages).toEqual([['-20', '-1', '0'], ['0.5', '2', '10'], ['100']]);
  });

  test('counts what the filter leaves out as scanned, and against the limit', async () => {
    const filter = { FilterExpression: 'attribute_exists(stock)', Limit: 4 };
    const names = { '#level': 'level' };
    const answer = await engine.call('Query', {
      ...{ TableName: 'movements', KeyConditionExpression: '#level = :p', ExpressionAttributeNames: names },
      ...{ ExpressionAttributeValues: { ':p': { S: 'p' } }, ...filter },
    });
    expect(answer).toMatchObject({ Count: 0, ScannedCount: 4, Items: [], LastEvaluatedKey: { sequence: { N: '0.5' } } });
  });

  test('ends a page at 1 MB', async () => {
    for (const sequence of ['1', '2', '3', '4'])
      await engine.call('PutItem', {
        TableName: 'movements',
        Item: { level: { S: 'q' }, sequence: { N: sequence }, note: { S: 'x'.repeat(390_000) } },
      });
    const query = { TableName: 'movements', KeyConditionExpression: '#level = :p', ExpressionAttributeNames: { '#level': 'level' } };
    const answer = await engine.call('Query', { ...query, ExpressionAttributeValues: { ':p': { S: 'q' } } });
    expect(answer).toMatchObject({ Count: 3, LastEvaluatedKey: { sequence: { N: '3' } } });
  });
});

test('begins_with finds what begins so, also with the last signs that there are', async () => {
  const names = ['a', 'a\uffff', 'a\u{10ffff}b', 'a\u{10ffff}', 'b', 'aa'];
  for (const name of names)
    await engine.call('PutItem', { TableName: 'inventory', Item: { product_id: { S: 'p' }, warehouse_id: { S: name } } });
  const found = async (prefix: string) => {
    const query = { TableName: 'inventory', KeyConditionExpression: 'product_id = :p AND begins_with(warehouse_id, :a)' };
    const answer = await engine.call('Query', { ...query, ExpressionAttributeValues: { ':p': { S: 'p' }, ':a': { S: prefix } } });
    return (answer['Items'] as Item[]).map((item) => item['warehouse_id']?.S);
  };
  expect(await found('a')).toEqual(['a', 'aa', 'a\uffff', 'a\u{10ffff}', 'a\u{10ffff}b']);
  expect(await found('a\u{10ffff}')).toEqual(['a\u{10ffff}', 'a\u{10ffff}b']);
});

describe('an index', () => {
  const listed = async (category: string) => {
    const query = { TableName: 'inventory', IndexName: 'category-index', KeyConditionExpression: 'category = :c' };
    return (await engine.call('Query', { ...query, ExpressionAttributeValues: { ':c': { S: category } } }))['Items'] as Item[];
  };
  const inCategory = (category: string, key: string) => ({ category: { S: category }, list_key: { S: key }, title: { S: 't' } });

  test('has the items with both of its attributes, and of them only keys', async () => {
    await engine.call('PutItem', level('p', inCategory('c', 'k')));
    await engine.call('PutItem', level('q', { category: { S: 'c' } }));
    expect(await listed('c')).toEqual([{ product_id: { S: 'p' }, warehouse_id: { S: 'w' }, category: { S: 'c' }, list_key: { S: 'k' } }]);
  });

  test('loses an item that is deleted, and one that loses an attribute', async () => {
    for (const product of ['p', 'q']) await engine.call('PutItem', level(product, inCategory('c', 'k')));
    await engine.call('DeleteItem', keyOf('p'));
    await engine.call('UpdateItem', { ...keyOf('q'), UpdateExpression: 'REMOVE list_key' });
    expect(await listed('c')).toEqual([]);
  });

  test('moves an item whose attribute changes', async () => {
    await engine.call('PutItem', level('p', inCategory('c', 'k')));
    await engine.call('PutItem', level('p', inCategory('d', 'k')));
    expect([(await listed('c')).length, (await listed('d')).length]).toEqual([0, 1]);
  });

  test('is not asked consistently, nor for what it has not', async () => {
    const query = { TableName: 'inventory', IndexName: 'category-index', KeyConditionExpression: 'category = :c' };
    const asked = { ...query, ExpressionAttributeValues: { ':c': { S: 'c' } } };
    expect((await engine.refusal('Query', { ...asked, ConsistentRead: true })).message).toContain('Consistent reads are not supported');
    expect((await engine.refusal('Query', { ...asked, ProjectionExpression: 'title' })).message).toContain('does not project [title]');
    expect((await engine.refusal('Query', { ...asked, FilterExpression: 'attribute_exists(title)' })).message).toContain(
      'filter attributes: [title]',
    );
  });
});

test('the segments of a scan have every item once', async () => {
  for (let count = 0; count < 50; count += 1) await engine.call('PutItem', level(`p${count}`));
  const seen: (string | undefined)[] = [];
  for (let Segment = 0; Segment < 7; Segment += 1) {
    const { Items } = await engine.call('Scan', { TableName: 'inventory', Segment, TotalSegments: 7 });
    seen.push(...(Items as Item[]).map((item) => item['product_id']?.S));
  }
  expect(seen.sort()).toEqual(Array.from({ length: 50 }, (_, count) => `p${count}`).sort());
});

test('a projection leaves the paths that were asked for, in their maps', async () => {
  await engine.call('PutItem', level('p', { stock: { N: '1' }, nested: { M: { x: { N: '1' }, y: { N: '2' } } } }));
  const { Item } = await engine.call('GetItem', { ...keyOf('p'), ProjectionExpression: 'nested.y, stray' });
  expect(Item).toEqual({ nested: { M: { y: { N: '2' } } } });
});

test('BatchGetItem finds what is there, and refuses a key twice', async () => {
  await engine.call('PutItem', level('p'));
  const Keys = ['p', 'q'].map((product) => keyOf(product)['Key']);
  const { Responses } = await engine.call('BatchGetItem', { RequestItems: { inventory: { Keys } } });
  expect(Responses).toEqual({ inventory: [level('p')['Item']] });
  const refused = await engine.refusal('BatchGetItem', { RequestItems: { inventory: { Keys: [Keys[0], Keys[0]] } } });
  expect(refused.message).toBe('Provided list of item keys contains duplicates');
});

test('consumed units are those that the service documents', async () => {
  const title = { title: { S: 'x'.repeat(5_000) } };
  const write = await engine.call('PutItem', {
    ...level('p', { ...title, category: { S: 'c' }, list_key: { S: 'k' } }),
    ReturnConsumedCapacity: 'INDEXES',
  });
  expect(write['ConsumedCapacity']).toMatchObject({
    CapacityUnits: 7,
    Table: { CapacityUnits: 5 },
    GlobalSecondaryIndexes: { 'category-index': { CapacityUnits: 1 }, 'warehouse-index': { CapacityUnits: 1 } },
  });
  const read = (ConsistentRead: boolean) => engine.call('GetItem', { ...keyOf('p'), ConsistentRead, ReturnConsumedCapacity: 'TOTAL' });
  expect((await read(true))['ConsumedCapacity']).toMatchObject({ CapacityUnits: 2 });
  expect((await read(false))['ConsumedCapacity']).toMatchObject({ CapacityUnits: 1 });
});
