import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arn, bus, listenForRequests, queue, rule, startWorld, type Reply, type World } from './support.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

const SECRET = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Key' }, ':SecretString:::}}']] };
const API_KEY = { AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: SECRET } } };

let world: World | undefined;
let receiver: { url: string; stop: () => void };
let received: Received[];
let replies: Reply[];

beforeEach(async () => {
  [received, replies] = [[], []];
  receiver = await listenForRequests(({ method, url, headers }, body) => {
    received.push({ method, url, headers, body });
    return replies.shift() ?? {};
  });
});
afterEach(async () => {
  await world?.stop();
  receiver.stop();
});

interface Options {
  connection?: Record<string, unknown>;
  /** More of the target. */
  target?: Record<string, unknown>;
}

/** A rule to an API destination at this address, with a dead-letter queue. */
function resources(address: string, { connection = API_KEY, target = {} }: Options = {}) {
  const Statement = [{ Effect: 'Allow', Action: 'events:InvokeApiDestination', Resource: arn('Destination') }];
  return {
    ...bus(),
    ...queue('Dead'),
    Key: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: { PasswordLength: 20 } } },
    Connection: { Type: 'AWS::Events::Connection', Properties: connection },
    Destination: {
      Type: 'AWS::Events::ApiDestination',
      Properties: { ConnectionArn: arn('Connection'), HttpMethod: 'POST', InvocationEndpoint: address, InvocationRateLimitPerSecond: 10 },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyName: 'invoke', PolicyDocument: { Version: '2012-10-17', Statement } }] },
    },
    ...rule({ Arn: arn('Destination'), RoleArn: arn('Role'), DeadLetterConfig: { Arn: arn('Dead') }, ...target }),
  };
}

async function start(options: Options = {}): Promise<World> {
  world = await startWorld({ resources: resources(`${receiver.url}/hook`, options) });
  return world;
}

async function deadLetter({ receive }: World) {
  let messages: Awaited<ReturnType<World['receive']>> = [];
  await expect.poll(async () => (messages = await receive('dead')).length).toBe(1);
  const { Body = '', MessageAttributes = {} } = messages[0] ?? {};
  const attributes = Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));
  return { event: JSON.parse(Body) as { detail: unknown }, attributes };
}

describe('an API destination', () => {
  it('gets the event with the key of its connection, which is a secret', async () => {
    const { put, call } = await start();
    await put({ n: 1 });
    await expect.poll(() => received.length).toBe(1);
    const { SecretString } = await call('secretsmanager.GetSecretValue', { SecretId: 'Sample-Key' });
    expect(SecretString).toMatch(/^[\w]{20}$/);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/hook',
      headers: {
        'x-key': SecretString,
        'user-agent': 'Amazon/EventBridge/ApiDestinations',
        'content-type': 'application/json; charset=utf-8',
      },
    });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ source: 'shop', detail: { n: 1 } });
  });

  it('gets what a transformer makes, with headers, a query and a password', async () => {
    const connection = {
      AuthorizationType: 'BASIC',
      AuthParameters: {
        BasicAuthParameters: { Username: 'ann', Password: 'secret' },
        InvocationHttpParameters: { QueryStringParameters: [{ Key: 'shop', Value: 'one' }] },
      },
    };
    const InputTransformer = {
      InputPathsMap: { name: '$.detail.name', lines: '$.detail.lines' },
      InputTemplate: '{"text":"It is <name>","lines":<lines>}',
    };
    const { put } = await start({ connection, target: { InputTransformer, HttpParameters: { HeaderParameters: { 'x-more': 'yes' } } } });
    await put({ name: 'a "lamp"', lines: [1, 2] });
    await expect.poll(() => received.length).toBe(1);
    expect(received[0]).toMatchObject({
      url: '/hook?shop=one',
      headers: { authorization: `Basic ${Buffer.from('ann:secret').toString('base64')}`, 'x-more': 'yes' },
      body: '{"text":"It is a \\"lamp\\"","lines":[1,2]}',
    });
  });

  it('is asked again while it fails, and others meanwhile', async () => {
    const { put, log } = await start();
    replies = [{ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }, { status: 401 }];
    await put({ n: 1 });
    await expect.poll(() => received.length).toBe(4);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(log).toEqual([]);
  });

  it('leaves an event to the dead-letter queue after the retries of its policy', async () => {
    const world = await start({ target: { RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 } } });
    replies = Array.from({ length: 9 }, () => ({ status: 500 }));
    await world.put({ n: 1 });
    const { event, attributes } = await deadLetter(world);
    expect(received).toHaveLength(3);
    expect(event.detail).toEqual({ n: 1 });
    expect(attributes).toEqual({
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/things/Sample-Rule',
      TARGET_ARN: expect.stringContaining(':api-destination/Sample-Destination/') as unknown,
      ERROR_CODE: 'ERROR_FROM_TARGET',
      ERROR_MESSAGE: 'The API destination answered with status 500.',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '2',
    });
  });

  it('is not asked again for what it refuses for good', async () => {
    const world = await start();
    replies = [{ status: 400 }];
    await world.put({ n: 1 });
    const { attributes } = await deadLetter(world);
    expect(attributes).toMatchObject({ ERROR_CODE: 'SDK_CLIENT_ERROR', RETRY_ATTEMPTS: '0' });
    expect(attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
    expect(received).toHaveLength(1);
  });

  it('that asks to wait beyond the age of the event loses it to the dead-letter queue', async () => {
    const world = await start({ target: { RetryPolicy: { MaximumEventAgeInSeconds: 60 } } });
    replies = [{ status: 503, headers: { 'retry-after': '61' } }];
    await world.put({ n: 1 });
    const { attributes } = await deadLetter(world);
    expect(attributes).toMatchObject({ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds', RETRY_ATTEMPTS: '0' });
  });

  it('that does not want to be asked again is not', async () => {
    const world = await start();
    replies = [{ status: 503, headers: { 'retry-after': '-1' } }];
    await world.put({ n: 1 });
    expect((await deadLetter(world)).attributes).toMatchObject({ ERROR_CODE: 'ERROR_FROM_TARGET', RETRY_ATTEMPTS: '0' });
  });

  it('that nobody listens at is retried too', async () => {
    const world = await start({ target: { RetryPolicy: { MaximumRetryAttempts: 1 } } });
    receiver.stop();
    await world.put({ n: 1 });
    expect((await deadLetter(world)).attributes).toMatchObject({ ERROR_CODE: 'CONNECTION_FAILURE', RETRY_ATTEMPTS: '1' });
  });

  it('that does not answer holds up no other target', async () => {
    const own = {
      ...resources(`${receiver.url}/hook`),
      ...queue('Other'),
      ...rule({ Arn: arn('Other') }, { source: ['shop'] }, 'ToOther'),
    };
    world = await startWorld({ resources: own });
    replies = [new Promise(() => {})] as never[];
    await world.put({ n: 1 });
    await expect.poll(async () => (await world?.receive('other'))?.length).toBe(1);
  });

  it.each<[string, string, Options, string]>([
    ['an address elsewhere', 'https://partner.example/hook', {}, 'calls 127.0.0.1 and localhost only'],
    ['OAuth', 'http://localhost/', { connection: { AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS' } }, 'has API_KEY and BASIC'],
    [
      'a secret that is not there',
      'http://localhost/',
      {
        connection: {
          ...API_KEY,
          AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: '{{resolve:secretsmanager:other:SecretString:::}}' } },
        },
      },
      'refers to the secret other',
    ],
    [
      'a role that may not',
      'http://localhost/',
      { target: { RoleArn: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/other' } } },
      'no role',
    ],
  ])('is refused with %s', async (_case, address, options, sentence) => {
    await expect(startWorld({ resources: resources(address, options) })).rejects.toThrow(sentence);
  });
});
