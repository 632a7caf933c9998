import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keyOf, level, openEngine, type Engine } from './support/engine.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(async () => {
  vi.useRealTimers();
  await engine.database.close();
});

const NONE = { Code: 'None' };
const FAILED = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
const put = (product: string, more = {}) => ({ Put: { ...level(product), ...more } });
const write = (entries: object[], more = {}) => engine.call('TransactWriteItems', { TransactItems: entries, ...more });
const refused = (entries: object[], more = {}) => engine.refusal('TransactWriteItems', { TransactItems: entries, ...more });
const isThere = async (product: string) => 'Item' in (await engine.call('GetItem', keyOf(product)));
const absent = { ConditionExpression: 'attribute_not_exists(product_id)' };

describe('a transaction', () => {
  test('writes all of its entries', async () => {
    await write([put('p'), put('q')]);
    expect([await isThere('p'), await isThere('q')]).toEqual([true, true]);
  });

  test('writes nothing when one condition fails, and names the reason of each entry in order', async () => {
    await write([put('p')]);
    const { code, body, message } = await refused([
      put('q'),
      put('p', absent),
      { ConditionCheck: { ...keyOf('r'), ConditionExpression: 'attribute_exists(stock)' } },
    ]);
    expect(code).toBe('TransactionCanceledException');
    expect(body['CancellationReasons']).toEqual([NONE, FAILED, FAILED]);
    expect(message).toContain('[None, ConditionalCheckFailed, ConditionalCheckFailed]');
    expect(await isThere('q')).toBe(false);
  });

  test('gives the item that a condition met where it was asked for', async () => {
    await write([put('p')]);
    const asked = { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    const { body } = await refused([put('p', asked), put('q')]);
    expect(body['CancellationReasons']).toEqual([{ ...FAILED, Item: level('p')['Item'] }, NONE]);
  });

  test('says of an update that does not fit its item that it is the reason', async () => {
    const update = {
      Update: { ...keyOf('p'), UpdateExpression: 'SET stock = stock + :n', ExpressionAttributeValues: { ':n': { N: '1' } } },
    };
    const { body } = await refused([put('q'), update]);
    const Message = 'The provided expression refers to an attribute that does not exist in the item';
    expect(body['CancellationReasons']).toEqual([NONE, { Code: 'ValidationError', Message }]);
  });

  test('is cancelled for a key that is not the table’s, and refused for an empty one', async () => {
    const { body } = await refused([put('q'), { Delete: { TableName: 'inventory', Key: { product_id: { S: 'p' } } } }]);
    expect(body['CancellationReasons']).toMatchObject([
      NONE,
      { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
    ]);
    expect((await refused([put('')])).code).toBe('ValidationException');
  });

  test('has each item once, and at most 100', async () => {
    expect((await refused([put('p'), { Delete: keyOf('p') }])).message).toBe(
      'Transaction request cannot include multiple operations on one item',
    );
    const many = Array.from({ length: 101 }, (_, place) => put(`p${place}`));
    expect((await refused(many)).message).toContain('less than or equal to 100');
    await write(many.slice(0, 100));
    expect(await isThere('p99')).toBe(true);
  });

  test('has an update expression in each update, and a condition in each check', async () => {
    expect((await refused([put('p'), { Update: keyOf('q') }])).message).toContain("'transactItems.2.member.update.updateExpression'");
    expect((await refused([{ ConditionCheck: keyOf('q') }])).code).toBe('ValidationException');
  });

  test('writes 4 MB at most', async () => {
    const large = (product: string) => ({ Put: level(product, { title: { S: 'x'.repeat(390_000) } }) });
    const entries = Array.from({ length: 11 }, (_, place) => large(`p${place}`));
    expect((await refused(entries)).message).toContain('4MB');
    await write(entries.slice(0, 10));
  });
});

describe('a token', () => {
  const token = { ClientRequestToken: 'token' };
  const count = [{ Update: { ...keyOf('p'), UpdateExpression: 'ADD stock :n', ExpressionAttributeValues: { ':n': { N: '1' } } } }];
  const stock = async () => ((await engine.call('GetItem', keyOf('p')))['Item'] as Record<string, unknown>)['stock'];

  test('makes a transaction that is sent twice happen once', async () => {
    await write(count, token);
    await write(count, token);
    expect(await stock()).toEqual({ N: '1' });
  });

  test('is refused with other parameters', async () => {
    await write(count, token);
    expect((await refused([put('q')], token)).code).toBe('IdempotentParameterMismatchException');
  });

  test('is forgotten after ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await write(count, token);
    vi.advanceTimersByTime(10 * 60_000 + 1);
    await write(count, token);
    expect(await stock()).toEqual({ N: '2' });
  });

  test('is not remembered of a transaction that was cancelled', async () => {
    const guarded = [put('p', { ConditionExpression: 'attribute_exists(product_id)' })];
    await refused(guarded, token);
    await write([put('p')]);
    await write(guarded, token);
  });
});

test('TransactGetItems answers in order, with nothing for what is not there, and each item once', async () => {
  await write([put('p')]);
  const get = (product: string, more = {}) => ({ Get: { ...keyOf(product), ...more } });
  const TransactItems = [get('q'), get('p'), get('r', { ProjectionExpression: 'title' })];
  expect((await engine.call('TransactGetItems', { TransactItems }))['Responses']).toEqual([{}, { Item: level('p')['Item'] }, {}]);
  const twice = await engine.refusal('TransactGetItems', { TransactItems: [get('p'), get('p')] });
  expect(twice.message).toBe('Transaction request cannot include multiple operations on one item');
});
