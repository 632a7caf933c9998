import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContendedCall, TransactionCall } from '../../domain/calls/call.ts';
import type { handler as Handler } from '../../functions/contended-writes/handler.ts';
import { cancelled, FakeAws, type Reply } from './fake-aws.ts';

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
  const lost = { status: 500, body: { __type: 'x#InternalServerError' }, afterMs: 5 };
  answering(conflict, lost, conflict);
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
