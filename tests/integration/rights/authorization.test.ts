import { describe, expect, test } from 'vitest';
import { type Answer, type Caller, callersOf, callerWith, send, signedCaller } from '../../support/client.ts';
import { aLevel, newId } from '../../support/fixtures.ts';
import { accepted } from '../../support/outcome.ts';
import { stock } from '../../support/operations.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { forgedToken, issuedToken, tamperedToken, type TokenRequest, unsignedToken } from '../../support/tokens.ts';
import { type BackEndName, credentialsOf } from '../../support/workloads.ts';

const stack = useStack();
const local = isLocal(stack);
const callers = callersOf(stack);
const id = newId('nothing');
const key = `productId: "${id}", warehouseId: "LONDON"`;
const change =
  'sequence: 1, cause: COUNTED, stockDelta: 1, reservedDelta: 0, stockCount: 1, reservedCount: 0, availableCount: 1, ' +
  'thresholdLevel: 0, status: IN_STOCK, version: 1, changedAt: "2026-01-01T00:00:00Z"';
const available = 'availableCount: 1, status: IN_STOCK, sequence: 1, lastUpdated: "2026-01-01T00:00:00Z"';

/** A harmless call of every root field: about things that do not exist. */
const queries: Record<string, string> = {
  availability: `availability(productId: "${id}") { __typename }`,
  availabilities: `availabilities(productIds: ["${id}"]) { availability { __typename } }`,
  stock: `stock(${key}) { __typename }`,
  productStock: `productStock(productId: "${id}") { __typename }`,
  stocks: `stocks(keys: [{ ${key} }]) { __typename }`,
  listStock: 'listStock(limit: 1) { __typename }',
  stockSummary: 'stockSummary { __typename }',
  recentChanges: 'recentChanges(limit: 1) { __typename }',
  deadLetters: 'deadLetters(limit: 1) { __typename }',
  stockHistory: `stockHistory(${key}) { __typename }`,
  reservation: `reservation(reservationId: "${id}") { __typename }`,
  listReservations: 'listReservations(limit: 1) { __typename }',
  fulfillment: `fulfillment(orderId: "${id}") { __typename }`,
};
const mutations: Record<string, string> = {
  updateStock: `updateStock(input: { ${key}, expectedVersion: 1, stockCount: 1 }) { __typename }`,
  adjustStock: `adjustStock(input: { adjustmentId: "${id}", ${key}, delta: 1, reason: OTHER }) { __typename }`,
  transferStock: `transferStock(input: { transferId: "${id}", productId: "${id}", fromWarehouseId: "A", toWarehouseId: "B", quantity: 1 }) { __typename }`,
  describeProduct: `describeProduct(input: { changeId: "${id}", productId: "${id}", name: "Lamp" }) { __typename }`,
  removeStock: `removeStock(input: { ${key}, expectedVersion: 1 }) { __typename }`,
  reserveStock: `reserveStock(input: { reservationId: "${id}", lines: [{ ${key}, quantity: 1 }] }) { __typename }`,
  changeReservation: `changeReservation(input: { reservationId: "${id}", lines: [{ ${key}, quantity: 1 }] }) { __typename }`,
  commitReservation: `commitReservation(input: { reservationId: "${id}", orderId: "${id}" }) { __typename }`,
  extendReservation: `extendReservation(reservationId: "${id}", ttlSeconds: 60) { __typename }`,
  releaseStock: `releaseStock(reservationId: "${id}") { __typename }`,
  fulfillStock: `fulfillStock(input: { orderId: "${id}", reservationIds: ["${id}"] }) { __typename }`,
  endSubscriptions: `endSubscriptions(username: "${id}")`,
  publishStockChange: `publishStockChange(input: { ${key}, ${change} }) { __typename }`,
  publishAvailability: `publishAvailability(input: { ${key}, ${available} }) { __typename }`,
};
const { returns } = stack.credentials;
const fields = [...Object.keys(queries), ...Object.keys(mutations)];

const ofCheckout = ['reserveStock', 'changeReservation', 'commitReservation', 'extendReservation', 'releaseStock', 'fulfillStock'];
const ofCatalogue = ['updateStock', 'adjustStock', 'transferStock', 'removeStock', 'describeProduct'];

/** Who may call what. Whatever is not here is refused. */
const allowed: Record<string, string[]> = {
  storefront: ['availability', 'availabilities'],
  viewer: Object.keys(queries),
  admin: [
    ...Object.keys(queries),
    'updateStock',
    'adjustStock',
    'transferStock',
    'removeStock',
    'describeProduct',
    'releaseStock',
    'fulfillStock',
    'endSubscriptions',
  ],
  checkout: [...Object.keys(queries), ...ofCheckout],
  catalogue: [...Object.keys(queries), ...ofCatalogue],
  'outside AWS, for checkout': [...Object.keys(queries), ...ofCheckout],
  'outside AWS, for catalogue': [...Object.keys(queries), ...ofCatalogue],
  returns: ['adjustStock'],
  'signed in without a group': [],
  'signed in, in a group of no meaning': [],
};

/** Callers who are known, and those whom nothing proves. */
const known: (() => Promise<Caller>)[] = [
  async () => callers.storefront,
  async () => callers.viewer,
  async () => callers.admin,
  async () => callers.checkout,
  async () => callers.catalogue,
  ...(returns ? [async () => signedCaller(stack, 'returns', returns)] : []),
  ...(local
    ? [
        () => outside('outside AWS, for checkout', 'checkout'),
        () => outside('outside AWS, for catalogue', 'erp'),
        () => signedIn('signed in without a group', []),
        () => signedIn('signed in, in a group of no meaning', ['Admin', 'admins']),
      ]
    : []),
];
const { admin, viewer } = stack.tokens;
const { checkout } = stack.credentials;
const hourAgo = new Date(Date.now() - 3_600_000);
const unproven: (() => Promise<Caller>)[] = [
  async () => callers.nobody,
  async () => callerWith(stack, 'a wrong API key', { 'x-api-key': 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa' }),
  async () => callerWith(stack, 'an empty API key', { 'x-api-key': '' }),
  async () => callerWith(stack, 'a text that is no token', { authorization: 'letmein' }),
  async () => callerWith(stack, 'a token without signature (alg none)', { authorization: unsignedToken(admin) }),
  async () => callerWith(stack, 'a token of another key', { authorization: forgedToken(admin) }),
  async () =>
    callerWith(stack, 'a token of another issuer', { authorization: forgedToken(admin, { claims: { iss: 'https://example.com' } }) }),
  async () => callerWith(stack, 'a token with another group', { authorization: tamperedToken(viewer, { 'cognito:groups': ['admin'] }) }),
  ...(local
    ? [
        () => issued('an expired token', { expiresInSeconds: -60 }),
        () => issued('a token for another client', { claims: { client_id: 'another' } }),
        () => issued('a genuine signature under another issuer', { claims: { iss: 'https://example.com' } }),
        () => halfASession('a session without its token', async () => undefined),
        () => halfASession("a session with another session's token", async () => (await credentialsOf(stack, 'checkout')).sessionToken),
      ]
    : []),
  async () => signedCaller(stack, 'an unknown access key', { ...checkout, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }),
  async () => signedCaller(stack, 'a wrong secret', { ...checkout, secretAccessKey: 'wrong' }),
  async () => signedCaller(stack, 'a signature of another body', checkout, { body: '{}' }),
  async () => signedCaller(stack, 'a signature for another region', checkout, { region: 'eu-north-1' }),
  async () => signedCaller(stack, 'a signature for another service', checkout, { service: 'dynamodb' }),
  async () => signedCaller(stack, 'a signature of an hour ago', checkout, { date: hourAgo }),
];

describe('who may call what', () => {
  test.each(known)('a known caller may call exactly what is theirs (%#)', async (caller) => {
    const who = await caller();
    const got: Record<string, string> = {};
    for (const field of fields) got[field] = access(await call(who, field), field);
    const expected = fields.map((field) => [field, allowed[who.name]?.includes(field) ? 'allowed' : 'refused']);
    expect(got, who.name).toEqual(Object.fromEntries(expected));
  });

  test.each(unproven)('a caller without proof may call nothing (%#)', async (caller) => {
    const who = await caller();
    for (const field of fields) {
      const answer = await call(who, field);
      expect([401, 403], `${who.name}: ${field}: ${answer.body}`).toContain(answer.status);
      expect(answer.data).toBeUndefined();
      expect(answer.errors).toHaveLength(1);
    }
  });

  test.runIf(local)('the table names every field there is', async () => {
    const answer = await send(callers.admin, '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }');
    const { queryType, mutationType } = answer.data?.['__schema'] as Record<'queryType' | 'mutationType', { fields: { name: string }[] }>;
    const names = [...queryType.fields, ...mutationType.fields].map(({ name }) => name);
    expect(names.toSorted()).toEqual(fields.toSorted());
  });
});

describe('a refused field', () => {
  test('is null with an Unauthorized error, beside fields that are allowed', async () => {
    const { productId, warehouseId } = await aLevel({ stock: 4 });
    const query = `query ($p: ID!, $w: ID!) {
      availability(productId: $p) { availableCount }
      inner: stock(productId: $p, warehouseId: $w) { stockCount }
    }`;
    const answer = await send(callers.storefront, query, { p: productId, w: warehouseId });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ availability: { availableCount: 4 }, inner: null });
    expect(answer.errors).toMatchObject([
      { path: ['inner'], data: null, errorType: 'Unauthorized', errorInfo: null, message: 'Not Authorized to access stock on type Query' },
    ]);
  });

  test.each([
    ['an alias', '{ harmless: stock(productId: "p", warehouseId: "w") { stockCount } }'],
    ['a fragment', 'query { ...F } fragment F on Query { stock(productId: "p", warehouseId: "w") { stockCount } }'],
    ['an inline fragment', '{ ... on Query { stock(productId: "p", warehouseId: "w") { stockCount } } }'],
    ['@include', '{ stock(productId: "p", warehouseId: "w") @include(if: true) { stockCount } }'],
  ])('stays refused behind %s', async (_, query) => {
    const answer = await send(callers.storefront, query);
    expect(answer.errors).toMatchObject([{ errorType: 'Unauthorized' }]);
  });

  test('has no effect', async () => {
    const level = await aLevel({ stock: 4 });
    const { productId, warehouseId } = level;
    const write = 'mutation ($i: AdjustStockInput!) { adjustStock(input: $i) { stockCount } }';
    const input = { adjustmentId: newId('adjustment'), productId, warehouseId, delta: 1, reason: 'OTHER' };
    for (const caller of [callers.storefront, callers.viewer]) {
      expect(access(await send(caller, write, { i: input }), 'adjustStock')).toBe('refused');
    }
    expect(await accepted(stock(callers.viewer, { productId, warehouseId }))).toEqual(level);
  });
});

async function call(caller: Caller, field: string): Promise<Answer> {
  const query = queries[field];
  return send(caller, query === undefined ? `mutation { ${mutations[field] ?? ''} }` : `query { ${query} }`);
}

function access(answer: Answer, field: string): string {
  if (answer.status === 403) return 'refused';
  if (answer.status !== 200) return `HTTP ${answer.status}: ${answer.body}`;
  const refusal = answer.errors?.find(({ errorType }) => errorType === 'Unauthorized');
  if (refusal === undefined) return 'allowed';
  expect(refusal.message).toMatch(new RegExp(`^Not Authorized to access ${field} on type (Query|Mutation)$`));
  expect(answer.data?.[field] ?? null).toBeNull();
  return 'refused';
}

/** A program that brought a token of its platform to STS. */
async function outside(name: string, backEnd: BackEndName): Promise<Caller> {
  return signedCaller(stack, name, await credentialsOf(stack, backEnd));
}

async function halfASession(name: string, token: () => Promise<string | undefined>): Promise<Caller> {
  const { accessKeyId, secretAccessKey } = await credentialsOf(stack, 'checkout');
  const sessionToken = await token();
  return signedCaller(stack, name, { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) });
}

async function signedIn(name: string, groups: string[]): Promise<Caller> {
  return callerWith(stack, name, { authorization: await issuedToken(stack, { username: 'somebody', groups, expiresInSeconds: 600 }) });
}

async function issued(name: string, differences: Partial<TokenRequest>): Promise<Caller> {
  const request = { username: 'admin', groups: ['admin'], expiresInSeconds: 600, ...differences };
  return callerWith(stack, name, { authorization: await issuedToken(stack, request) });
}
