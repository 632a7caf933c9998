import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { FakeAws } from './fake-aws.ts';

/** How long an invocation may take unless a test says otherwise, milliseconds. */
const REMAINING_MS = 8_000;

export const PUBLIC_COUNT_CAP = 50;

/** Delivers records to the change feed and answers with the numbers of those that it could not follow, sorted. */
export type Deliver = (records: DynamoDBRecord[], remainingMs?: number) => Promise<string[]>;

/** The change feed's handler in front of an AWS that is a fake, for the tests around. */
export function withChangeFeed(): { aws: FakeAws; deliver: Deliver } {
  const aws = new FakeAws();
  let handler: (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

  beforeAll(async () => {
    const origin = await aws.start();
    Object.assign(process.env, {
      INVENTORY_TABLE: 'Inventory',
      MOVEMENTS_TABLE: 'Movements',
      GRAPHQL_URL: `${origin}/graphql`,
      PUBLIC_COUNT_CAP: String(PUBLIC_COUNT_CAP),
      AWS_ENDPOINT_URL: origin,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    });
    ({ handler } = await import('../../functions/change-feed/handler.ts'));
  });
  beforeEach(() => {
    aws.reset();
  });
  afterAll(() => aws.stop());

  const deliver: Deliver = async (records, remainingMs = REMAINING_MS) => {
    const context = { getRemainingTimeInMillis: () => remainingMs } as Context;
    const { batchItemFailures } = await handler({ Records: records }, context);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
  };
  return { aws, deliver };
}
