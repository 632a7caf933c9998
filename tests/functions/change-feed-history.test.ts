import { describe, expect, test } from 'vitest';
import { withChangeFeed } from './change-feed.ts';
import type { Call, Reply } from './fake-aws.ts';
import { after, aLevelImage, aRecord, type Image, recordsOf } from './records.ts';

const { aws, deliver } = withChangeFeed();

interface Put {
  PutRequest: { Item: Record<string, Record<string, string>> };
}

describe('movements of what has just happened', () => {
  test('are written 25 in a request, each once', async () => {
    const records = Array.from({ length: 60 }, (_, index) => aRecord(`r${index}`, undefined, aFreshLevel({ product_id: `p${index}` })));
    expect(await deliver(records)).toEqual([]);
    expect(
      batches()
        .map(({ length }) => length)
        .toSorted(),
    ).toEqual([10, 25, 25]);
    expect(batches().flat().toSorted()).toEqual(records.map((_, index) => `p${index} 1`).toSorted());
    expect(aws.of('PutItem')).toEqual([]);
  });

  test('are there before anybody hears of a change', async () => {
    aws.reset(({ operation }) => (operation === 'BatchWriteItem' ? { afterMs: 50 } : undefined));
    const lamp = aFreshLevel();
    await deliver([...recordsOf(lamp, after(lamp, { stock_count: 3 })), aRecord('r9', undefined, aFreshLevel({ product_id: 'chair' }))]);
    const operations = aws.calls.map(({ operation }) => operation);
    expect(operations.lastIndexOf('BatchWriteItem')).toBeLessThan(operations.indexOf('publishStockChange'));
  });

  test('that DynamoDB left undone are written again, and only those', async () => {
    let times = 0;
    aws.reset((call) => ((times += 1) === 1 ? undone(call, 2) : undefined));
    expect(await deliver(shelf('a', 'b', 'c'))).toEqual([]);
    expect(batches()).toEqual([
      ['a 1', 'b 1', 'c 1'],
      ['a 1', 'b 1'],
    ]);
  });

  test('that DynamoDB stays too busy for stop their levels, and others go on', async () => {
    aws.reset((call) => (call.operation === 'BatchWriteItem' ? undone(call, 1) : undefined));
    expect(await deliver(shelf('a', 'b', 'c'), 500)).toEqual(['a']);
    expect(aws.of('publishStockChange')).toMatchObject([{ productId: 'b' }, { productId: 'c' }]);
  });

  test('of which one is refused are written one by one, so that it stops nobody else', async () => {
    const invalid: Reply = { status: 400, body: { __type: 'x#ValidationException', message: 'no' } };
    const isBad = (item: unknown) => JSON.stringify(item).includes('"S":"b"');
    aws.reset(({ operation, body }) =>
      operation === 'BatchWriteItem' || (operation === 'PutItem' && isBad(body['Item'])) ? invalid : undefined,
    );
    expect(await deliver(shelf('a', 'b', 'c'))).toEqual(['b']);
    expect(aws.of('publishStockChange')).toMatchObject([{ productId: 'a' }, { productId: 'c' }]);
  });

  test('with the same key are not in one request, which DynamoDB would refuse', async () => {
    const lamp = aFreshLevel();
    await deliver([aRecord('r1', undefined, lamp), aRecord('r2', undefined, lamp)]);
    expect(batches()).toEqual([['lamp 1']]);
    expect(aws.of('PutItem')).toHaveLength(1);
  });
});

describe('a movement that may be there in another form', () => {
  const lamp = aLevelImage();

  test.each<[string, () => [Image, Image]]>([
    ['of an old change, which a repair may have followed', () => [lamp, after(lamp, {})]],
    [
      'of a repair, which has brought its own',
      () => [lamp, after(aFreshLevel(), { last_change: { cause: 'REPAIRED', actor: 'system:audit' } })],
    ],
    ['of a copy of an older state', () => [aLevelImage({ sequence: 9 }), aFreshLevel({ sequence: 4 })]],
  ])('is only written where there is none: %s', async (_, images) => {
    await deliver([aRecord('r1', ...images())]);
    expect(batches()).toEqual([]);
    expect(aws.of('PutItem')).toMatchObject([{ TableName: 'Movements', ConditionExpression: 'attribute_not_exists(#level)' }]);
  });
});

function aFreshLevel(item: Partial<Image> = {}): Image {
  return aLevelImage({ last_updated: new Date().toISOString(), ...item });
}

/** Records of new levels, numbered by their products. */
function shelf(...productIds: string[]) {
  return productIds.map((product_id) => aRecord(product_id, undefined, aFreshLevel({ product_id })));
}

/** The movements of each request, as product and sequence. */
function batches(): string[][] {
  return aws
    .of('BatchWriteItem')
    .map((body) => puts(body).map(({ PutRequest: { Item } }) => `${Item['product_id']?.['S']} ${Item['sequence']?.['N']}`));
}

function puts(body: Record<string, unknown>): Put[] {
  return (body['RequestItems'] as { Movements: Put[] }).Movements;
}

/** An answer that leaves the first items of a request undone. */
function undone({ operation, body }: Call, count: number): Reply | undefined {
  return operation === 'BatchWriteItem' ? { body: { UnprocessedItems: { Movements: puts(body).slice(0, count) } } } : undefined;
}
