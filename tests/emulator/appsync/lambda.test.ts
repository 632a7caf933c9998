import { describe, expect, it } from 'vitest';
import { lambdaDataSource } from '../../../local/emulator/appsync/datasources/lambda.ts';
import { AwsError } from '../../../local/emulator/gateway/gateway.ts';
import { readPolicy } from '../../../local/emulator/iam/policy.ts';
import { testApi, WORKER_ARN } from './support.ts';

const SDL = 'schema { query: Query } type Query { ask(text: String): String @aws_api_key }';
const MEGABYTE = 1024 * 1024;

function askWith(request: string, invoke?: (event: unknown) => unknown) {
  const code = `
    import { util } from '@aws-appsync/utils';
    export function request(ctx) { return ${request}; }
    export function response(ctx) {
      if (ctx.error) util.error(ctx.error.message, ctx.error.type);
      return JSON.stringify(ctx.result);
    }`;
  return testApi({ sdl: SDL, resolvers: { 'Query.ask': code }, ...(invoke && { invoke }) }).call('{ ask(text: "hello") }');
}

const INVOKE = `({ operation: 'Invoke', payload: { text: ctx.args.text } })`;

describe('a resolver with a Lambda data source', () => {
  it('gives the payload itself to the function and takes what it returns', async () => {
    const events: unknown[] = [];
    const { json } = await askWith(INVOKE, (event) => {
      events.push(event);
      return { answer: [1, null] };
    });
    expect(json).toEqual({ data: { ask: '{"answer":[1,null]}' } });
    expect(events).toEqual([{ text: 'hello' }]);
  });

  it('gives null where the request has no payload, and takes null from a function that returns nothing', async () => {
    const { json } = await askWith(`({ operation: 'Invoke', invocationType: 'RequestResponse' })`, (event) => {
      expect(event).toBeNull();
    });
    expect(json).toEqual({ data: { ask: 'null' } });
  });

  it('sees what the function threw as Lambda:Unhandled', async () => {
    const { json } = await askWith(INVOKE, () => {
      throw new TypeError('broken');
    });
    expect(json).toMatchObject({ errors: [{ errorType: 'Lambda:Unhandled', message: 'broken' }] });
  });

  it('sees a throttled invocation by its own type', async () => {
    const { json } = await askWith(INVOKE, () => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    });
    expect(json).toMatchObject({ errors: [{ errorType: 'Lambda:TooManyRequestsException', message: 'Rate Exceeded.' }] });
  });

  it.each([
    [`({ operation: 'BatchInvoke', payload: {} })`, 'BatchInvoke is not built in the local stack.'],
    [`({ operation: 'Invoke', payload: {}, invocationType: 'Event' })`, 'The invocation type Event is not built in the local stack.'],
    [`({ operation: 'Invoke', event: {} })`, "Unsupported element '$[event]'."],
  ])('is refused for %s', async (request, message) => {
    const { json } = await askWith(request);
    expect(json).toMatchObject({ errors: [{ errorType: 'MappingTemplate', message }] });
  });
});

describe('a Lambda data source', () => {
  const allowed = readPolicy(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: WORKER_ARN } },
    'role',
  );
  const answering = (payload: string) => ({ invoke: () => Promise.resolve({ payload, failed: false, requestId: 'r' }) });
  const role = { arn: 'arn:aws:iam::000000000000:role/ds', name: 'ds', accessKeyId: 'A', secretAccessKey: 's', policies: [allowed] };
  const ask = (payload: unknown = null) => ({ operation: 'Invoke', payload });

  it('needs lambda:InvokeFunction on the function', async () => {
    const source = lambdaDataSource({ functionArn: `${WORKER_ARN}-2`, role, functions: answering('1') });
    expect(await source.invoke(ask(), 'owner')).toMatchObject({
      error: {
        type: 'Lambda:AccessDeniedException',
        message: expect.stringContaining(`lambda:InvokeFunction on resource: ${WORKER_ARN}-2`) as string,
      },
    });
  });

  it('refuses an event of more than 6 MB', async () => {
    const source = lambdaDataSource({ functionArn: WORKER_ARN, role, functions: answering('1') });
    expect(await source.invoke(ask('x'.repeat(6 * MEGABYTE - 2)), 'owner')).toEqual({ result: 1 });
    expect(await source.invoke(ask('x'.repeat(6 * MEGABYTE - 1)), 'owner')).toMatchObject({
      error: { type: 'Lambda:RequestTooLargeException' },
    });
  });

  it('fails for a result of more than 6 MB', async () => {
    const source = lambdaDataSource({ functionArn: WORKER_ARN, role, functions: answering(`"${'x'.repeat(6 * MEGABYTE + 99)}"`) });
    expect(await source.invoke(ask(), 'owner')).toMatchObject({ error: { type: 'Lambda:Unhandled' } });
  });

  it('ends the resolver when the function takes longer than a request may', async () => {
    const never = { invoke: () => new Promise<never>(() => {}) };
    const source = lambdaDataSource({ functionArn: WORKER_ARN, role, functions: never, timeoutMs: 10 });
    await expect(source.invoke(ask(), 'owner')).rejects.toMatchObject({
      detail: { errorType: 'ExecutionTimeout', message: 'Execution timed out.' },
    });
  });
});
