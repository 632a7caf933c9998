import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../../local/dynamodb/emulator.ts';
import { FUNCTION, REGION, startWorld, type World } from './lambda-support.ts';
import { withDirectory } from './support.ts';

let emulator: Emulator;
let world: World;

beforeAll(async () => {
  emulator = await withDirectory((directory) => startEmulator({ directory, accessKeyId: 'environments', region: REGION }));
  world = await startWorld({
    emulator,
    database: 'environments',
    changeTemplate: ({ Resources }) => {
      if (Resources['Feed']) Resources['Other'] = Resources['Feed'];
    },
  });
}, 60_000);

afterAll(async () => {
  await world.stop();
  await emulator.stop();
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
