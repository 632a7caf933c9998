import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readFault } from '../../../local/emulator/gateway/read-fault.ts';
import { startDatabases, type Databases } from '../support/databases.ts';
import type { Instruction } from './function-bundle.ts';
import { everything, FUNCTION, REGION, startWorld, TABLE, type World } from './lambda-support.ts';

let databases: Databases;
let world: World;
let instruction: Instruction | Promise<Instruction>;

beforeAll(async () => {
  databases = await startDatabases();
  const functionProperties = { Timeout: 4, ReservedConcurrentExecutions: 2 };
  world = await startWorld({ databases, database: 'functions', functionProperties, respond: () => instruction });
}, 60_000);

afterAll(async () => {
  await world.stop();
  await databases.stop();
});

beforeEach(() => {
  instruction = {};
  world.invocations.length = 0;
});

function client(credentials = { accessKeyId: 'operator', secretAccessKey: 'any' }): LambdaClient {
  return new LambdaClient({ endpoint: world.aws.endpoint, region: REGION, credentials, maxAttempts: 1 });
}

async function invoke(payload: unknown = {}, name = FUNCTION) {
  const { Payload, FunctionError, StatusCode } = await client().send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }),
  );
  return { status: StatusCode, error: FunctionError, payload: JSON.parse(Payload?.transformToString() ?? '') as unknown };
}

describe('an invocation', () => {
  it('gives the event to the handler and its result to the caller, by name and by ARN', async () => {
    instruction = { result: { answer: 42 } };
    expect(await invoke({ question: 'six times seven' })).toEqual({ status: 200, error: undefined, payload: { answer: 42 } });
    expect(await invoke({}, `arn:aws:lambda:${REGION}:000000000000:function:${FUNCTION}`)).toMatchObject({ payload: { answer: 42 } });
    expect(world.invocations[0]?.event).toEqual({ question: 'six times seven' });
  });

  it('answers null for a handler that returns nothing', async () => {
    expect(await invoke()).toMatchObject({ payload: null });
  });

  it('has the environment of the template, the credentials of its role and nothing of the process around it', async () => {
    await invoke();
    const { environment, context } = world.invocations[0] ?? {};
    expect(environment).toMatchObject({
      TABLE,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: world.role.accessKeyId,
      AWS_ENDPOINT_URL: world.aws.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: FUNCTION,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    });
    expect(environment).not.toHaveProperty('PATH');
    expect(context).toMatchObject({ functionName: FUNCTION });
    expect(context?.remaining).toBeGreaterThan(1_000);
    expect(context?.remaining).toBeLessThanOrEqual(4_000);
  });

  it('uses a warm environment again, and another one while it is busy', async () => {
    await Promise.all([invoke(), invoke()]);
    world.invocations.length = 0;
    await invoke();
    expect(world.invocations[0]?.count).toBeGreaterThan(1);
  });

  it('is refused when there are as many at once as are reserved', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<Instruction>();
    instruction = held;
    const calls = [invoke(), invoke(), invoke()];
    const ends = Promise.allSettled(calls);
    await Promise.race(calls.map((call) => call.catch(() => undefined)));
    release({});
    const refused = (await ends).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { name: 'TooManyRequestsException' } }]);
  });

  it('of a function that is not there is refused', async () => {
    await expect(invoke({}, 'nothing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('with a body that is not JSON is refused', async () => {
    const call = client().send(new InvokeCommand({ FunctionName: FUNCTION, Payload: '{' }));
    await expect(call).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });

  it('needs lambda:InvokeFunction', async () => {
    const call = client(world.role).send(new InvokeCommand({ FunctionName: FUNCTION }));
    await expect(call).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a function that fails', () => {
  it('answers with the type, the message and the trace of what it threw', async () => {
    instruction = { throw: 'broken' };
    const answer = await invoke();
    expect(answer).toMatchObject({ status: 200, error: 'Unhandled', payload: { errorType: 'TypeError', errorMessage: 'broken' } });
    expect((answer.payload as { trace: string[] }).trace[0]).toBe('TypeError: broken');
  });

  it('stays warm after an error of its own', async () => {
    instruction = { throw: 'broken' };
    await invoke();
    const before = world.invocations[0]?.count ?? 0;
    await invoke();
    expect(world.invocations[1]?.count).toBe(before + 1);
  });

  it('is ended at its timeout, and the next invocation starts afresh', async () => {
    instruction = { hang: true };
    expect(await invoke()).toMatchObject({
      error: 'Unhandled',
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 4\.00 seconds$/) as string,
      },
    });
    instruction = {};
    expect(await invoke()).toMatchObject({ error: undefined });
  });

  it('that exits answers with that, and the next invocation starts afresh', async () => {
    instruction = { exit: 3 };
    expect(await invoke()).toMatchObject({ error: 'Unhandled', payload: { errorType: 'Runtime.ExitError' } });
    instruction = {};
    expect(await invoke()).toMatchObject({ error: undefined });
  });
});

describe('what a function calls', () => {
  it('is decided by the policy of its role', async () => {
    instruction = { put: { table: TABLE, item: { key: { S: 'k' }, sort: { S: 's' } } } };
    expect(await invoke()).toMatchObject({ error: undefined });
    instruction = { put: { table: 'Another', item: { key: { S: 'k' } } } };
    expect(await invoke()).toMatchObject({ error: 'Unhandled', payload: { errorType: 'AccessDeniedException' } });
  });

  const item = (sort: string) => ({ key: { S: 'killed' }, sort: { S: sort } });
  const isThere = async (sort: string) =>
    'Item' in (await world.aws.gateway.dynamodb(everything, 'GetItem', { TableName: TABLE, Key: item(sort) }));

  it.each([
    ['before', 'kill-before', false],
    ['after', 'kill-after', true],
  ])('can end it %s the call took effect', async (name, kind, isWritten) => {
    world.aws.faults.add(readFault({ operation: 'PutItem', kind }));
    instruction = { put: { table: TABLE, item: item(name) } };
    expect(await invoke()).toMatchObject({ error: 'Unhandled', payload: { errorType: 'Runtime.ExitError' } });
    expect(await isThere(name)).toBe(isWritten);
    expect(world.aws.faults.list()).toEqual([]);
  });

  it('ends no other environment of the function', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<Instruction>();
    instruction = held;
    const slow = invoke();
    await expect.poll(() => world.invocations).toHaveLength(1);
    world.aws.faults.add(readFault({ operation: 'PutItem', kind: 'kill-before' }));
    instruction = { put: { table: TABLE, item: item('other') } };
    expect(await invoke()).toMatchObject({ error: 'Unhandled' });
    release({});
    expect(await slow).toMatchObject({ error: undefined });
  });

  it('is no target of a kill when an SDK client of the operator makes it', async () => {
    world.aws.faults.add(readFault({ operation: 'PutItem', kind: 'kill-before' }));
    await world.put('operator', 's');
    expect(world.aws.faults.list()).toHaveLength(1);
    world.aws.faults.clear();
  });
});

describe('what a function says', () => {
  it('goes to its log, and warnings to the terminal', async () => {
    instruction = { warn: 'careful' };
    await invoke();
    await expect.poll(() => world.log).toContain(`${FUNCTION}: careful`);
    expect(readFileSync(join(world.directory, 'logs', `${FUNCTION}.log`), 'utf8')).toContain('careful\n');
  });
});
