import { describe, expect, test } from 'vitest';
import { withChangeFeed } from './change-feed.ts';
import { conditionFailed } from './fake-aws.ts';
import { after, aLevelImage, aRecord, recordsOf } from './records.ts';

const { aws, deliver } = withChangeFeed();
const created = aLevelImage({ name: 'Lamp', category: 'Lights' });

describe('a movement', () => {
  test('of a first change has all of it as difference, and the state after it', async () => {
    await deliver(recordsOf(created));
    expect(movements()).toEqual([
      {
        level: { S: 'lamp\u0001LONDON' },
        sequence: { N: '1' },
        product_id: { S: 'lamp' },
        warehouse_id: { S: 'LONDON' },
        cause: { S: 'CREATED' },
        actor: { S: 'ann' },
        stock_delta: { N: '10' },
        reserved_delta: { N: '0' },
        stock_count: { N: '10' },
        reserved_count: { N: '0' },
        available_count: { N: '10' },
        threshold_level: { N: '2' },
        version: { N: '1' },
        name: { S: 'Lamp' },
        category: { S: 'Lights' },
        changed_at: { S: '2026-03-01T12:00:00.000Z' },
        activity_shard: { S: '0' },
        activity_key: { S: '2026-03-01T12:00:00.000Z\u0001lamp\u0001LONDON\u00010000000001\u0001CREATED\u0001ann' },
      },
    ]);
  });

  test('of a later change has the difference of the images and the story that the item brings', async () => {
    const last_change = { cause: 'ADJUSTED', actor: 'bob', reason: 'DAMAGED', note: 'wet', reference: 'case 7' } as const;
    await deliver(recordsOf(created, after(created, { stock_count: 7, reserved_count: 2, last_change })).slice(1));
    expect(movements()).toMatchObject([
      {
        sequence: { N: '2' },
        stock_delta: { N: '-3' },
        reserved_delta: { N: '2' },
        cause: { S: 'ADJUSTED' },
        actor: { S: 'bob' },
        reason: { S: 'DAMAGED' },
        note: { S: 'wet' },
        reference: { S: 'case 7' },
      },
    ]);
  });

  test('of the change that mends a number which was none is written, with the whole units that were there', async () => {
    const written = { ...created, stock_count: 4.5, reserved_count: undefined };
    expect(await deliver([aRecord('2', written, after(created, { stock_count: 6 }))])).toEqual([]);
    expect(movements()).toMatchObject([{ stock_delta: { N: '2' }, reserved_delta: { N: '0' }, stock_count: { N: '6' } }]);
  });

  test('says of a muted level that it is, and nothing of others', async () => {
    await deliver(recordsOf(created, after(created, { muted: true })));
    expect(movements().map((movement) => 'muted' in (movement as object))).toEqual([false, true]);
  });

  test('is only written where there is none, and one that is there is no failure', async () => {
    aws.reset(({ operation }) => (operation === 'PutItem' ? conditionFailed : undefined));
    expect(await deliver(recordsOf(created))).toEqual([]);
    expect(aws.of('PutItem')).toMatchObject([{ TableName: 'Movements', ConditionExpression: 'attribute_not_exists(#level)' }]);
    expect(aws.of('publishStockChange')).toHaveLength(1);
  });

  test('is there before anybody hears of the change', async () => {
    aws.reset(({ operation }) => (operation === 'PutItem' ? { afterMs: 50 } : undefined));
    const chair = aLevelImage({ product_id: 'chair' });
    await deliver([...recordsOf(created, after(created, { stock_count: 3 })), aRecord('r9', undefined, chair)]);
    const operations = aws.calls.map(({ operation }) => operation);
    expect(operations.lastIndexOf('PutItem')).toBeLessThan(operations.indexOf('publishStockChange'));
  });
});

describe('a record that concerns nobody is passed over', () => {
  test.each([
    ['marks of the feed itself', aRecord('r1', created, { ...created, status: 'IN_STOCK' })],
    ['a deletion by hand', aRecord('r1', created, undefined)],
    ['a record without images', { eventName: 'MODIFY', dynamodb: { SequenceNumber: 'r1' } } as const],
  ])('%s', async (_, record) => {
    expect(await deliver([record])).toEqual([]);
    expect(aws.calls).toEqual([]);
  });
});

describe('a record that nobody can follow', () => {
  test.each([
    ['no numbers', { stock_count: undefined }],
    ['no sequence', { sequence: undefined }],
    ['a text for a number', { available_count: '8' }],
    ['a fraction', { stock_count: 1.5 }],
    ['a count above what the API can show', { stock_count: 3_000_000_000, available_count: 3_000_000_000 }],
    ['no time', { last_updated: undefined }],
    ['a time that is none', { last_updated: 'yesterday' }],
    ['no story', { last_change: undefined }],
    ['an unknown cause', { last_change: { cause: 'MAGIC', actor: 'ann' } }],
    ['a cause that every object has', { last_change: { cause: 'constructor', actor: 'ann' } }],
    ['an unknown reason', { last_change: { cause: 'ADJUSTED', actor: 'ann', reason: 'MAGIC' } }],
    ['a note that is no text', { last_change: { cause: 'ADJUSTED', actor: 'ann', note: 5 } }],
    ['a name that is no text', { name: 5 }],
  ])('is named at once, is published to nobody, and holds up no other level: %s', async (_, wrong) => {
    const bad = { ...created, ...wrong };
    const good = aLevelImage({ product_id: 'chair' });
    const began = performance.now();
    expect(await deliver([aRecord('bad', undefined, bad), aRecord('good', undefined, good)])).toEqual(['bad']);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(movements()).toMatchObject([{ product_id: { S: 'chair' } }]);
    expect(aws.of('publishStockChange')).toMatchObject([{ productId: 'chair' }]);
  });
});

function movements(): unknown[] {
  return aws.of('PutItem').map(({ Item }) => Item);
}
