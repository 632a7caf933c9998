import { describe, expect, test } from 'vitest';
import { realtimeApi, signature, startMessage, thingApi } from './realtime-support.ts';
import { checkout } from './support.ts';

const refusing = (statement: string) => `
  import { util } from '@aws-appsync/utils';
  export const request = () => ({ payload: null });
  export function response(ctx) { ${statement} return null; }
`;
const user = { iss: 'https://issuer', sub: 'u1', username: 'ada', client_id: 'web', token_use: 'access' };
const api = realtimeApi({
  ...thingApi,
  sdl: `${thingApi.sdl}
    extend type Subscription {
      refused: String
      forbidden: String
      early: String
      appended: String
      returning: String
      asks(name: String): String @aws_cognito_user_pools
      looksUp: String
    }`,
  resolvers: {
    ...thingApi.resolvers,
    'Subscription.refused': refusing(`util.error('No such product.', 'INVALID_INPUT', null, { field: 'productIds' });`),
    'Subscription.forbidden': refusing('util.unauthorized();'),
    'Subscription.early': `
      import { extensions } from '@aws-appsync/utils';
      export function request() { extensions.setSubscriptionFilter({ filterGroup: [] }); return {}; }
      export const response = () => null;`,
    'Subscription.appended': refusing(`util.appendError('Half of it failed.', 'PARTIAL');`),
    'Subscription.returning': `export const request = () => ({ payload: 'x' }); export const response = (ctx) => ctx.result;`,
    'Subscription.asks': `
      import { util } from '@aws-appsync/utils';
      export const request = (ctx) => ({ payload: { name: ctx.args.name, header: ctx.request.headers['x-custom'], user: ctx.identity?.username ?? '' } });
      export function response(ctx) { util.error(JSON.stringify(ctx.result), 'ECHO'); }`,
  },
  properties: { QueryDepthLimit: 3 },
  tokens: { ada: user, admin: { ...user, 'cognito:groups': ['admin'] }, old: 'expired' } as never,
});

const ack = { type: 'start_ack', id: '1' };
const errorFrame = (...errors: object[]) => ({ type: 'error', id: '1', payload: { errors } });

describe('a subscription starts', () => {
  test('with its one field in fragments, or more than once', async () => {
    const client = await api.connect();
    const query = 'subscription { ...f ... { onThing { text } } } fragment f on Subscription { onThing { id } }';
    expect(await client.start(query, { id: '1' })).toEqual(ack);
  });

  test('with an acknowledgement', async () => {
    const client = await api.connect();
    expect(await client.start('subscription { onThing { id } }', { id: '1' })).toEqual(ack);
  });

  test('each by a proof of its own on one connection', async () => {
    const client = await api.connect();
    const query = 'subscription { onThing { id } }';
    const data = JSON.stringify({ query, variables: {} });
    expect(await client.start(query, { id: '1', authorization: { host: api.host, Authorization: 'ada' } })).toEqual(ack);
    expect(await client.start(query, { id: '2', authorization: await signature(api.host, '/graphql', data) })).toMatchObject({
      id: '2',
      type: 'start_ack',
    });
    expect(await client.start(query, { id: '3' })).toMatchObject({ id: '3', type: 'start_ack' });
  });

  test('for members of a group that its field names', async () => {
    const client = await api.connect();
    const authorization = { host: api.host, Authorization: 'admin' };
    expect(await client.start('subscription { onStaff { id } }', { id: '1', authorization })).toEqual(ack);
  });

  test('again under the id of one that was stopped', async () => {
    const client = await api.connect();
    await client.start('subscription { onThing { id } }', { id: '1' });
    client.send({ id: '1', type: 'stop' });
    expect(await client.next()).toEqual({ id: '1', type: 'complete' });
    expect(await client.start('subscription { onThing { id } }', { id: '1' })).toEqual(ack);
  });

  test('again under the id of one that was refused', async () => {
    const client = await api.connect();
    await client.start('subscription { refused }', { id: '1' });
    expect(await client.start('subscription { onThing { id } }', { id: '1' })).toEqual(ack);
  });

  test('with its resolver seeing arguments, identity and headers of the start', async () => {
    const client = await api.connect();
    const authorization = { host: api.host, Authorization: 'ada', 'X-Custom': 'c' };
    const frame = await client.start('subscription($n: String) { asks(name: $n) }', { authorization, variables: { n: 'n' } });
    expect(JSON.parse(String(frame.payload?.errors?.[0]?.['message']))).toEqual({ name: 'n', header: 'c', user: 'ada' });
  });
});

describe('a start is refused', () => {
  const refusal = async (query: string, options: Parameters<Awaited<ReturnType<typeof api.connect>>['start']>[1] = {}) => {
    const client = await api.connect();
    return client.start(query, { id: '1', ...options });
  };

  test.each([
    ['no proof', {}, 'BadRequest', 400],
    ['another host', { host: 'example.com', 'x-api-key': 'da2-key' }, 'BadRequest', 400],
    ['a wrong key', { host: 'HOST', 'x-api-key': 'da2-wrong' }, 'UnauthorizedException', 401],
    ['an expired token', { host: 'HOST', Authorization: 'old' }, 'UnauthorizedException', 401],
  ])('with %s', async (_what, proof, errorType, errorCode) => {
    const authorization = { ...proof, ...('host' in proof && proof.host === 'HOST' && { host: api.host }) };
    expect(await refusal('subscription { onThing { id } }', { authorization })).toMatchObject(errorFrame({ errorType, errorCode }));
  });

  test('with a signature over other data', async () => {
    const client = await api.connect();
    const data = JSON.stringify({ query: 'subscription { onThing { id } }' });
    client.send(startMessage('1', `${data} `, await signature(api.host, '/graphql', data)));
    expect(await client.next()).toMatchObject(errorFrame({ errorType: 'UnauthorizedException', errorCode: 401 }));
  });

  test('with the signature of the handshake', async () => {
    const client = await api.connect();
    const data = JSON.stringify({ query: 'subscription { onThing { id } }' });
    client.send(startMessage('1', data, await signature(api.host, '/graphql/connect', '{}')));
    expect(await client.next()).toMatchObject(errorFrame({ errorType: 'UnauthorizedException' }));
  });

  test.each([
    ['a mode that its field does not name', 'onSigned', { 'x-api-key': 'da2-key' }],
    ['a user of no group', 'onStaff', { Authorization: 'ada' }],
  ])('for %s', async (_who, field, proof) => {
    const authorization = { host: api.host, ...proof } as Record<string, string>;
    const message = `Not Authorized to access ${field} on type Subscription`;
    expect(await refusal(`subscription { ${field} { id } }`, { authorization })).toEqual(
      errorFrame({ errorType: 'Unauthorized', message }),
    );
  });

  test('for a signed caller whose policy does not name the field', async () => {
    const query = 'subscription { onSigned { id } }';
    const authorization = await signature(api.host, '/graphql', JSON.stringify({ query, variables: {} }), checkout);
    const message = 'Not Authorized to access onSigned on type Subscription';
    expect(await refusal(query, { authorization })).toEqual(errorFrame({ errorType: 'Unauthorized', message }));
  });

  test('by util.error of its resolver, with type and information', async () => {
    expect(await refusal('subscription { refused }')).toEqual(
      errorFrame({ errorType: 'INVALID_INPUT', message: 'No such product.', errorInfo: { field: 'productIds' } }),
    );
  });

  test('by util.unauthorized of its resolver', async () => {
    const message = 'Not Authorized to access forbidden on type Subscription';
    expect(await refusal('subscription { forbidden }')).toEqual(errorFrame({ errorType: 'Unauthorized', message }));
  });

  test('by util.appendError of its resolver', async () => {
    expect(await refusal('subscription { appended }')).toEqual(errorFrame({ errorType: 'PARTIAL', message: 'Half of it failed.' }));
  });

  test('when its resolver returns anything but null', async () => {
    expect(await refusal('subscription { returning }')).toMatchObject(
      errorFrame({ errorType: 'BadRequest', message: expect.stringContaining('must return null') as string }),
    );
  });

  test('when a filter is set in a request handler', async () => {
    expect(await refusal('subscription { early }')).toEqual(errorFrame({ errorType: 'Code', message: 'Runtime Error' }));
    expect(api.log.join('\n')).toContain('extensions.setSubscriptionFilter works only in the response handler');
  });

  test.each([
    ['{ signed }', 'query'],
    ['mutation { publish(event: "{}") { id } }', 'mutation'],
  ])('for another operation: %s', async (query, operation) => {
    const message = `${operation} not supported through the realtime channel`;
    expect(await refusal(query)).toEqual(errorFrame({ errorType: 'UnsupportedOperation', message }));
  });

  test.each([
    [
      'subscription { nothing }',
      "Validation error of type FieldUndefined: Field 'nothing' in type 'Subscription' is undefined @ 'nothing'",
    ],
    ['subscription { onThing { id } onStaff { id } }', 'Validation error of type SubscriptionMultipleRootFields'],
    ['subscription { a: onThing { id } b: onThing { id } }', 'Validation error of type SubscriptionMultipleRootFields'],
    ['subscription { ...f } fragment f on Subscription { onThing { id } onStaff { id } }', 'SubscriptionMultipleRootFields'],
    ['subscription { __typename }', 'SubscriptionMultipleRootFields'],
    ['subscription($no: Boolean!) { onThing @include(if: $no) { id } }', 'SubscriptionMultipleRootFields'],
    ['subscription($no: Boolean!) { ... @skip(if: $no) { onThing { id } } }', 'SubscriptionMultipleRootFields'],
    ['subscription { ...f } fragment f on Subscription { ...f }', 'SubscriptionMultipleRootFields'],
    ['subscription { onThing }', 'Validation error of type SubSelectionRequired'],
  ])('when it does not fit the schema: %s', async (query, message) => {
    const { payload } = await refusal(query);
    expect(payload?.errors?.[0]).toEqual({ message: expect.stringContaining(message) as string });
  });

  test('when it cannot be parsed', async () => {
    expect(await refusal('subscription {')).toMatchObject(errorFrame({ message: 'Unable to parse GraphQL query.', errorCode: 400 }));
  });

  test('when a variable does not fit', async () => {
    const query = 'subscription($filter: String!) { onFiltered(filter: $filter) { id } }';
    expect(await refusal(query)).toEqual(errorFrame({ message: "Variable 'filter' has coerced Null value for NonNull type 'String!'" }));
  });

  test('when it is deeper than the limit, and not when it is as deep', async () => {
    expect(await refusal('subscription { onThing { inner { text } } }')).toEqual(ack);
    expect(await refusal('subscription { onThing { inner { inner { text } } } }')).toMatchObject(
      errorFrame({ errorType: 'QueryDepthLimitReached' }),
    );
  });

  test('when its id is in use', async () => {
    const client = await api.connect();
    await client.start('subscription { onThing { id } }', { id: '1' });
    expect(await client.start('subscription { onThing { id } }', { id: '1' })).toEqual(
      errorFrame({ errorType: 'DuplicatedOperationError', message: 'Duplicated operation with id 1' }),
    );
  });

  test('when the connection has 200 subscriptions, until one of them stops', async () => {
    const client = await api.connect();
    const query = 'subscription { onThing { id } }';
    for (let count = 1; count <= 200; count += 1) expect(await client.start(query)).toMatchObject({ type: 'start_ack' });
    expect(await client.start(query, { id: '201' })).toEqual({
      ...errorFrame({ errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 200 subscriptions reached' }),
      id: '201',
    });
    const other = await api.connect();
    expect(await other.start(query, { id: '1' })).toEqual(ack);
  });
});
