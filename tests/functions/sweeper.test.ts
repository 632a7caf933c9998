import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { handler as Handler } from '../../functions/expire-reservations/handler.ts';
import { type Call, cancelled, FakeAws, type Reply, type Script } from './fake-aws.ts';

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

/** One due reservation, in the first shard; its transactions get these answers, the last one on. */
function ending(...replies: (Reply | undefined)[]): void {
  endingAs(() => (replies.length > 1 ? replies.shift() : replies[0]));
}

/** The same, where an answer depends on the transaction. */
function endingAs(reply: Script): void {
  aws.reset((call) => {
    const { operation, body } = call;
    if (operation === 'Query') {
      const { ':shard': shard } = body['ExpressionAttributeValues'] as Record<string, { S: string }>;
      return { body: { Items: shard?.S === '0' ? [{ reservation_id: dueReservation.reservation_id }] : [] } };
    }
    if (operation === 'BatchGetItem') return { body: { Responses: { Reservations: [dueReservation] } } };
    return reply(call);
  });
}

/** When a transaction says that its reservation ends. */
function closingTime({ body }: Call): string {
  const [action] = body['TransactItems'] as { Update: { ExpressionAttributeValues: Record<string, { S: string }> } }[];
  return action?.Update.ExpressionAttributeValues[':closed']?.S ?? '';
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

test.each([
  ['by this run, without an answer, is counted', (sent: string) => sent, 1],
  ['by somebody else is not counted', () => '2026-01-01T00:00:00.000Z', 0],
] as const)('a reservation that the next round finds ended %s', async (_who, closedAt, closed) => {
  const sent: { token: unknown; at: string }[] = [];
  endingAs((call) => {
    sent.push({ token: call.body['ClientRequestToken'], at: closingTime(call) });
    const [first] = sent;
    if (sent.at(-1)?.token === first?.token) return { instead: 'silence' };
    const Item = { status: { S: 'EXPIRED' }, closed_at: { S: closedAt(first?.at ?? '') } };
    const refused = cancelled('ConditionalCheckFailed', 'None');
    return {
      ...refused,
      body: { ...(refused.body as object), CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item }, { Code: 'None' }] },
    };
  });
  expect(await sweep(20)).toEqual({ closed, left: 0 });
});

test('a reservation that DynamoDB does not take is left at once, and the run ends', async () => {
  ending({ status: 400, body: { __type: 'x#ValidationException', message: 'No.' } });
  expect(await sweep(20)).toEqual({ closed: 0, left: 1 });
  expect(aws.of('TransactWriteItems')).toHaveLength(1);
});
