import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContendedCall, SingleCall, TransactionCall } from '../../domain/calls/call.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { handler as Handler } from '../../functions/contended-writes/handler.ts';
import { cancelled, conditionFailed, FakeAws, type Reply } from './fake-aws.ts';

const BUDGET_MS = 10_000;

const context = { awsRequestId: 'request' } as Context;
const aws = new FakeAws();
let handler: typeof Handler;

const call: TransactionCall = {
  field: 'reserveStock',
  asked: { reservationId: 'hold' },
  lines: [{ product_id: 'lamp', warehouse_id: 'LONDON', quantity: 1 }],
  ttlSeconds: 60,
  keyOfId: 'aG9sZA==',
  actor: 'checkout',
};

beforeAll(async () => {
  const environment = {
    INVENTORY_TABLE: 'Inventory',
    RESERVATIONS_TABLE: 'Reservations',
    REQUESTS_TABLE: 'Requests',
    BUDGET_MS: String(BUDGET_MS),
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  Object.assign(process.env, environment);
  ({ handler } = await import('../../functions/contended-writes/handler.ts'));
});

afterAll(() => aws.stop());

/** Lets DynamoDB answer with these, one call after the other, and with success from then on. */
function answering(...replies: Reply[]): void {
  aws.reset(() => replies.shift());
}

function waitingFor(milliseconds: number): ContendedCall {
  return { call, since: Date.now() - milliseconds };
}

test('a write that succeeds after conflicts has the times of its last attempt, and so has the answer', async () => {
  const conflict = { ...cancelled('None', 'TransactionConflict'), afterMs: 5 };
  answering(conflict, conflict);
  const { outcome } = await handler(waitingFor(0), context);
  const born = aws.of('TransactWriteItems').map((body) => {
    const [reservation] = body['TransactItems'] as { Put: { Item: { created_at: { S: string }; expires_at: { N: string } } } }[];
    return reservation?.Put.Item;
  });
  expect(outcome).toMatchObject({ done: true, contended: false, at: { iso: born[2]?.created_at.S } });
  expect(new Set(born.map((item) => item?.created_at.S)).size).toBe(3);
  expect(Number(born[2]?.expires_at.N)).toBe(Math.ceil(outcome.at.ms / 1_000) + 60);
});

test('a write whose answer was lost is sent again as it was, also after others refused it, and one that was only refused is made anew', async () => {
  const conflict = { ...cancelled('None', 'TransactionConflict'), afterMs: 5 };
  answering(conflict, { ...lost, afterMs: 5 }, conflict);
  const { outcome } = await handler(waitingFor(0), context);
  expect(outcome).toMatchObject({ done: true });
  const [refused, ...again] = aws.of('TransactWriteItems');
  expect(again).toHaveLength(3);
  expect(new Set(again.map((body) => JSON.stringify(body))).size).toBe(1);
  expect(refused?.['ClientRequestToken']).not.toBe(again[0]?.['ClientRequestToken']);
});

test('failed conditions are an outcome, by place', async () => {
  answering(cancelled('None', 'ConditionalCheckFailed'));
  const { outcome } = await handler(waitingFor(0), context);
  expect(outcome).toMatchObject({ done: false, contended: false });
  expect(outcome.seen).toEqual([
    { failed: false, item: null },
    { failed: true, item: null },
  ]);
});

/** It may have taken effect, or not; DynamoDB does not say which. */
const lost: Reply = { status: 500, body: { __type: 'x#InternalServerError' } };

test('a write that lacks units after an attempt without an answer is not refused: that attempt may still find them', async () => {
  answering(lost, cancelled('None', 'ConditionalCheckFailed'));
  await expect(handler(waitingFor(0), context)).rejects.toThrow('not known');
  expect(aws.of('TransactWriteItems')).toHaveLength(2);
});

test('a write whose id is taken is refused also after an attempt without an answer, which meets it too', async () => {
  answering(lost, cancelled('ConditionalCheckFailed', 'None'));
  const { outcome } = await handler(waitingFor(0), context);
  expect(outcome.seen[0]).toMatchObject({ failed: true });
});

test('a write of a reservation that has shipped is not refused after an attempt without an answer: the order may be undone', async () => {
  const hold = { reservation_id: 'hold', status: 'ACTIVE', revision: 1, expires_at: 9_999_999_999, lines: call.lines } as ReservationItem;
  const shipped = cancelled('ConditionalCheckFailed', 'None');
  const [reason] = (shipped.body as { CancellationReasons: Record<string, unknown>[] }).CancellationReasons;
  Object.assign(reason ?? {}, { Item: { status: { S: 'FULFILLED' } } });
  answering(lost, shipped);
  const releasing: ContendedCall = { call: { field: 'releaseStock', hold, actor: 'checkout' }, since: Date.now() };
  await expect(handler(releasing, context)).rejects.toThrow('not known');
});

/** How a write of one item ends whose first attempt has no answer, and whose next is refused. */
async function refusedOnce(single: SingleCall, Item: Record<string, unknown>): Promise<unknown> {
  answering(lost, { ...conditionFailed, body: { ...(conditionFailed.body as object), Item } });
  return handler({ call: single, since: Date.now() }, context).then(
    ({ outcome }) => outcome,
    (error: unknown) => String(error),
  );
}

const level = { productId: 'lamp', warehouseId: 'LONDON', expectedVersion: 3 };
const counting: SingleCall = { field: 'updateStock', input: { ...level, stockCount: 1 }, actor: 'anna', fingerprint: 'f' };
const extending: SingleCall = { field: 'extendReservation', reservationId: 'hold', ttlSeconds: 60, keyOfId: 'aG9sZA==' };

test('a count of the version that is there is not refused after an attempt without an answer: what is reserved may go', async () => {
  expect(await refusedOnce(counting, { version: { N: '3' } })).toContain('not known');
});

test('a count of an older version is refused also after an attempt without an answer', async () => {
  expect(await refusedOnce(counting, { version: { N: '4' } })).toMatchObject({ done: false, seen: [{ failed: true }] });
});

test('an extension that came too late is not refused after an attempt without an answer, which was sent in time', async () => {
  expect(await refusedOnce(extending, { status: { S: 'ACTIVE' }, expires_at: { N: '1' } })).toContain('not known');
});

test.each([
  ['has ended', { status: { S: 'RELEASED' }, expires_at: { N: '1' } }],
  ['ends later already', { status: { S: 'ACTIVE' }, expires_at: { N: '9999999999' } }],
])('an extension of a reservation that %s is refused also after an attempt without an answer', async (_what, item) => {
  expect(await refusedOnce(extending, item)).toMatchObject({ done: false });
});

test('the budget counts from when the call first met others', async () => {
  answering();
  const { outcome } = await handler(waitingFor(BUDGET_MS), context);
  expect(outcome).toMatchObject({ done: false, contended: true });
  expect(aws.calls).toEqual([]);
});

test('the last attempt that conflicts within the budget ends as contended', async () => {
  aws.reset(() => cancelled('None', 'TransactionConflict'));
  const { outcome } = await handler(waitingFor(BUDGET_MS - 100), context);
  expect(outcome).toMatchObject({ done: false, contended: true });
  expect(aws.calls.length).toBeGreaterThan(0);
});

test('a transaction that is cancelled for no reason given is no success', async () => {
  answering(cancelled());
  await expect(handler(waitingFor(0), context)).rejects.toThrow('Transaction cancelled');
});

const adjusting: Extract<TransactionCall, { field: 'adjustStock' }> = {
  field: 'adjustStock',
  input: { adjustmentId: 'delivery', productId: 'lamp', warehouseId: 'LONDON', delta: 1, reason: 'RECEIVED' },
  // Not as JSON.stringify would write it here: the resolver that compares it later is another
  // runtime.
  asked: '["lamp", "LONDON", 1.0, "RECEIVED", null, null, false]',
  actor: 'anna',
};

/** What the record of the only call says that it asked. */
async function recordedOf(sent: unknown): Promise<string | undefined> {
  answering();
  await handler({ call: sent as TransactionCall, since: Date.now() }, context);
  const [record] = aws.of('TransactWriteItems')[0]?.['TransactItems'] as { Put: { Item: { input: { S: string } } } }[];
  return record?.Put.Item.input.S;
}

test('the record of a call has the text of what it asks as the resolver made it, or the same call sent again would be another', async () => {
  expect(await recordedOf(adjusting)).toBe(adjusting.asked);
});

test('a call of the release before, which lists what it asks, is recorded as that release would have', async () => {
  const listed = ['lamp', 'LONDON', 1, 'RECEIVED', null, null, false];
  expect(await recordedOf({ ...adjusting, asked: listed })).toBe(JSON.stringify(listed));
});
