import { expect, test } from 'vitest';
import { withChangeFeed } from './change-feed.ts';
import { after, aLevelImage, recordsOf } from './records.ts';

const { aws, deliver } = withChangeFeed({ together: false });

test('with publishTogether off, staff and shoppers are notified in requests of their own', async () => {
  const born = aLevelImage();
  expect(await deliver(recordsOf(born, after(born, { stock_count: 4 })))).toEqual([]);
  expect(aws.of('publishStockChange')).toMatchObject([{ sequence: 1 }, { sequence: 2 }]);
  expect(aws.of('publishAvailability')).toMatchObject([{ sequence: 2 }]);
  expect(aws.requestsOf(/^publish/)).toBe(3);
});
