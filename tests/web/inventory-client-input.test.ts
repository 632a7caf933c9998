import { describe, expect, test, onTestFinished } from 'vitest';
import { createInventoryClient, type InventoryClient } from '../../web/client/inventory.ts';
import { fakeApi } from './support/fake-api.ts';
import { clientOf, answering, failureOf } from './support/inventory.ts';
import { key } from './support/listening.ts';
import { until } from './support/until.ts';

describe('what the API would misunderstand is refused before it is sent', () => {
  const line = (more: object) => ({ productId: 'a', warehouseId: 'b', quantity: 1, ...more });
  const loosely = (client: InventoryClient) => client as unknown as Record<string, (args: unknown) => Promise<unknown>>;
  const cases: [string, string, unknown, RegExp][] = [
    ['reservationId', 'reserveStock', { reservationId: 820982911946154508, lines: [] }, /string: JSON numbers above 2\^53 lose digits/],
    ['reservationId', 'releaseStock', { reservationId: 17 }, /string/],
    ['orderId', 'fulfillment', { orderId: 17n }, /string/],
    ['reservationIds[1]', 'fulfillStock', { orderId: 'o', reservationIds: ['r', 4] }, /string/],
    ['sourcing.warehouses[1]', 'reserveStock', { lines: [], sourcing: { warehouses: ['LONDON', 2] } }, /string/],
    ['orderId', 'commitReservation', { reservationId: 'r', orderId: 1001 }, /string/],
    ['filter.orderId', 'listReservations', { filter: { status: 'COMMITTED', orderId: 1001 } }, /string/],
    ['lines[0].productId', 'reserveStock', { lines: [line({ productId: 85123 })] }, /string/],
    ['sourcing.warehouses[1]', 'reserveStock', { lines: [line({})], sourcing: { warehouses: ['a', 7] } }, /string/],
    ['keys[1].warehouseId', 'stocks', { keys: [line({}), line({ warehouseId: 1 })] }, /string/],
    ['filter.warehouseId', 'listStock', { filter: { warehouseId: 1 } }, /string/],
    [
      'lines[0].quantity',
      'reserveStock',
      { lines: [line({ quantity: 1.5 })] },
      /whole number: of goods by length or weight count .* \(cm, g\)/,
    ],
    ['safetyStock', 'updateStock', line({ quantity: undefined, expectedVersion: 1, safetyStock: 0.5 }), /whole number/],
    ['delta', 'adjustStock', line({ quantity: undefined, delta: 0.1, reason: 'RECEIVED' }), /whole number/],
    ['ttlSeconds', 'extendReservation', { reservationId: 'r', ttlSeconds: Number.NaN }, /whole number/],
  ];

  test.each(cases)('%s of %s', async (field, call, args, message) => {
    const api = await fakeApi();
    const failure = await failureOf(Promise.resolve(loosely(clientOf(api))[call]?.(args)));
    expect(failure).toMatchObject({ errorType: 'INVALID_INPUT', errorInfo: { field }, effectUnknown: false });
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain(field);
    expect(api.calls).toEqual([]);
  });

  test('productIds of a subscription', async () => {
    const received: unknown[] = [];
    const listener = { next: () => undefined, error: (...args: unknown[]) => received.push(args) };
    clientOf(await fakeApi()).onAvailabilityChange({ productIds: [85123 as unknown as string] }, listener);
    await until(() => received.length > 0);
    expect(received).toMatchObject([[{ errorType: 'INVALID_INPUT', errorInfo: { field: 'productIds[0]' } }, true]]);
  });
});

describe('a client is made', () => {
  const good = { graphqlUrl: 'https://a.example/graphql', realtimeUrl: 'wss://b.example/graphql' };
  const cases: [string, object, RegExp][] = [
    ['an empty address', { graphqlUrl: '' }, /^graphqlUrl is empty\. It has to be like https:.*stack\.json and config\.json have it\.$/],
    ['no address', { realtimeUrl: undefined }, /^realtimeUrl is empty/],
    [
      'an address without its protocol',
      { graphqlUrl: '127.0.0.1:4000/graphql' },
      /^graphqlUrl "127\.0\.0\.1:4000\/graphql" does not begin with https:\/\/ or http:\/\//,
    ],
    ['a name that looks like a protocol', { graphqlUrl: 'localhost:4000/graphql' }, /does not begin with https/],
    ['a socket address for queries', { graphqlUrl: good.realtimeUrl }, /does not begin with https/],
    ['an HTTP address for the socket', { realtimeUrl: good.graphqlUrl }, /^realtimeUrl .* does not begin with wss:\/\/ or ws:/],
    ['a host alone', { graphqlUrl: 'https://a.example' }, /has no path/],
    ['a query string', { graphqlUrl: 'https://a.example/graphql?key=1' }, /has something behind its path/],
  ];

  test.each(cases)('not with %s: it says at once what is wrong', (_name, wrong, message) => {
    expect(() => createInventoryClient({ ...good, ...wrong, authorization: key })).toThrow(message);
    expect(() => createInventoryClient({ ...good, ...wrong, authorization: key })).toThrow(TypeError);
  });

  test('with addresses as a stack has them', () => {
    for (const addresses of [good, { graphqlUrl: 'http://127.0.0.1:4000/graphql', realtimeUrl: 'ws://127.0.0.1:4000/graphql/realtime' }])
      expect(() => createInventoryClient({ ...addresses, authorization: key })).not.toThrow();
  });

  test('without a WebSocket, as in Node before 22: it calls, and a subscription names the option at once', async () => {
    const platform = globalThis.WebSocket;
    Reflect.deleteProperty(globalThis, 'WebSocket');
    onTestFinished(() => void (globalThis.WebSocket = platform));
    const client = clientOf(await answering({ body: { data: { stockSummary: { levels: 1 } } } }));
    expect(await client.stockSummary()).toEqual({ levels: 1 });
    const received: unknown[] = [];
    client.onStockChange({}, { next: () => undefined, error: (...args) => received.push(args) });
    await until(() => received.length > 0);
    expect(received).toMatchObject([[{ errorType: 'NO_WEB_SOCKET', message: expect.stringContaining('webSocket') as string }, true]]);
  });
});
