import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { handler as Handler } from '../../functions/fulfill-order/handler.ts';
import { cancelled, conditionFailed, FakeAws, type Reply } from './fake-aws.ts';

const BUDGET_MS = 3_000;

const context = { awsRequestId: 'request' } as Context;
const aws = new FakeAws();
let handler: typeof Handler;

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
  ({ handler } = await import('../../functions/fulfill-order/handler.ts'));
});

beforeEach(() => aws.reset());

afterAll(() => aws.stop());

const lines = [{ productId: 'lamp', warehouseId: 'LONDON', quantity: 1 }];
const reservation = {
  ...{ reservation_id: { S: 'hold' }, status: { S: 'ACTIVE' }, revision: { N: '1' }, expires_at: { N: '99999999999' } },
  lines: { L: [{ M: { product_id: { S: 'lamp' }, warehouse_id: { S: 'LONDON' }, quantity: { N: '1' } } }] },
};
const broken: Reply = { instead: 'break' };

const shipLines = () => handler({ task: 'fulfil', input: { orderId: 'order', lines }, actor: 'checkout' }, context);
const shipReservation = () =>
  handler({ task: 'fulfil', input: { orderId: 'order', reservationIds: ['hold'] }, actor: 'checkout' }, context);

/** Nothing has happened, and the same call may be sent again. */
const contention = { refusal: { type: 'CONTENTION', info: { retryAfterMs: expect.any(Number) as number } } };

test('an order that nobody took answers CONTENTION, since nothing has happened', async () => {
  await aws.stop();
  const answer = await shipLines();
  await aws.start();
  expect(answer).toMatchObject(contention);
});

test('an order ships when connections come about again within its time', async () => {
  await aws.stop();
  const order = shipLines();
  await pause(300);
  await aws.start();
  expect(await order).toMatchObject({ fulfillment: { orderId: 'order' } });
});

test('an order whose write had no answer rejects, since it may have taken effect', async () => {
  aws.reset(({ operation }) => (operation === 'TransactWriteItems' ? broken : undefined));
  await expect(shipLines()).rejects.toThrow('not known');
});

test('an order whose write had no answer rejects also when nobody can be reached afterwards', async () => {
  aws.reset(({ operation }) => {
    if (operation !== 'TransactWriteItems') return undefined;
    void aws.stop();
    return broken;
  });
  const order = shipLines();
  await expect(order).rejects.toThrow('not known');
  await aws.start();
});

test('an order that lacks units after an attempt without an answer rejects, since that attempt may still find them', async () => {
  const replies = [broken, cancelled('None', 'ConditionalCheckFailed')];
  aws.reset(({ operation }) => (operation === 'TransactWriteItems' ? replies.shift() : undefined));
  await expect(shipLines()).rejects.toThrow('not known');
});

test('a reservation that could not be read is read again', async () => {
  const replies = [broken, { status: 500, body: { __type: 'x#InternalServerError' } }];
  aws.reset(({ operation }) =>
    operation === 'BatchGetItem' ? (replies.shift() ?? { body: { Responses: { Reservations: [reservation] } } }) : undefined,
  );
  expect(await shipReservation()).toMatchObject({ fulfillment: { reservationIds: ['hold'] } });
});

test('an order whose reservation cannot be read answers CONTENTION', async () => {
  aws.reset(({ operation }) => (operation === 'BatchGetItem' ? broken : undefined));
  expect(await shipReservation()).toMatchObject(contention);
  expect(aws.of('TransactWriteItems')).toEqual([]);
});

test('an order rejects at once when DynamoDB says that the request is wrong', async () => {
  aws.reset(() => ({ ...conditionFailed, body: { __type: 'x#ValidationException', message: 'No.' } }));
  await expect(shipReservation()).rejects.toThrow('No.');
  expect(aws.calls).toHaveLength(1);
});
