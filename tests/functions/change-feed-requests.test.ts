import { describe, expect, test } from 'vitest';
import { withChangeFeed } from './change-feed.ts';
import type { Reply } from './fake-aws.ts';
import { after, aLevelImage, aRecord, recordsOf } from './records.ts';

const { aws, deliver } = withChangeFeed();
const born = aLevelImage({ stock_count: 10 });
const nine = after(born, { stock_count: 9 });
const eight = after(nine, { stock_count: 8 });
const busy: Reply = { fieldError: { errorType: 'INTERNAL', message: 'not now' } };
const refused: Reply = { fieldError: { message: 'never' } };

describe('requests to AppSync', () => {
  test('are as many as changes: shoppers are notified beside the first', async () => {
    const chair = aLevelImage({ product_id: 'chair' });
    await deliver([...recordsOf(born, nine, eight), aRecord('r9', undefined, chair)]);
    expect(aws.requestsOf(/^publish/)).toBe(4);
    const [first, ...rest] = aws.calls.filter(({ body }) => body['productId'] === 'lamp');
    expect(first).toMatchObject({ operation: 'publishStockChange', body: { sequence: 1 } });
    expect(rest[0]).toMatchObject({ operation: 'publishAvailability', request: first?.request, body: { sequence: 3 } });
  });

  test('are four at a time at most', async () => {
    let most = 0;
    aws.reset(({ operation }) => {
      if (!operation.startsWith('publish')) return undefined;
      const open = aws.calls.filter((call) => call.query !== '' && !call.answered);
      most = Math.max(most, new Set(open.map(({ request }) => request)).size);
      return { afterMs: 10 };
    });
    await deliver(levels(30));
    expect(most).toBe(4);
  });

  test('use the connections of the ones before', async () => {
    await deliver(levels(30));
    const before = aws.connections;
    await deliver(levels(30));
    expect(aws.connections).toBe(before);
  });
});

describe('a request of which one part fails', () => {
  test('is not sent again for staff when shoppers could not be told: that goes with the next change', async () => {
    let times = 0;
    aws.reset(({ operation }) => (operation === 'publishAvailability' && (times += 1) <= 2 ? busy : undefined));
    expect(await deliver(recordsOf(born, nine, eight))).toEqual([]);
    expect(sequences('publishStockChange')).toEqual([1, 2, 3]);
    expect(sequences('publishAvailability')).toEqual([3, 3, 3]);
    expect(aws.requestsOf(/^publish/)).toBe(3);
  });

  test('is not sent again for shoppers when staff could not be notified', async () => {
    let times = 0;
    aws.reset(({ operation }) => (operation === 'publishStockChange' && (times += 1) <= 2 ? busy : undefined));
    expect(await deliver(recordsOf(born, nine))).toEqual([]);
    expect(sequences('publishStockChange')).toEqual([1, 1, 1, 2]);
    expect(sequences('publishAvailability')).toEqual([2]);
  });

  test('for good leaves the other audience what is theirs, and is named by what it would have to begin with', async () => {
    aws.reset(({ operation }) => (operation === 'publishAvailability' ? refused : undefined));
    expect(await deliver(recordsOf(born, nine, eight))).toEqual(['r1']);
    expect(sequences('publishStockChange')).toEqual([1, 2, 3]);
    expect(sequences('publishAvailability')).toEqual([3]);
  });

  test('again and again is sent as long as there is time, and then named; the other audience hears everything once', async () => {
    aws.reset(({ operation }) => (operation === 'publishAvailability' ? busy : undefined));
    expect(await deliver(recordsOf(born, nine, eight), 500)).toEqual(['r1']);
    expect(sequences('publishStockChange')).toEqual([1, 2, 3]);
  });
});

describe('what was published', () => {
  test('is not published again when a later request fails, and the batch goes on where it stopped', async () => {
    let times = 0;
    const away: Reply = { status: 500, body: {} };
    aws.reset(({ operation, body }) =>
      operation === 'publishStockChange' && body['sequence'] === 2 && (times += 1) <= 2 ? away : undefined,
    );
    expect(await deliver(recordsOf(born, nine, eight))).toEqual([]);
    expect(sequences('publishStockChange')).toEqual([1, 2, 2, 2, 3]);
    expect(sequences('publishAvailability')).toEqual([3]);
  });

  test('is not named, so that the next delivery begins behind it', async () => {
    aws.reset(({ operation, body }) =>
      operation === 'publishStockChange' && body['sequence'] === 3 ? { status: 500, body: {} } : undefined,
    );
    expect(await deliver(recordsOf(born, nine, eight), 500)).toEqual(['r3']);
  });

  test('by a slow AppSync was published in time for its own request, however long all of them take', { timeout: 30_000 }, async () => {
    aws.reset(({ operation }) => (operation.startsWith('publish') ? { afterMs: 950 } : undefined));
    expect(await deliver(levels(24), 24_000)).toEqual([]);
    expect(aws.requestsOf(/^publish/)).toBe(24);
  });
});

function levels(count: number) {
  return Array.from({ length: count }, (_, index) => aRecord(`r${index}`, undefined, aLevelImage({ product_id: `p${index}` })));
}

function sequences(operation: string): unknown[] {
  return aws.of(operation).map(({ sequence }) => sequence);
}
