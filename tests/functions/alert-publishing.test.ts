import { SNSServiceException } from '@aws-sdk/client-sns';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PendingAlert } from '../../functions/check-thresholds/alert.ts';
import type { Message } from '../../functions/check-thresholds/message.ts';
import { publishAll, type Outgoing } from '../../functions/check-thresholds/publish.ts';
import { conditionFailed, FakeAws } from './fake-aws.ts';

const aws = new FakeAws();
let published: string[];
/** The products of each message. */
let products: string[][];
let dynamodb: DynamoDBDocumentClient;

beforeAll(async () => {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new DynamoDBClient({ endpoint: await aws.start(), region: 'eu-west-1', credentials, maxAttempts: 1 });
  dynamodb = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
});

afterAll(() => aws.stop());

beforeEach(() => {
  aws.reset();
  published = [];
  products = [];
});

test('a message of which nobody knows whether it was published keeps the next ones back', async () => {
  await expect(publishing(() => new Error('The connection was lost.'))).rejects.toThrow('The connection was lost.');
  expect(published).toEqual(['first']);
});

test('a message that SNS refuses does not keep the next ones back', async () => {
  const refused = new SNSServiceException({ name: 'InvalidParameterException', $fault: 'client', $metadata: {}, message: 'Invalid.' });
  await expect(publishing((id) => (id === 'first' ? refused : undefined))).rejects.toThrow('Invalid.');
  expect(published).toEqual(['first', 'second']);
});

test('a message has only what no other run has taken meanwhile', async () => {
  aws.reset(({ body }) => (JSON.stringify(body).includes('"first-lamp"') ? conditionFailed : undefined));
  const report = await publishing(() => undefined, ['lamp', 'chair']);
  expect(report).toEqual({ low: 0, held: 0, told: 3, messages: 2 });
  expect(products).toEqual([['first-chair'], ['second-chair', 'second-lamp']]);
});

/**
 * Publishes two messages, the first and the second, about these levels each; `failure` is what
 * comes of a message.
 */
async function publishing(failure: (id: string) => Error | undefined, levels = ['lamp']) {
  const report = { low: 0, held: 0, told: 0, messages: 0 };
  const publish = (message: Message) => {
    const { messageId, alerts } = contentOf(message);
    published.push(messageId);
    products.push(alerts.map(({ productId }) => productId));
    const error = failure(messageId);
    return error ? Promise.reject(error) : Promise.resolve();
  };
  const tables = { inventory: 'Inventory', movements: 'Movements', requests: 'Requests' };
  const rules = { marginPercent: 20 };
  const services = { dynamodb, tables, deadline: Date.now() + 600_000, rules, publish, onError: () => undefined };
  await publishAll(
    services,
    ['first', 'second'].map((id) => outgoing(id, levels)),
    report,
  );
  return report;
}

function contentOf({ Message: text }: Message) {
  const { default: json = '' } = JSON.parse(text) as Record<string, string>;
  return JSON.parse(json) as { messageId: string; alerts: { productId: string }[] };
}

function outgoing(id: string, levels: readonly string[]): Outgoing {
  return {
    id,
    kind: 'ALERT',
    part: 1,
    parts: 1,
    alerts: levels.map((level) => ({ item: pendingAlert(`${id}-${level}`, id), read: undefined })),
  };
}

function pendingAlert(productId: string, message: string): PendingAlert {
  const since = '2026-01-01T00:00:00.000Z';
  const counts = { availableCount: 1, stockCount: 1, thresholdLevel: 5 };
  const entry = { productId, name: null, warehouseId: 'LONDON', category: null, status: 'LOW_STOCK', since, ...counts } as const;
  return {
    request_id: `alert#${productId}`,
    product_id: productId,
    warehouse_id: 'LONDON',
    unfinished: 'ALERT',
    revision: 0,
    told: 'LOW_STOCK',
    since,
    pending: { message, kind: 'ALERT', part: 1, parts: 1, entry, claim: '', lease_until: 0 },
  };
}
