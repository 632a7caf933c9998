import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { type Answer, callersOf, callerWith, send } from '../../support/client.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { stock, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { issuedToken } from '../../support/tokens.ts';

const stack = useStack();
const { admin, viewer, storefront, nobody } = callersOf(stack);
const anyQuery = '{ availability(productId: "x") { productId } }';

describe('an error of a resolver', () => {
  test('has the six keys of AppSync, under HTTP 200', async () => {
    const key = { productId: newId('product'), warehouseId: 'LONDON' };
    const query = `mutation ($input: UpdateStockInput!) {\n  wanted: updateStock(input: $input) { version }\n}`;
    const answer = await send(admin, query, { input: { ...key, expectedVersion: 1, stockCount: 1 } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(answer.body)).toEqual({
      data: { wanted: null },
      errors: [
        {
          path: ['wanted'],
          data: null,
          errorType: 'NOT_FOUND',
          errorInfo: { lines: [key] },
          locations: [{ line: 2, column: 3, sourceName: null }],
          message: expect.any(String) as string,
        },
      ],
    });
  });

  test('leaves the other fields of the request their answers', async () => {
    const level = await aLevel();
    const query = `query ($p: ID!, $w: ID!) { good: stock(productId: $p, warehouseId: $w) { stockCount } bad: productStock(productId: "") { productId } }`;
    const answer = await send(viewer, query, { p: level.productId, w: level.warehouseId });
    expect(answer.data).toEqual({ good: { stockCount: 10 }, bad: null });
    expect(answer.errors).toMatchObject([{ path: ['bad'], errorType: 'INVALID_INPUT' }]);
  });

  test('makes the whole data null where the field may not be', async () => {
    const answer = await send(viewer, '{ listStock(limit: 0) { items { productId } } }');
    expect(answer.data).toBeNull();
    expect(answer.errors?.[0]).toMatchObject({ path: ['listStock'], errorType: 'INVALID_INPUT' });
  });
});

describe('a request that is not valid GraphQL for the schema', () => {
  test('an unknown field is refused as AppSync does', async () => {
    const answer = await send(viewer, '{ nonsense }');
    expect(answer.status).toBe(200);
    expect(answer.data).toBeNull();
    const [error] = answer.errors ?? [];
    expect(error?.message).toBe("Validation error of type FieldUndefined: Field 'nonsense' in type 'Query' is undefined @ 'nonsense'");
    expect(error).toMatchObject({ path: null, locations: [{ line: 1, column: 3, sourceName: null }] });
    expect(error).not.toHaveProperty('errorType');
  });

  test('an unknown field in a variable is refused as AppSync does', async () => {
    const query = 'mutation ($input: RemoveStockInput!) { removeStock(input: $input) { version } }';
    const input = { productId: 'p', warehouseId: 'w', expectedVersion: 1, colour: 'red' };
    const answer = await send(admin, query, { input });
    expect(answer.status).toBe(200);
    expect(answer.errors?.[0]?.message).toContain('contains a field that is not defined for input object type');
    expect(answer.errors?.[0]).toMatchObject({ path: null, locations: null });
  });

  test.each([
    ['a missing argument', '{ stock(productId: "p") { version } }'],
    ['an argument of another type', '{ listStock(limit: "many") { nextToken } }'],
    ['an unknown argument', '{ productStock(productId: "p", colour: "red") { productId } }'],
    ['a fragment that contains itself', '{ ...F } fragment F on Query { ...F }'],
    ['a variable that is not declared', '{ productStock(productId: $p) { productId } }'],
    ['a selection on nothing', '{ productStock(productId: "p") }'],
  ])('%s is refused without data', async (_, query) => {
    const answer = await send(viewer, query);
    expect(answer.status).toBe(200);
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors?.length).toBeGreaterThanOrEqual(1);
  });

  test('a missing variable is refused', async () => {
    const answer = await send(viewer, 'query ($p: ID!) { productStock(productId: $p) { productId } }', {});
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors).toHaveLength(1);
  });

  test.runIf(isLocal(stack))('fields beyond the limit of one request are refused one by one, the others answered', async () => {
    const fields = Array.from({ length: 102 }, (_, index) => `f${index}: productStock(productId: "p${index}") { productId }`);
    const answer = await send(viewer, `{ ${fields.join(' ')} }`);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.data ?? {})).toHaveLength(102);
    expect(answer.errors).toMatchObject([{ errorType: 'ResolverExecutionLimitReached' }]);
  });

  test.runIf(isLocal(stack))('the introspection query of tools is answered', async () => {
    const answer = await send(viewer, getIntrospectionQuery());
    expect(answer.errors).toBeUndefined();
    const schema = buildClientSchema(answer.data as unknown as IntrospectionQuery);
    expect(schema.getType('StockLevel')).toBeDefined();
  });
});

describe('a request that is no GraphQL request', () => {
  test.each([
    ['an empty body', '', 'Request body is empty.'],
    ['no JSON', 'hello', undefined],
    ['a batch', `[${JSON.stringify({ query: anyQuery })}]`, undefined],
    ['no query', '{}', undefined],
    ['a query that cannot be parsed', '{"query":"{ stock("}', 'Unable to parse GraphQL query.'],
    ['a query that is no text', '{"query":7}', undefined],
  ])('%s is answered with HTTP 400', async (_, body, message) => {
    const answer = await storefront.post(body);
    expect(answer.status, answer.body).toBe(400);
    expect(answer.errors?.[0]?.errorType).toBe('MalformedHttpRequestException');
    if (message !== undefined) expect(answer.errors?.[0]?.message).toBe(message);
  });
});

describe('a caller without proof', () => {
  test('gets HTTP 401 without data when nothing is sent', async () => {
    expectUnauthorized(await send(nobody, anyQuery), 'Valid authorization header not provided.');
  });

  test('gets HTTP 401 for a wrong API key', async () => {
    const caller = callerWith(stack, 'a wrong key', { 'x-api-key': 'da2-wrong' });
    expectUnauthorized(await send(caller, anyQuery), 'You are not authorized to make this call.');
  });

  test.each(['broken', 'Bearer broken', 'a.b.c', 'eyJhbGciOiJSUzI1NiJ9.broken.broken'])(
    'gets HTTP 401 for a broken token: %s',
    async (authorization) => {
      const caller = callerWith(stack, 'a broken token', { authorization });
      expectUnauthorized(await send(caller, anyQuery), 'Unable to parse JWT token.');
    },
  );

  test.runIf(isLocal(stack))('gets HTTP 401 for an expired token', async () => {
    const authorization = await issuedToken(stack, { username: 'admin', groups: ['admin'], expiresInSeconds: -60 });
    expectUnauthorized(await send(callerWith(stack, 'expired', { authorization }), anyQuery), 'Token has expired.');
  });
});

describe('a valid request', () => {
  test('can carry its token with or without Bearer', async () => {
    const caller = callerWith(stack, 'bearer', { authorization: `Bearer ${stack.tokens.viewer}` });
    expect((await send(caller, '{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect((await send(viewer, '{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  test('can name one of several operations', async () => {
    const query = `query A { a: __typename } query B { b: __typename }`;
    const answer = await viewer.post(JSON.stringify({ query, operationName: 'B', variables: null }));
    expect(answer.data).toEqual({ b: 'Query' });
  });

  test('has no errors key when all went well', async () => {
    const answer = await send(viewer, '{ __typename }');
    expect(JSON.parse(answer.body)).toEqual({ data: { __typename: 'Query' } });
  });

  test('runs the mutations of one request one after the other', async () => {
    const level = await aLevel({ stock: 0 });
    const { productId, warehouseId } = level;
    const steps = Array.from(
      { length: 5 },
      (_, step) =>
        `s${step}: updateStock(input: { productId: $p, warehouseId: $w, expectedVersion: ${step + 1}, stockCount: ${step} }) { version }`,
    );
    const answer = await send(admin, `mutation ($p: ID!, $w: ID!) { ${steps.join(' ')} }`, { p: productId, w: warehouseId });
    expect(answer.data).toEqual({ s0: { version: 2 }, s1: { version: 3 }, s2: { version: 4 }, s3: { version: 5 }, s4: { version: 6 } });
  });

  test('shows instants in UTC, ISO 8601', async () => {
    const level = await aLevel();
    const read = await accepted(stock(viewer, keyOf(level)));
    expect(read.lastUpdated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    expect(Math.abs(Date.parse(read.lastUpdated) - Date.now())).toBeLessThan(60_000);
    const later = await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 1 }));
    expect(Date.parse(later.lastUpdated)).toBeGreaterThanOrEqual(Date.parse(level.lastUpdated));
  });
});

describe('a browser of any origin', () => {
  test('may ask: the preflight allows its method and headers', async () => {
    const response = await fetch(stack.graphqlUrl, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-api-key,x-amz-user-agent',
      },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    const headers = response.headers.get('access-control-allow-headers')?.toLowerCase() ?? '';
    for (const header of ['authorization', 'content-type', 'x-api-key', 'x-amz-user-agent']) expect(headers).toContain(header);
  });

  test.each([200, 400, 401])('may read an answer with status %i', async (status) => {
    const caller = status === 401 ? nobody : storefront;
    const body = status === 400 ? '' : JSON.stringify({ query: '{ __typename }' });
    const answer = await caller.post(body, { origin: 'https://shop.example' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

function expectUnauthorized(answer: Answer, message: string): void {
  expect(answer.status).toBe(401);
  expect(answer.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
  expect(JSON.parse(answer.body)).toEqual({ errors: [{ errorType: 'UnauthorizedException', message }] });
}
