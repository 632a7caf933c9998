import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keyOf, level, openEngine, recordsOf, type Engine } from './support/engine.ts';

const DAY_MS = 24 * 60 * 60_000;

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(async () => {
  vi.useRealTimers();
  await engine.database.close();
});

test('a stream tells of each change of an item in order, with the item before and after', async () => {
  const [first, second] = [level('p', { stock: { N: '1' } }), level('p', { stock: { N: '2' } })];
  await engine.call('PutItem', first);
  await engine.call('PutItem', second);
  await engine.call('DeleteItem', keyOf('p'));
  const records = await recordsOf(engine, 'inventory');
  expect(records.map(({ eventName, dynamodb: { OldImage, NewImage } }) => [eventName, OldImage, NewImage])).toEqual([
    ['INSERT', undefined, first['Item']],
    ['MODIFY', first['Item'], second['Item']],
    ['REMOVE', second['Item'], undefined],
  ]);
  expect(records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([keyOf('p')['Key'], keyOf('p')['Key'], keyOf('p')['Key']]);
});

test('sequence numbers ascend as numbers and as texts', async () => {
  for (let count = 0; count < 12; count += 1) await engine.call('PutItem', level(`p${count}`));
  const numbers = (await recordsOf(engine, 'inventory')).map(({ dynamodb }) => dynamodb.SequenceNumber);
  expect(numbers).toEqual(numbers.toSorted());
  expect(new Set(numbers).size).toBe(12);
});

test('a write that changes nothing leaves no record', async () => {
  await engine.call('PutItem', level('p', { stock: { N: '1' } }));
  await engine.call('PutItem', level('p', { stock: { N: '1.0' } }));
  await engine.call('DeleteItem', keyOf('q'));
  expect(await recordsOf(engine, 'inventory')).toHaveLength(1);
});

test('the records of a transaction are there together, and none when it is cancelled', async () => {
  const entries = (condition: string) => [
    { Put: level('p') },
    { Put: { ...level('q'), ConditionExpression: condition } },
    { ConditionCheck: { ...keyOf('r'), ConditionExpression: 'attribute_not_exists(stock)' } },
  ];
  await engine.refusal('TransactWriteItems', { TransactItems: entries('attribute_exists(stock)') });
  expect(await recordsOf(engine, 'inventory')).toHaveLength(0);
  await engine.call('TransactWriteItems', { TransactItems: entries('attribute_not_exists(stock)') });
  expect(await recordsOf(engine, 'inventory')).toHaveLength(2);
});

test('a deletion by TTL carries the identity of the service, another does not', async () => {
  for (const product of ['p', 'q']) await engine.call('PutItem', level(product));
  await engine.database.deleteExpired(keyOf('p'));
  await engine.call('DeleteItem', keyOf('q'));
  const removed = (await recordsOf(engine, 'inventory')).filter(({ eventName }) => eventName === 'REMOVE');
  expect(removed.map(({ userIdentity }) => userIdentity)).toEqual([{ PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' }, undefined]);
});

test('a deletion by TTL whose condition does not hold leaves the item', async () => {
  await engine.call('PutItem', level('p', { stock: { N: '1' } }));
  const request = { ...keyOf('p'), ConditionExpression: 'attribute_not_exists(stock)' };
  await expect(engine.database.deleteExpired(request)).rejects.toMatchObject({ code: 'ConditionalCheckFailedException' });
  expect(await engine.call('GetItem', keyOf('p'))).toHaveProperty('Item');
});

test('records are kept for a day', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await engine.call('PutItem', level('old'));
  vi.advanceTimersByTime(DAY_MS - 120_000);
  await engine.call('PutItem', level('young'));
  expect(await recordsOf(engine, 'inventory')).toHaveLength(2);
  vi.advanceTimersByTime(120_001);
  await engine.call('PutItem', level('new'));
  const kept = (await recordsOf(engine, 'inventory')).map(({ dynamodb }) => dynamodb.Keys['product_id']);
  expect(kept).toEqual([{ S: 'young' }, { S: 'new' }]);
});
