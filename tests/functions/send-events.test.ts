import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MovementItem } from '../../domain/movement.ts';
import { subReservationId } from '../../domain/orders.ts';
import type { OrderItem } from '../../domain/orders.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { EventDetail } from '../../functions/send-events/events.ts';
import { movementOf } from '../../functions/lib/movements.ts';
import { FakeAws, type Reply } from './fake-aws.ts';
import { after, aLevelImage, type Image } from './records.ts';

const aws = new FakeAws();
let handler: (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

beforeAll(async () => {
  Object.assign(process.env, {
    ...{ EVENT_BUS: 'onhand-test', AWS_ENDPOINT_URL: await aws.start(), AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', POWERTOOLS_LOG_LEVEL: 'SILENT' },
  });
  ({ handler } = await import('../../functions/send-events/handler.ts'));
});
beforeEach(() => {
  answerWith();
});
afterAll(() => aws.stop());

interface Entry {
  EventBusName: string;
  Source: string;
  DetailType: string;
  Time: number;
  Detail: string;
}

/** Lets the bus answer with these, one request after the other, and then take everything. */
function answerWith(...replies: (Reply | undefined)[]): void {
  aws.reset(() => replies.shift() ?? { body: { FailedEntryCount: 0, Entries: [] } });
}

function requests(): Entry[][] {
  return aws.of('PutEvents').map(({ Entries }) => Entries as Entry[]);
}

function sent(): (EventDetail & { kind: string })[] {
  return requests().flatMap((entries) =>
    entries.map(({ DetailType, Detail }) => ({ kind: DetailType, ...(JSON.parse(Detail) as EventDetail) })),
  );
}

/** What the bus got of these records, in short. */
async function kindsOf(...records: DynamoDBRecord[]): Promise<string[]> {
  answerWith();
  await deliver(records);
  return sent().map(({ kind }) => kind);
}

/** Delivers records and answers with the numbers of those that were not sent. */
async function deliver(records: DynamoDBRecord[], tryingMs = 5_000): Promise<string[]> {
  const context = { getRemainingTimeInMillis: () => 6_000 + tryingMs } as Context;
  const { batchItemFailures } = await handler({ Records: records }, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

let number = 0;
function record(key: string, before: object | undefined, image: object | undefined): DynamoDBRecord {
  const attributes = (item: object) => marshall(item, { removeUndefinedValues: true });
  number += 1;
  return {
    eventName: image ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE',
    dynamodb: {
      ...{ SequenceNumber: `r${number}`, ApproximateCreationDateTime: 1_790_000_000, Keys: { [key]: { S: 'key' } } },
      ...(before && { OldImage: attributes(before) }),
      ...(image && { NewImage: attributes(image) }),
    },
  } as DynamoDBRecord;
}

const moved = (before: Image | undefined, image: Image) => {
  const movement = movementOf({ before, after: image as Parameters<typeof movementOf>[0]['after'] });
  return record('level', undefined, movement satisfies MovementItem);
};
const reserved = (before: ReservationItem | undefined, image: ReservationItem | undefined) => record('reservation_id', before, image);

const open: ReservationItem = {
  ...{ reservation_id: 'cart-1', status: 'ACTIVE', revision: 1, created_at: '2026-11-30T10:00:00.000Z', expires_at: 1_796_000_000 },
  lines: [{ product_id: 'lamp', warehouse_id: 'LONDON', quantity: 2 }],
};
const paid: ReservationItem = { ...open, status: 'COMMITTED', revision: 2, order_id: 'o-1', committed_at: '2026-11-30T10:05:00.000Z' };
const ended = (status: ReservationItem['status']): ReservationItem => ({ ...open, status, closed_at: '2026-11-30T10:10:00.000Z' });
const shipped: OrderItem = {
  ...{ request_id: 'ORDER#o-1', order_id: 'o-1', input: '[]', reservation_ids: ['cart-1'], state: 'SHIPPED', lines: open.lines },
  ...{ created_at: '2026-11-30T11:00:00.000Z', fulfilled_at: '2026-11-30T11:00:01.000Z', request_expiry: 1_800_000_000 },
};
const level = aLevelImage();

describe('a movement', () => {
  test('is a change, with the state after it, and the first of a level gives it a status', async () => {
    await deliver([moved(undefined, level)]);
    expect(sent()).toMatchObject([
      {
        kind: 'stock.changed',
        id: 'stock.changed:lamp/LONDON#1',
        replay: null,
        data: { cause: 'CREATED', stockCount: 10, stockDelta: 10 },
      },
      { kind: 'stock.status', id: 'stock.status:lamp/LONDON#1', data: { status: 'IN_STOCK', previousStatus: null } },
    ]);
    expect(requests()[0]?.[0]).toMatchObject({
      EventBusName: 'onhand-test',
      Source: 'onhand',
      Time: Date.parse(level.last_updated) / 1_000,
    });
  });

  test('tells of another status whatever gave it: a count, a threshold, a safety stock', async () => {
    expect(await kindsOf(moved(level, after(level, { stock_count: 2 })))).toEqual(['stock.changed', 'stock.status']);
    expect(await kindsOf(moved(level, after(level, { threshold_level: 10 })))).toEqual(['stock.changed', 'stock.status']);
    expect(await kindsOf(moved(level, after(level, { safety_stock: 10 })))).toEqual(['stock.changed', 'stock.status']);
    expect(await kindsOf(moved(level, after(level, { stock_count: 3 })))).toEqual(['stock.changed']);
    await deliver([moved(level, after(level, { stock_count: 0 }))]);
    expect(sent().at(-1)?.data).toMatchObject({ status: 'OUT_OF_STOCK', previousStatus: 'IN_STOCK' });
  });

  test('of ids with signs that separate has an id that no other has', async () => {
    const named = (product_id: string, warehouse_id: string) => moved(undefined, aLevelImage({ product_id, warehouse_id }));
    await deliver([named('a/b', 'c'), named('a', 'b/c'), named('a', 'b/c#1'), named('å', 'c')]);
    const ids = sent().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a reservation', () => {
  test('is told of when it is made, changed, extended, committed, released and expired', async () => {
    expect(await kindsOf(reserved(undefined, open))).toEqual(['reservation.created']);
    expect(await kindsOf(reserved(open, { ...open, revision: 2, lines: [] }))).toEqual(['reservation.changed']);
    expect(await kindsOf(reserved(open, { ...open, expires_at: open.expires_at + 60 }))).toEqual(['reservation.changed']);
    expect(await kindsOf(reserved(open, paid))).toEqual(['reservation.committed']);
    expect(await kindsOf(reserved(ended('EXPIRED'), paid))).toEqual(['reservation.committed']);
    expect(await kindsOf(reserved(paid, { ...paid, revision: 3, lines: [] }))).toEqual(['reservation.changed']);
    expect(await kindsOf(reserved(open, ended('RELEASED')))).toEqual(['reservation.released']);
    expect(await kindsOf(reserved(open, ended('EXPIRED')))).toEqual(['reservation.expired']);
  });

  test('that TTL deleted has expired, under the id that the sweeper would have given it', async () => {
    await deliver([reserved(open, ended('EXPIRED')), reserved(open, undefined)]);
    const [swept, deleted] = sent();
    expect(deleted).toMatchObject({ kind: 'reservation.expired', id: swept?.id, data: { status: 'EXPIRED' } });
  });

  test('that shipped, or came back from an order that was undone, is not told of: its order is', async () => {
    expect(await kindsOf(reserved(open, ended('FULFILLED')))).toEqual([]);
    expect(await kindsOf(reserved(ended('FULFILLED'), open))).toEqual([]);
    expect(await kindsOf(reserved({ ...paid, status: 'FULFILLED' }, paid))).toEqual([]);
  });

  test('that a large order makes for itself is not told of', async () => {
    const own = { ...open, reservation_id: subReservationId({ order_id: 'o-1', saga: 'saga' }, 0) };
    expect(await kindsOf(reserved(undefined, own), reserved(own, { ...own, status: 'RELEASED' }))).toEqual([]);
  });

  test('has another id in each state, also of an id that is used anew', async () => {
    const anew = { ...open, created_at: '2026-12-30T10:00:00.000Z' };
    const longer = { ...open, expires_at: open.expires_at + 60 };
    await deliver([
      ...[reserved(undefined, open), reserved(open, longer), reserved(longer, { ...longer, revision: 2 })],
      ...[reserved(open, paid), reserved(open, ended('EXPIRED')), reserved(undefined, anew)],
    ]);
    const ids = sent().map(({ id }) => id);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
  });
});

test('an order is told of with what shipped', async () => {
  await deliver([record('request_id', undefined, shipped)]);
  const lines = [{ productId: 'lamp', warehouseId: 'LONDON', quantity: 2 }];
  expect(sent()).toMatchObject([{ kind: 'order.fulfilled', data: { orderId: 'o-1', reservationIds: ['cart-1'], lines } }]);
});

test('an order that is larger than what the bus takes is told of without its lines', async () => {
  const lines = Array.from({ length: 1_000 }, (_, place) => ({
    product_id: `${place}-${'p'.repeat(120)}`,
    warehouse_id: 'w'.repeat(128),
    quantity: 1,
  }));
  await deliver([record('request_id', undefined, { ...shipped, lines })]);
  expect(sent()).toMatchObject([{ kind: 'order.fulfilled', data: { orderId: 'o-1', lines: null } }]);
});

test('what is sent is as the schemas say, field by field', async () => {
  await deliver([
    ...[moved(undefined, aLevelImage({ name: 'Lamp', safety_stock: 1 })), moved(level, after(level, { stock_count: 0 }))],
    ...[reserved(undefined, open), reserved(open, { ...open, revision: 2 }), reserved(open, paid)],
    ...[reserved(open, ended('RELEASED')), reserved(open, ended('EXPIRED')), record('request_id', undefined, shipped)],
  ]);
  const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { 'date-time': (text) => new Date(text).toISOString() === text } });
  const kinds = new Set<string>();
  for (const { kind, ...detail } of sent()) {
    kinds.add(kind);
    const schema = closed(JSON.parse(readFileSync(`schema/events/${kind}.json`, 'utf8')));
    const validate = ajv.getSchema(kind) ?? ajv.addSchema(schema as object, kind).getSchema(kind);
    expect([validate?.(detail), validate?.errors], kind).toEqual([true, null]);
  }
  expect(kinds.size).toBe(8);
});

/** The schema as one that allows no other field: consumers must, this test must not. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.fromEntries(Object.entries(schema).map(([name, inner]) => [name, closed(inner)]));
  return entries['type'] === 'object' ? { ...entries, additionalProperties: false } : entries;
}

describe('sending', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, place) => moved(level, after(level, { sequence: place + 2, stock_count: 20 })));
  const throttled = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };

  test('takes ten in a request, in their order', async () => {
    expect(await deliver(many(25))).toEqual([]);
    expect(requests().map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(sent().map(({ data }) => (data as { sequence: number }).sequence)).toEqual(Array.from({ length: 25 }, (_, place) => place + 2));
  });

  test('takes no more bytes in a request than the bus does', async () => {
    const lines = Array.from({ length: 400 }, (_, place) => ({
      product_id: `${place}-${'p'.repeat(120)}`,
      warehouse_id: 'w',
      quantity: 1,
    }));
    await deliver([1, 2, 3].map((place) => record('request_id', undefined, { ...shipped, order_id: `o-${place}`, lines })));
    expect(requests().map(({ length }) => length)).toEqual([3]);
    answerWith();
    const larger = lines.map((line) => ({ ...line, warehouse_id: 'w'.repeat(128) }));
    await deliver([1, 2, 3].map((place) => record('request_id', undefined, { ...shipped, order_id: `o-${place}`, lines: larger })));
    expect(requests().map(({ length }) => length)).toEqual([2, 1]);
  });

  test('sends again what alone was refused, until it is taken', async () => {
    answerWith({ body: { FailedEntryCount: 1, Entries: [{ EventId: '1' }, throttled, { EventId: '3' }] } });
    expect(await deliver(many(3))).toEqual([]);
    expect(sent().map(({ data }) => (data as { sequence: number }).sequence)).toEqual([2, 3, 4, 3]);
  });

  test.each([
    ['that is busy', { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } }],
    ['that is broken', { status: 500, body: { __type: 'InternalException', message: 'An internal error occurred' } }],
    ['whose answer is lost', { instead: 'break' as const }],
  ])('waits for a bus %s', async (_, reply: Reply) => {
    answerWith(reply);
    expect(await deliver(many(2))).toEqual([]);
    expect(requests().map(({ length }) => length)).toEqual([2, 2]);
  });

  test('leaves what a bus does not take in time to the next delivery', async () => {
    aws.reset(() => ({ body: { FailedEntryCount: 1, Entries: [throttled] } }));
    const [only] = many(1);
    expect(await deliver([only as DynamoDBRecord], 300)).toEqual([only?.dynamodb?.SequenceNumber]);
  });

  test('gives up at once what will never be taken, and sends the rest', async () => {
    answerWith({ body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'MalformedDetail', ErrorMessage: 'no JSON' }, { EventId: '2' }] } });
    const records = many(2);
    expect(await deliver(records)).toEqual([records[0]?.dynamodb?.SequenceNumber]);
    expect(requests()).toHaveLength(1);
  });

  test('names a record that cannot be read, and sends the rest', async () => {
    const unreadable = record('reservation_id', undefined, undefined);
    expect(await deliver([unreadable, ...many(1)])).toEqual([unreadable.dynamodb?.SequenceNumber]);
    expect(sent()).toHaveLength(1);
  });
});
