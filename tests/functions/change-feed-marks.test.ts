import { describe, expect, test } from 'vitest';
import { withChangeFeed } from './change-feed.ts';
import { cancelled } from './fake-aws.ts';
import { after, aLevelImage, aRecord, type Image, recordsOf } from './records.ts';

const { aws, deliver } = withChangeFeed();

/** The update of one entry of a transaction. */
interface Update {
  TableName: string;
  Key: Record<string, Record<string, string>>;
  ConditionExpression?: string;
  UpdateExpression: string;
  ExpressionAttributeValues: Record<string, Record<string, string>>;
}

const LOW_OR_OUT = 'SET #status = :status, #attention = :attention, #attention_since = :attention_since REMOVE #oversold';
const created = aLevelImage();
const reservation = { cause: 'RESERVED', actor: 'checkout', reference: 'cart' } as const;

describe('marks', () => {
  test('of a new level are stored on the condition that it has none and still asks for them, with its count in the same transaction', async () => {
    await deliver(recordsOf(created));
    const [[mark, count] = []] = transactions();
    expect(mark).toMatchObject({
      TableName: 'Inventory',
      Key: { product_id: { S: 'lamp' }, warehouse_id: { S: 'LONDON' } },
      ConditionExpression:
        'attribute_not_exists(#status) AND attribute_not_exists(#oversold) AND attribute_not_exists(#removed_at) AND ' +
        '(((attribute_not_exists(#safety_stock) OR #safety_stock = :unkept) AND #available_count > :none AND #available_count > #threshold_level) OR ' +
        '(NOT (attribute_not_exists(#safety_stock) OR #safety_stock = :unkept) AND #sellable_count > :none AND #sellable_count > #threshold_level)) AND ' +
        '#available_count >= :none',
      UpdateExpression: 'SET #status = :status REMOVE #attention, #attention_since, #oversold',
      ExpressionAttributeValues: { ':none': { N: '0' }, ':unkept': { N: '0' }, ':status': { S: 'IN_STOCK' } },
    });
    expect(count).toMatchObject({ TableName: 'Movements', Key: { level: { S: 'SUMMARY' } } });
    expect(counted()).toEqual([{ levels: 1, low: 0, out: 0, oversold: 0 }]);
  });

  test.each<[string, Partial<Image>, string | null, object]>([
    ['becomes low', { stock_count: 2 }, LOW_OR_OUT, { low: 1 }],
    ['runs out', { stock_count: 0 }, LOW_OR_OUT, { out: 1 }],
    [
      'is oversold',
      { stock_count: 0, reserved_count: 3 },
      'SET #status = :status, #attention = :attention, #attention_since = :attention_since, #oversold = :oversold',
      { out: 1, oversold: 1 },
    ],
    ['is retired', { removed_at: '2026-03-01T12:00:00.000Z' }, 'REMOVE #status, #attention, #attention_since, #oversold', { levels: -1 }],
    ['has all of it kept from shoppers', { safety_stock: 10, sellable_count: 0 }, LOW_OR_OUT, { out: 1 }],
    ['stays what it was', { stock_count: 5 }, null, {}],
    ['gets a threshold that it falls under', { threshold_level: 10 }, LOW_OR_OUT, { low: 1 }],
  ])('of a level that %s follow', async (_, change, update, difference) => {
    await deliver(recordsOf(created, after(created, change)).slice(1));
    expect(transactions().map(([mark]) => mark?.UpdateExpression)).toEqual(update === null ? [] : [update]);
    expect(counted()).toEqual(update === null ? [] : [{ levels: 0, low: 0, out: 0, oversold: 0, ...difference }]);
  });

  test('of a level that recovers are taken back', async () => {
    const oversold = after(created, { stock_count: 0, reserved_count: 3 });
    await deliver(recordsOf(created, oversold, after(oversold, { stock_count: 9 })).slice(2));
    expect(transactions()[0]?.[0]?.UpdateExpression).toBe('SET #status = :status REMOVE #attention, #attention_since, #oversold');
    expect(counted()).toEqual([{ levels: 0, low: 0, out: -1, oversold: -1 }]);
  });

  test('of many changes of a level are those of the newest', async () => {
    const low = after(created, { stock_count: 1 });
    await deliver(recordsOf(created, low, { ...after(low, { stock_count: 9 }), status: 'IN_STOCK' }).slice(1));
    expect(transactions()).toEqual([]);
  });

  test('say since when a level is low, whatever was sold since', async () => {
    const low = after(created, { stock_count: 2, last_updated: '2026-03-01T13:00:00.000Z' });
    const sold = { ...after(low, { stock_count: 1, last_updated: '2026-03-01T14:00:00.000Z' }), status: 'IN_STOCK' as const };
    await deliver(recordsOf(created, low, sold).slice(1));
    expect(sinces()).toEqual(['2026-03-01T13:00:00.000Z']);
  });

  test('begin anew when a level that was low runs out, and not when it is oversold', async () => {
    const out = after(after(created, { stock_count: 2 }), { stock_count: 0, last_updated: '2026-03-01T15:00:00.000Z' });
    await deliver([aRecord('out', created, out)]);
    const since = { attention_since: '2026-03-01T15:00:00.000Z' };
    const oversold = after(out, { reserved_count: 3, last_updated: '2026-03-01T16:00:00.000Z', ...since });
    await deliver([aRecord('oversold', out, oversold)]);
    expect(sinces()).toEqual(['2026-03-01T15:00:00.000Z', '2026-03-01T15:00:00.000Z']);
  });

  test('that cannot be stored are tried from the change on that made them', async () => {
    aws.reset(({ operation }) =>
      operation === 'TransactWriteItems' ? { status: 400, body: { __type: 'x#ThrottlingException' } } : undefined,
    );
    const full = after(created, { stock_count: 9 });
    const low = after(full, { stock_count: 2 });
    const sold = { ...after(low, { stock_count: 1 }), status: 'IN_STOCK' as const };
    expect(await deliver(recordsOf(created, full, low, sold).slice(1), 1_000)).toEqual(['r3']);
  });

  test('that somebody was faster to store are left out, and the rest of the transaction is done', async () => {
    aws.reset(({ operation, body }) =>
      isTransactionOf(operation, body, 4) ? cancelled('None', 'ConditionalCheckFailed', 'None', 'None') : undefined,
    );
    const records = ['a', 'b', 'c'].map((product_id) => aRecord(product_id, undefined, aLevelImage({ product_id })));
    expect(await deliver(records)).toEqual([]);
    expect(transactions().map((entries) => entries.flatMap(({ Key }) => Key['product_id']?.['S'] ?? []))).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c'],
    ]);
    expect(counted()[1]).toMatchObject({ levels: 2 });
  });

  test('that meet a sale are tried again, all of them', async () => {
    let met = 0;
    aws.reset(({ operation }) =>
      operation === 'TransactWriteItems' && (met += 1) < 3 ? cancelled('TransactionConflict', 'None') : undefined,
    );
    expect(await deliver(recordsOf(created))).toEqual([]);
    expect(transactions()).toHaveLength(3);
  });

  test('that cannot be stored name their records, and subscribers hear of the change all the same', async () => {
    aws.reset(({ operation }) =>
      operation === 'TransactWriteItems' ? { status: 400, body: { __type: 'x#ThrottlingException' } } : undefined,
    );
    const chair = after(aLevelImage({ product_id: 'chair' }), { stock_count: 9, last_change: reservation });
    const unmarked = aRecord('lamp', undefined, created);
    expect(await deliver([unmarked, aRecord('chair', { ...chair, sequence: 1 }, chair)], 1_000)).toEqual(['lamp']);
    expect(aws.of('publishStockChange')).toHaveLength(2);
  });

  test('of an import go into transactions of a quarter of a batch', async () => {
    const records = Array.from({ length: 60 }, (_, index) => aRecord(`r${index}`, undefined, aLevelImage({ product_id: `p${index}` })));
    await deliver(records);
    expect(transactions().map(({ length }) => length)).toEqual([26, 26, 11]);
    expect(counted().reduce((sum, { levels = 0 }) => sum + levels, 0)).toBe(60);
  });
});

function isTransactionOf(operation: string, body: Record<string, unknown>, entries: number): boolean {
  return operation === 'TransactWriteItems' && (body['TransactItems'] as unknown[]).length === entries;
}

function transactions(): Update[][] {
  return aws.of('TransactWriteItems').map(({ TransactItems }) => (TransactItems as { Update: Update }[]).map(({ Update }) => Update));
}

/** Since when each level is said to need attention. */
function sinces(): (string | undefined)[] {
  return transactions().map(([mark]) => mark?.ExpressionAttributeValues[':attention_since']?.['S']);
}

/** What each transaction adds to the summary. */
function counted(): Record<string, number>[] {
  return transactions().map((entries) => {
    const values = Object.entries(entries[entries.length - 1]?.ExpressionAttributeValues ?? {});
    return Object.fromEntries(values.map(([name, value]) => [name.slice(1), Number(value['N'])]));
  });
}
