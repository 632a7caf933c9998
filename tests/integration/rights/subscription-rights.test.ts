import { afterAll, describe, expect, test } from 'vitest';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { type Caller, callersOf, callerWith, send, signedCaller } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { adjustStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { Connection, onAvailabilityChange, onStockChange, Refused } from '../../support/subscriber.ts';
import { forgedToken, issuedToken, unsignedToken } from '../../support/tokens.ts';

const stack = useStack();
const local = isLocal(stack);
const callers = callersOf(stack);
const open: Connection[] = [];

afterAll(() => {
  for (const connection of open) connection.close();
});

describe('who may subscribe', () => {
  const both = { onStockChange: 'started', onAvailabilityChange: 'started' };
  const none = { onStockChange: 'Unauthorized', onAvailabilityChange: 'Unauthorized' };

  test.each<[string, () => Promise<Caller> | Caller, object]>([
    ['storefront', () => callers.storefront, { ...both, onStockChange: 'Unauthorized' }],
    ['viewer', () => callers.viewer, both],
    ['admin', () => callers.admin, both],
    ['checkout', () => callers.checkout, both],
    ['catalogue', () => callers.catalogue, none],
  ])('%s: exactly what is theirs', async (_, caller, expected) => {
    expect(await rightsOf(await caller())).toEqual(expected);
  });

  test.runIf(local).each([
    ['no group', []],
    ['a group of no meaning', ['admins']],
  ])('a user in %s: nothing', async (_, groups) => {
    const token = await issuedToken(stack, { username: 'somebody', groups, expiresInSeconds: 600 });
    expect(await rightsOf(callerWith(stack, 'somebody', { authorization: token }))).toEqual(none);
  });

  test('each subscription by its own proof, whoever opened the connection', async () => {
    const connection = await connect(callers.storefront);
    await onStockChange(connection, {}, callers.viewer);
    expect(await refusal(onStockChange(connection, {}))).toBe('Unauthorized');
    await onAvailabilityChange(connection, ['lamp'], callers.checkout);
  });
});

describe('who proves nothing', () => {
  const unproven: [string, () => Caller | Promise<Caller>][] = [
    ['nobody', () => callers.nobody],
    ['a wrong API key', () => callerWith(stack, 'wrong', { 'x-api-key': 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa' })],
    ['a token of another key', () => callerWith(stack, 'forged', { authorization: forgedToken(stack.tokens.admin) })],
    ['a token without signature', () => callerWith(stack, 'unsigned', { authorization: unsignedToken(stack.tokens.admin) })],
    ['a wrong secret', () => signedCaller(stack, 'wrong', { ...stack.credentials.checkout, secretAccessKey: 'wrong' })],
    ['a signature of another body', () => signedCaller(stack, 'other body', stack.credentials.checkout, { body: '{"query":""}' })],
    ...(local ? [['an expired token', expired] as [string, () => Promise<Caller>]] : []),
  ];

  test.each(unproven)('gets no connection: %s', async (_, caller) => {
    const error: unknown = await Connection.open(stack, await caller()).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(Refused);
    expect((error as Refused).errors).toMatchObject([{ errorType: 'UnauthorizedException' }]);
  });

  test.each(unproven)('gets no subscription on the connection of somebody else: %s', async (_, caller) => {
    const connection = await connect(callers.viewer);
    const stranger = await caller();
    expect(await refusal(onAvailabilityChange(connection, ['lamp'], stranger))).toBe('UnauthorizedException');
    expect(await refusal(onStockChange(connection, {}, stranger))).toBe('UnauthorizedException');
  });
});

describe('a subscription is refused as INVALID_INPUT', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

  test.each<[string, string[], string, number | undefined]>([
    ['no product', [], 'productIds', 50],
    ['51 products', ids(51), 'productIds', 50],
    ['51 times the same product', Array.from({ length: 51 }, () => 'lamp'), 'productIds', 50],
    ['an empty id', ['lamp', ''], 'productIds[1]', 128],
    ['an id that is too long', ['x'.repeat(129)], 'productIds[0]', 128],
    ['an id with a space at its end', ['lamp '], 'productIds[0]', 128],
  ])('with %s', async (_, productIds, field, limit) => {
    for (const start of [
      async () => onStockChange(await connect(callers.viewer), { productIds }),
      async () => onAvailabilityChange(await connect(callers.storefront), productIds),
    ]) {
      const error: unknown = await start().catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(Refused);
      expect((error as Refused).errors).toMatchObject([{ errorType: 'INVALID_INPUT', errorInfo: { field, limit } }]);
    }
  });

  test.each(['', 'LONDON ', 'x'.repeat(129)])('with the warehouse "%s"', async (warehouseId) => {
    expect(await refusal(onStockChange(await connect(callers.viewer), { warehouseId }))).toBe('INVALID_INPUT');
  });
});

describe("the change feed's own doors", () => {
  const canary = newId('canary');
  const key = `productId: "${canary}", warehouseId: "LONDON"`;
  const shown = `publishAvailability(input: { ${key}, availableCount: 1, status: IN_STOCK, sequence: 9, lastUpdated: "2026-01-01T00:00:00Z" })`;
  const counts = 'stockDelta: 1, reservedDelta: 0, stockCount: 1, reservedCount: 0, availableCount: 1, thresholdLevel: 0, version: 1';
  const change = `publishStockChange(input: { ${key}, sequence: 9, cause: COUNTED, ${counts}, status: IN_STOCK, changedAt: "2026-01-01T00:00:00Z" })`;
  const documents = [shown, change].flatMap((field) => [
    `mutation { ${field} { sequence } }`,
    `mutation { harmless: ${field} { sequence } }`,
    `mutation { ...F } fragment F on Mutation { ${field} { sequence } }`,
    `mutation { ... on Mutation { ${field} { sequence } } }`,
    `mutation { ${field} @include(if: true) { sequence } }`,
    `mutation { ${field} @skip(if: false) { sequence } }`,
  ]);

  test('open for no caller, however the mutation is written, and nothing of it is heard', async () => {
    const { viewer, admin, checkout, catalogue, storefront } = callers;
    const staff = await onStockChange(await connect(viewer));
    const shopper = await onAvailabilityChange(await connect(storefront), [canary]);
    for (const caller of [viewer, admin, checkout, catalogue, storefront]) {
      for (const document of documents) await expectClosed(caller, document);
    }
    const level = await aLevel({ productId: canary });
    await shopper.until((events) => events.length > 0);
    await staff.until((events) => events.some(({ productId }) => productId === level.productId));
    expect([...shopper.events, ...staff.events].filter(({ sequence, productId }) => productId === canary && sequence === 9)).toEqual([]);
  });

  test('are not on the socket', async () => {
    const connection = await connect(callers.viewer);
    for (const document of documents) expect(await refusal(connection.subscribe(document))).toBe('UnsupportedOperation');
  });
});

describe.runIf(local)('endSubscriptions', () => {
  test('closes what was started with a token of that user, and leaves all others alone', async () => {
    const [ann, bob] = await Promise.all([newId('ann'), newId('bob')].map((username) => staff(username)));
    const shared = await connect(callers.storefront);
    await onAvailabilityChange(shared, ['lamp'], ann);
    const [watching, other, signed] = await Promise.all([ann, bob, callers.checkout].map((caller) => connect(caller as Caller)));
    await onStockChange(watching as Connection);
    const kept = await Promise.all([other, signed].map((connection) => onStockChange(connection as Connection)));

    const { data } = await send(callers.admin, 'mutation ($u: String!) { endSubscriptions(username: $u) }', { u: ann?.name });
    expect(data).toEqual({ endSubscriptions: ann?.name });
    await Promise.all([watching?.closed, shared.closed]);
    const level = await aLevel();
    for (const subscription of kept) await subscription.until((events) => events.some(({ productId }) => productId === level.productId));
  });

  test('refuses a name that nobody can have', async () => {
    const { errors } = await send(callers.admin, 'mutation { endSubscriptions(username: "") }');
    expect(errors).toMatchObject([{ errorType: 'INVALID_INPUT', errorInfo: { field: 'username' } }]);
  });
});

describe.runIf(local)('a stage whose checkout policy allows publishing by mistake, with publicCountCap 5', () => {
  let own: StackDescription;
  withOwnStack((description) => {
    own = description;
  }, changeStage);

  test('still refuses to publish for any role but the feed', async () => {
    const { checkout } = callersOf(own);
    const input = { ...keyOf({ productId: 'lamp', warehouseId: 'LONDON' }), sequence: 1, availableCount: 1, status: 'IN_STOCK' };
    const query = 'mutation ($i: AvailabilityInput!) { publishAvailability(input: $i) { sequence } }';
    const answer = await send(checkout, query, { i: { ...input, lastUpdated: '2026-01-01T00:00:00Z' } });
    expect(answer.data).toEqual({ publishAvailability: null });
    expect(answer.errors).toMatchObject([{ errorType: 'Unauthorized' }]);
  });

  test('tells shoppers of no more than 5, and not of what happens above', async () => {
    const { admin, storefront } = callersOf(own);
    const shopper = await Connection.open(own, storefront);
    const subscription = await onAvailabilityChange(shopper, ['lamp']);
    const level = await aLevel({ productId: 'lamp', stock: 100, threshold: 50 }, callersOf(own));
    const adjust = (delta: number) =>
      accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta, reason: 'CORRECTION' }));
    await subscription.until((events) => events.length === 1);
    await adjust(-20);
    await aReservation([line(level, 10)], {}, callersOf(own));
    await adjust(-67);
    await subscription.until((events) => events.at(-1)?.availableCount === 3);
    shopper.close();
    const seen = subscription.events.map(({ availableCount, status }) => `${availableCount} ${status}`);
    expect(new Set(seen)).toEqual(new Set(['5 IN_STOCK', '3 LOW_STOCK']));
    expect(seen).toHaveLength(2);
  });
});

/** What each subscription says to a caller: `started`, or the type of its error. */
async function rightsOf(caller: Caller): Promise<Record<string, string>> {
  const connection = await connect(caller);
  return {
    onStockChange: await refusal(onStockChange(connection)),
    onAvailabilityChange: await refusal(onAvailabilityChange(connection, ['lamp'])),
  };
}

async function refusal(start: Promise<unknown>): Promise<string> {
  try {
    await start;
    return 'started';
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    return failure.errors.map(({ errorType }) => errorType).join();
  }
}

async function connect(caller: Caller): Promise<Connection> {
  const connection = await Connection.open(stack, caller);
  open.push(connection);
  return connection;
}

async function staff(username: string): Promise<Caller> {
  return callerWith(stack, username, { authorization: await issuedToken(stack, { username, groups: ['viewer'], expiresInSeconds: 600 }) });
}

async function expired(): Promise<Caller> {
  const token = await issuedToken(stack, { username: 'admin', groups: ['admin'], expiresInSeconds: -60 });
  return callerWith(stack, 'expired', { authorization: token });
}

async function expectClosed(caller: Caller, document: string): Promise<void> {
  const answer = await send(caller, document);
  expect(
    Object.values(answer.data ?? {}).filter((value) => value !== null),
    `${caller.name}: ${document}`,
  ).toEqual([]);
  expect(answer.status === 403 || answer.errors?.[0]?.errorType === 'Unauthorized', `${caller.name}: ${answer.body}`).toBe(true);
}

function changeStage(template: Template): void {
  for (const { Type, Properties = {} } of Object.values(template.Resources)) {
    const environment = Properties['Environment'] as { Variables: Record<string, unknown> } | undefined;
    const variables = environment?.Variables ?? (Properties['EnvironmentVariables'] as Record<string, unknown> | undefined);
    if (variables?.['PUBLIC_COUNT_CAP'] !== undefined) variables['PUBLIC_COUNT_CAP'] = '5';
    if (Type === 'AWS::IAM::ManagedPolicy') allowAll(Properties['PolicyDocument'] as { Statement: { Resource: unknown }[] });
  }
}

function allowAll({ Statement }: { Statement: { Resource: unknown }[] }): void {
  for (const statement of Statement) statement.Resource = '*';
}
