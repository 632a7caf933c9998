import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { handler as Handler } from '../../functions/expire-reservations/handler.ts';
import { type Call, cancelled, FakeAws, type Reply } from './fake-aws.ts';

const aws = new FakeAws();
let handler: typeof Handler;

beforeAll(async () => {
  const environment = {
    INVENTORY_TABLE: 'Inventory',
    RESERVATIONS_TABLE: 'Reservations',
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  Object.assign(process.env, environment);
  ({ handler } = await import('../../functions/expire-reservations/handler.ts'));
});

afterAll(() => aws.stop());

const dueReservation = {
  ...{ reservation_id: { S: 'hold' }, status: { S: 'ACTIVE' }, revision: { N: '1' }, expires_at: { N: '1' } },
  lines: { L: [{ M: { product_id: { S: 'lamp' }, warehouse_id: { S: 'LONDON' }, quantity: { N: '1' } } }] },
};

/**
 * One due reservation, in the first shard; its transactions get these answers, the last one for
 * ever.
 */
function ending(...replies: (Reply | undefined)[]): void {
  aws.reset(({ operation, body }: Call) => {
    if (operation === 'Query') {
      const { ':shard': shard } = body['ExpressionAttributeValues'] as Record<string, { S: string }>;
      return { body: { Items: shard?.S === '0' ? [{ reservation_id: dueReservation.reservation_id }] : [] } };
    }
    if (operation === 'BatchGetItem') return { body: { Responses: { Reservations: [dueReservation] } } };
    return replies.length > 1 ? replies.shift() : replies[0];
  });
}

/** A run with that many seconds for its work. */
function sweep(seconds: number) {
  return handler({}, { awsRequestId: 'request', getRemainingTimeInMillis: () => (seconds + 5) * 1_000 } as Context);
}

test.each([
  ['that had no answer in time', { instead: 'silence' }],
  ['whose connection broke', { instead: 'break' }],
  ['at which DynamoDB failed inside', { status: 500, body: { __type: 'x#InternalServerError' } }],
  ['that met others', cancelled('TransactionConflict', 'None')],
] as const)('a reservation is ended in the same run after a transaction %s', async (_what, reply) => {
  ending(reply, undefined);
  expect(await sweep(20)).toEqual({ closed: 1, left: 0 });
});

test('a reservation that DynamoDB does not take is left at once, and the run ends', async () => {
  ending({ status: 400, body: { __type: 'x#ValidationException', message: 'No.' } });
  expect(await sweep(20)).toEqual({ closed: 0, left: 1 });
  expect(aws.of('TransactWriteItems')).toHaveLength(1);
});
