import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import type { Shown } from '../../domain/shown.ts';
import { PUBLIC_COUNT_CAP, withChangeFeed } from './change-feed.ts';
import { after, aLevelImage, type Image, recordsOf } from './records.ts';

// Under a cap, what shoppers see is counted by itself. The fake keeps that one attribute of the
// level, by the conditions that it gets.

const { aws, deliver } = withChangeFeed();
const many = aLevelImage({ stock_count: PUBLIC_COUNT_CAP + 50, sequence: 7, last_updated: at(7) });
let stored: Shown | undefined;

function at(second: number): string {
  return new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();
}

/** A level with that many units, one change later. */
function left(level: Image, stock_count: number): Image {
  return after(level, { stock_count, last_updated: at(level.sequence + 1) });
}

beforeEach(() => {
  stored = undefined;
  aws.reset(({ operation, body }) => {
    if (operation !== 'UpdateItem') return undefined;
    const values = unmarshall(body['ExpressionAttributeValues'] as Record<string, AttributeValue>) as { ':next': Shown; ':was'?: number };
    if (values[':was'] !== stored?.through) {
      const body = {
        __type: 'x#ConditionalCheckFailedException',
        Item: marshall({ ...many, shown: stored }, { removeUndefinedValues: true }),
      };
      return { status: 400, body };
    }
    stored = values[':next'];
    return undefined;
  });
});

const published = () =>
  aws.of('publishAvailability').map(({ sequence, lastUpdated, availableCount }) => [sequence, lastUpdated, availableCount]);

test('begins at the sequence of the level, which a client may have from before', async () => {
  await deliver(recordsOf(many, left(many, 10)).slice(1));
  expect(stored).toEqual({ sequence: 8, through: 8, at: at(8), count: 10, status: 'IN_STOCK' });
  expect(published()).toEqual([[8, at(8), 10]]);
});

test('stands still, and writes nothing, while shoppers see no difference', async () => {
  stored = { sequence: 3, through: 7, at: at(7), count: PUBLIC_COUNT_CAP, status: 'IN_STOCK' };
  const shown = { ...many, shown: stored };
  const states = [shown, left(shown, 99), left(left(shown, 99), 98)];
  await deliver(recordsOf(...states).slice(1));
  expect(aws.of('UpdateItem')).toEqual([]);
  expect(published()).toEqual([]);
});

test('moves one step for each change that they could see, at the time of the last of them', async () => {
  stored = { sequence: 3, through: 7, at: at(7), count: PUBLIC_COUNT_CAP, status: 'IN_STOCK' };
  const states = [{ ...many, shown: stored }];
  for (const count of [99, 10, 9]) states.push(left(states.at(-1) ?? many, count) as (typeof states)[number]);
  await deliver(recordsOf(...states).slice(1));
  expect(published()).toEqual([[5, at(10), 9]]);
});

test('counts a change once that is delivered again, also in a batch that was cut anew', async () => {
  const states = [many, left(many, 10)];
  await deliver(recordsOf(...states).slice(1));
  states.push(left(states[1] ?? many, 9));
  await deliver(recordsOf(...states).slice(1));
  await deliver(recordsOf(...states).slice(1));
  expect(published()).toEqual([
    [8, at(8), 10],
    [9, at(9), 9],
    [9, at(9), 9],
  ]);
});

test('tells of what is stored, not of an older batch that comes again', async () => {
  const states = [many, left(many, 10)];
  states.push(left(states[1] ?? many, 9));
  await deliver(recordsOf(...states).slice(1));
  await deliver(recordsOf(...states).slice(1, 2));
  expect(published()).toEqual([
    [9, at(9), 9],
    [9, at(9), 9],
  ]);
});

test('goes on after changes that never came, and after another cap', async () => {
  stored = { sequence: 3, through: 5, at: at(5), count: 20, status: 'IN_STOCK' };
  await deliver(recordsOf(many, after(many, { name: 'Lamp', last_updated: at(8) })).slice(1));
  expect(published()).toEqual([[4, at(8), PUBLIC_COUNT_CAP]]);
});
