import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { documentClient } from '../../functions/lib/dynamodb.ts';
import { isRetryable, wasNeverSent } from '../../functions/lib/dynamodb-errors.ts';
import { deafServer } from './deaf-server.ts';
import { FakeAws } from './fake-aws.ts';

const get = new GetCommand({ TableName: 'Inventory', Key: { id: 'lamp' } });

async function failureAt(url: string): Promise<unknown> {
  const credentials = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  Object.assign(process.env, { ...credentials, AWS_ENDPOINT_URL: url });
  return documentClient(1)
    .send(get)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

// The SDK tells by its text alone: an update may change that.
test('a connection that does not come about in time is known as never sent', async () => {
  const deaf = await deafServer();
  onTestFinished(deaf.stop);
  const failure = await failureAt(deaf.url);
  expect([isRetryable(failure), wasNeverSent(failure)]).toEqual([true, true]);
});

test('a connection that is refused is known as never sent', async () => {
  const aws = new FakeAws();
  const url = await aws.start();
  await aws.stop();
  const failure = await failureAt(url);
  expect([isRetryable(failure), wasNeverSent(failure)]).toEqual([true, true]);
});

test('a request that has no answer may have been sent', async () => {
  const aws = new FakeAws();
  const url = await aws.start();
  onTestFinished(() => aws.stop());
  aws.reset(() => ({ instead: 'break' }));
  const failure = await failureAt(url);
  expect([isRetryable(failure), wasNeverSent(failure)]).toEqual([true, false]);
});
