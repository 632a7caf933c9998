import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDatabases, type Databases } from '../support/databases.ts';
import { FUNCTION, REGION, startWorld, type World } from './lambda-support.ts';

let databases: Databases;
let world: World;

beforeAll(async () => {
  databases = await startDatabases();
  world = await startWorld({
    databases,
    database: 'environments',
    changeTemplate: ({ Resources }) => {
      if (Resources['Feed']) Resources['Other'] = Resources['Feed'];
    },
  });
}, 60_000);

afterAll(async () => {
  await world.stop();
  await databases.stop();
});

it('answers a function that had to wait until the environments of another had started', async () => {
  const client = new LambdaClient({
    endpoint: world.aws.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'operator', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  const invoke = (FunctionName: string) => client.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  const crowd = Array.from({ length: 8 }, () => invoke(FUNCTION));
  const answers = await Promise.all([...crowd, invoke('Sample-Other')]);
  expect(answers.map(({ StatusCode }) => StatusCode)).toEqual(Array.from(answers, () => 200));
});
