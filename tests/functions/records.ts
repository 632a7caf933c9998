import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { LevelItem } from '../../domain/level.ts';
import { marksOf, type Marks } from '../../domain/derived-status.ts';

/** An item of Inventory, as a stream record's image has it. */
export type Image = LevelItem & Marks;

/** A level that has just been created, without marks. */
export function aLevelImage(item: Partial<Image> = {}): Image {
  const stock = item.stock_count ?? 10;
  const reserved = item.reserved_count ?? 0;
  return {
    product_id: 'lamp',
    warehouse_id: 'LONDON',
    stock_count: stock,
    reserved_count: reserved,
    available_count: stock - reserved,
    threshold_level: 2,
    version: 1,
    sequence: 1,
    last_updated: '2026-03-01T12:00:00.000Z',
    last_change: { cause: 'CREATED', actor: 'ann' },
    ...item,
  };
}

/**
 * The level one change later: with other counts, with the marks that the feed has stored for it,
 * and a story of its own.
 */
export function after(level: Image, change: Partial<Image>): Image {
  const { stock_count = level.stock_count, reserved_count = level.reserved_count } = change;
  const counts = { stock_count, reserved_count, available_count: stock_count - reserved_count };
  return {
    ...level,
    ...marksOf(level),
    last_change: { cause: 'ADJUSTED', actor: 'ann', reason: 'RECEIVED' },
    ...counts,
    sequence: level.sequence + 1,
    ...change,
  };
}

/** A record of the stream, numbered by what follows its images. */
export function aRecord(number: string, before: object | undefined, image: object | undefined): DynamoDBRecord {
  return {
    eventName: before ? (image ? 'MODIFY' : 'REMOVE') : 'INSERT',
    dynamodb: {
      SequenceNumber: number,
      ...(image && { NewImage: attributes(image) }),
      ...(before && { OldImage: attributes(before) }),
    },
  };
}

/** The records of one level's states, from its birth on: `r1`, `r2`, … */
export function recordsOf(...states: Image[]): DynamoDBRecord[] {
  return states.map((state, index) => aRecord(`r${index + 1}`, states[index - 1], state));
}

function attributes(item: object): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true }) as Record<string, AttributeValue>;
}
