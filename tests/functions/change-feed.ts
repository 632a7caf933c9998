import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { FakeAws } from './fake-aws.ts';

/**
 * What the handler keeps back of an invocation for its last request and the answer, milliseconds.
 */
const RESERVE_MS = 6_000;
/** How long it may try unless a test says otherwise, milliseconds. */
const TRYING_MS = 5_000;

export const PUBLIC_COUNT_CAP = 50;

/**
 * Delivers records to the change feed and answers with the numbers of those that it could not
 * follow, sorted. It may try for `tryingMs`.
 */
export type Deliver = (records: DynamoDBRecord[], tryingMs?: number) => Promise<string[]>;

/** The change feed's handler in front of an AWS that is a fake, for the tests around. */
export function withChangeFeed({ together = true, logLevel = 'SILENT' }: { together?: boolean; logLevel?: string } = {}): {
  aws: FakeAws;
  deliver: Deliver;
} {
  const aws = new FakeAws();
  let handler: (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

  beforeAll(async () => {
    const origin = await aws.start();
    Object.assign(process.env, {
      INVENTORY_TABLE: 'Inventory',
      MOVEMENTS_TABLE: 'Movements',
      GRAPHQL_URL: `${origin}/graphql`,
      PUBLIC_COUNT_CAP: String(PUBLIC_COUNT_CAP),
      PUBLISH_TOGETHER: String(together),
      AWS_ENDPOINT_URL: origin,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      POWERTOOLS_LOG_LEVEL: logLevel,
    });
    ({ handler } = await import('../../functions/change-feed/handler.ts'));
  });
  beforeEach(() => {
    aws.reset();
  });
  afterAll(() => aws.stop());

  const deliver: Deliver = async (records, tryingMs = TRYING_MS) => {
    const context = { getRemainingTimeInMillis: () => RESERVE_MS + tryingMs } as Context;
    const { batchItemFailures } = await handler({ Records: records }, context);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
  };
  return { aws, deliver };
}
