import { describe, expect, onTestFinished, test } from 'vitest';
import { type ApiOptions, createApi } from '../../web/client/api.ts';
import { accessToken } from '../../web/client/authorization.ts';
import { createClient, onhandErrors } from '../../web/client/client.ts';
import { type FakeApi, fakeApi } from './support/fake-api.ts';
import { key, quickly } from './support/listening.ts';
import { until } from './support/until.ts';

function clientOf({ graphqlUrl, realtimeUrl }: FakeApi, options: Partial<ApiOptions> = {}) {
  const client = createClient({ graphqlUrl, realtimeUrl, authorization: key, times: quickly, ...options });
  onTestFinished(() => client.close());
  return client;
}

const refusal = {
  message: 'Not enough stock of lamp in LONDON (3 asked, 1 there).',
  errorType: 'INSUFFICIENT_STOCK',
  errorInfo: { lines: [{ productId: 'lamp', warehouseId: 'LONDON', requested: 3, available: 1 }] },
  path: ['reserveStock'],
  locations: [{ line: 1, column: 2, sourceName: null }],
  data: null,
};
const expired = { status: 401, body: { errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.' }] } };

describe('the urql client', () => {
  test('sends queries as POST with the proof', async () => {
    const api = await fakeApi({ onHttp: () => ({ body: { data: { stockSummary: { levels: 1 } } } }) });
    const result = await clientOf(api).urql.query('query { stockSummary { levels } }', {}).toPromise();
    expect(result.data).toEqual({ stockSummary: { levels: 1 } });
    expect(api.calls[0]?.headers['x-api-key']).toBe('da2-test');
  });

  test('gives the errors of the API their types', async () => {
    const api = await fakeApi({ onHttp: () => ({ body: { data: { reserveStock: null }, errors: [refusal] } }) });
    const { error } = await clientOf(api).urql.mutation('mutation { reserveStock { status } }', {}).toPromise();
    const { errorType, errorInfo, message, path } = refusal;
    expect(onhandErrors(error)).toMatchObject([{ name: 'OnhandError', errorType, errorInfo, message, path }]);
  });

  test('calls an answer that never came NO_ANSWER', async () => {
    const api = await fakeApi();
    const client = clientOf(api, { fetch: () => Promise.reject(new TypeError('fetch failed')) });
    const { error } = await client.urql.query('query { stockSummary { levels } }', {}).toPromise();
    expect(onhandErrors(error)).toMatchObject([{ errorType: 'NO_ANSWER' }]);
  });

  test('has no errors where there is none', () => {
    expect(onhandErrors(undefined)).toEqual([]);
  });

  test.each([500, 503, 429])('never sends a mutation again after HTTP %i', async (status) => {
    const api = await fakeApi({ onHttp: () => ({ status, body: { errors: [{ message: 'no', errorType: 'Failure' }] } }) });
    const { error } = await clientOf(api).urql.mutation('mutation { reserveStock { status } }', {}).toPromise();
    expect(onhandErrors(error)).toMatchObject([{ errorType: 'Failure' }]);
    expect(api.calls).toHaveLength(1);
  });

  test('sends what was turned away unread for an expired token once more with a new one', async () => {
    const api = await fakeApi({
      onHttp: ({ headers }) => (headers.authorization === 'new' ? { body: { data: { done: true } } } : expired),
    });
    const client = clientOf(api, { authorization: accessToken((refused) => (refused ? 'new' : 'old')) });
    const result = await client.urql.mutation('mutation { done }', {}).toPromise();
    expect(result.data).toEqual({ done: true });
    expect(api.calls).toHaveLength(2);
  });

  test("keeps its token when the firewall turns a request away, whatever the token's worth", async () => {
    const body = { errors: [{ errorType: 'WAFForbiddenException', message: '403 Forbidden' }] };
    const api = await fakeApi({ onHttp: () => ({ status: 403, body }) });
    const asked: boolean[] = [];
    const client = clientOf(api, { authorization: accessToken((refused) => `token ${asked.push(refused)}`) });
    const { error } = await client.urql.query('query { done }', {}).toPromise();
    expect(onhandErrors(error)).toMatchObject([{ errorType: 'WAFForbiddenException' }]);
    expect(asked).toEqual([false]);
  });

  test('gives up when the new token is turned away too', async () => {
    const api = await fakeApi({ onHttp: () => expired });
    const client = clientOf(api, { authorization: accessToken(() => 'old') });
    const { error } = await client.urql.query('query { done }', {}).toPromise();
    expect(onhandErrors(error)).toMatchObject([{ errorType: 'UnauthorizedException' }]);
    expect(api.calls).toHaveLength(2);
  });

  test('asks the API again instead of remembering', async () => {
    let answers = 0;
    const api = await fakeApi({ onHttp: () => ({ body: { data: { count: (answers += 1) } } }) });
    const { urql } = clientOf(api);
    await urql.query('query { count }', {}).toPromise();
    expect((await urql.query('query { count }', {}).toPromise()).data).toEqual({ count: 2 });
  });

  test('subscribes over the shared link, and an error of one event does not stick to the next', async () => {
    const api = await fakeApi();
    const client = clientOf(api);
    const results: unknown[] = [];
    client.api.subscribe('subscription { other }', {}, { next: () => undefined, error: () => undefined });
    const ended = client.urql.subscription('subscription { any }', {}).subscribe(({ data, error }) => {
      results.push({ data: data as unknown, errors: onhandErrors(error).map(({ errorType }) => errorType) });
    });
    await until(() => api.running().length === 2);
    const only = ({ query }: { query: string }) => query.includes('any');
    api.publish({ data: { any: 1 } }, only);
    api.publish({ data: { any: null }, errors: [{ message: 'broken', errorType: 'Broken' }] }, only);
    api.publish({ data: { any: 3 } }, only);
    await until(() => results.length === 3);
    expect(results).toEqual([
      { data: { any: 1 }, errors: [] },
      { data: { any: null }, errors: ['Broken'] },
      { data: { any: 3 }, errors: [] },
    ]);
    expect(api.connects).toHaveLength(1);
    ended.unsubscribe();
    await until(() => api.stops.length === 1);
  });

  test('tells a refused subscription with its type', async () => {
    const api = await fakeApi({ onStart: () => ({ errorType: 'INVALID_INPUT', message: 'productIds must be 1 to 50.' }) });
    const types: string[] = [];
    clientOf(api)
      .urql.subscription('subscription { any }', {})
      .subscribe(({ error }) => types.push(...onhandErrors(error).map(({ errorType }) => errorType)));
    await until(() => types.length > 0);
    expect(types).toEqual(['INVALID_INPUT']);
  });
});

describe('a plain query', () => {
  const query = async (api: FakeApi, options: Partial<ApiOptions> = {}) => {
    const { graphqlUrl, realtimeUrl } = api;
    return createApi({ graphqlUrl, realtimeUrl, authorization: key, ...options }).query('query { any }', {});
  };

  test('answers with data and typed errors side by side', async () => {
    const api = await fakeApi({ onHttp: () => ({ body: { data: { a: 1, b: null }, errors: [{ ...refusal, path: ['b'] }] } }) });
    expect(await query(api)).toMatchObject({ data: { a: 1, b: null }, errors: [{ errorType: 'INSUFFICIENT_STOCK', path: ['b'] }] });
  });

  test('rejects with the reason when the request was refused as a whole', async () => {
    const api = await fakeApi({ onHttp: () => expired });
    await expect(query(api)).rejects.toMatchObject({ errorType: 'UnauthorizedException', message: 'Token has expired.' });
  });

  test.each([
    ['is not JSON', '<html>'],
    ['has neither data nor errors', {}],
  ])('rejects with NO_ANSWER when the body %s', async (_what, body) => {
    const api = await fakeApi({ onHttp: () => ({ status: 502, body }) });
    await expect(query(api)).rejects.toMatchObject({ errorType: 'NO_ANSWER', message: expect.stringContaining('HTTP 502') as string });
  });
});
