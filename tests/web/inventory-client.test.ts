import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { OnhandError } from '../../web/client/errors.ts';
import type { InventoryClient } from '../../web/client/inventory.ts';
import { isError, typedError } from '../../web/client/typed-errors.ts';
import { fakeApi, type HttpAnswer } from './support/fake-api.ts';
import { quickRetry, clientOf, refusal, contention, unreadable, answering, failureOf } from './support/inventory.ts';
import { until } from './support/until.ts';

describe('an id that the caller left out', () => {
  test.each([
    ['reserveStock', 'reservationId', async (client: InventoryClient) => client.reserveStock({ lines: [] })],
    ['fulfillStock', 'orderId', async (client: InventoryClient) => client.fulfillStock({ lines: [] })],
    [
      'adjustStock',
      'adjustmentId',
      async (client: InventoryClient) => client.adjustStock({ productId: 'a', warehouseId: 'b', delta: 1, reason: 'RECEIVED' }),
    ],
    [
      'transferStock',
      'transferId',
      async (client: InventoryClient) => client.transferStock({ productId: 'a', fromWarehouseId: 'b', toWarehouseId: 'c', quantity: 1 }),
    ],
  ] as const)('of %s is made once and sent again with each retry', async (field, id, call) => {
    const api = await answering(
      contention(field),
      unreadable,
      { status: 503, body: 'busy' },
      { body: { data: { [field]: { status: 'ACTIVE' } } } },
    );
    await call(clientOf(api));
    const ids = api.calls.map(({ variables }) => (variables['input'] as Record<string, unknown>)[id]);
    expect(ids).toHaveLength(4);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(ids).size).toBe(1);
  });

  test('is another one in the next call', async () => {
    const api = await answering({ body: { data: { reserveStock: { status: 'ACTIVE' } } } });
    const client = clientOf(api);
    await client.reserveStock({ lines: [] });
    await client.reserveStock({ lines: [] });
    const [one, two] = api.calls.map(({ variables }) => variables['input'] as { reservationId: string });
    expect(one?.reservationId).not.toBe(two?.reservationId);
  });

  test('is in the error of a call that was given up', async () => {
    const api = await answering(unreadable);
    const failure = await failureOf(clientOf(api, { retry: { budgetMs: 0 } }).reserveStock({ lines: [] }));
    expect(failure).toMatchObject({ errorType: 'NO_ANSWER', effectUnknown: true, sent: api.calls[0]?.variables });
  });
});

describe('a call is sent again', () => {
  test.each([
    ['contention', contention('releaseStock')],
    ['throttling', { status: 429, body: { errors: [{ errorType: 'TooManyRequestsException', message: 'Rate exceeded' }] } }],
    ['the firewall', { status: 403, body: { errors: [{ errorType: 'WAFForbiddenException', message: '403 Forbidden' }] } }],
    ['an error of the server', { status: 500, body: { errors: [{ errorType: 'InternalFailure', message: 'Oops' }] } }],
    ['an answer that cannot be read', unreadable],
    ['INTERNAL', refusal('releaseStock', 'INTERNAL', { requestId: 'r' })],
    ['a field that took AppSync too long', refusal('releaseStock', 'ExecutionTimeout')],
  ])('after %s', async (_name, first) => {
    const api = await answering(first, { body: { data: { releaseStock: { status: 'RELEASED' } } } });
    expect(await clientOf(api).releaseStock({ reservationId: 'r' })).toEqual({ status: 'RELEASED' });
  });

  test('not after a refusal', async () => {
    const api = await answering(refusal('stock', 'INVALID_INPUT', { field: 'productId' }));
    const failure = await failureOf(clientOf(api).stock({ productId: '', warehouseId: 'b' }));
    expect(failure).toMatchObject({ errorType: 'INVALID_INPUT', errorInfo: { field: 'productId' }, effectUnknown: false });
    expect(api.calls).toHaveLength(1);
  });

  test('not after a lost answer to a change without a revision, which could undo a later one', async () => {
    const api = await answering(unreadable);
    const failure = await failureOf(clientOf(api).changeReservation({ reservationId: 'r', lines: [] }));
    expect(failure).toMatchObject({ errorType: 'NO_ANSWER', effectUnknown: true });
    expect(api.calls).toHaveLength(1);
  });

  test('after a lost answer to a change with a revision, and after contention without one', async () => {
    const done: HttpAnswer = { body: { data: { changeReservation: {} } } };
    const lost = await answering(unreadable, done);
    await clientOf(lost).changeReservation({ reservationId: 'r', lines: [], expectedRevision: 1 });
    const contended = await answering(contention('changeReservation'), done);
    await clientOf(contended).changeReservation({ reservationId: 'r', lines: [] });
    expect([lost.calls.length, contended.calls.length]).toEqual([2, 2]);
  });

  test.each([
    ['with a list of errors', { errors: [{ errorType: 'TooManyRequestsException', message: 'Rate exceeded' }] }],
    ['with a page of a proxy', '<html>'],
  ])('no sooner than Retry-After of a 429 %s', async (_name, body) => {
    const api = await answering({ status: 429, headers: { 'retry-after': '1' }, body }, { body: { data: { stockSummary: {} } } });
    const begun = performance.now();
    await clientOf(api).stockSummary();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(990);
  });

  test('not at all when Retry-After is longer than the budget', async () => {
    const api = await answering({ status: 429, headers: { 'retry-after': '3600' }, body: '' });
    const failure = await failureOf(clientOf(api).stockSummary());
    expect(failure).toMatchObject({ status: 429, retryAfterMs: 3_600_000, effectUnknown: false });
    expect(api.calls).toHaveLength(1);
  });

  test('at least so often as was asked, however long each attempt took', async () => {
    const api = await fakeApi();
    api.onHttp = async () => {
      await pause(20);
      return contention('stockSummary');
    };
    const again: string[] = [];
    const retry = { ...quickRetry, budgetMs: 10, leastAttempts: 4, onRetry: ({ errorType }: OnhandError) => again.push(errorType) };
    expect((await failureOf(clientOf(api, { retry }).stockSummary())).errorType).toBe('CONTENTION');
    expect(api.calls).toHaveLength(4);
    expect(again).toEqual(['CONTENTION', 'CONTENTION', 'CONTENTION']);
  });

  test('not longer than the budget', async () => {
    const api = await answering(refusal('stockSummary', 'CONTENTION', { retryAfterMs: 120_000 }));
    const failure = await failureOf(clientOf(api).stockSummary());
    expect(failure.errorType).toBe('CONTENTION');
    expect(api.calls).toHaveLength(1);
  });

  test('not once it was aborted, and rejects with the reason of the signal', async () => {
    const api = await answering(refusal('stockSummary', 'CONTENTION', { retryAfterMs: 30_000 }));
    const controller = new AbortController();
    const call = clientOf(api).stockSummary({ signal: controller.signal });
    const outcome = expect(call).rejects.toThrow('The customer left.');
    await until(() => api.calls.length === 1);
    controller.abort(new Error('The customer left.'));
    await outcome;
    expect(api.calls).toHaveLength(1);
  });
});

test('an answer without data and without an error counts as lost', async () => {
  const failure = await failureOf(clientOf(await answering({ body: { data: null } }), { retry: { budgetMs: 0 } }).stockSummary());
  expect(failure).toMatchObject({ errorType: 'NO_ANSWER', effectUnknown: true });
});

test('a conflict after a lost answer says that the call itself may be the cause', async () => {
  const api = await answering(unreadable, refusal('updateStock', 'VERSION_CONFLICT', { expectedVersion: 1, current: { version: 3 } }));
  const input = { productId: 'a', warehouseId: 'b', expectedVersion: 1, stockCount: 2 };
  expect(await failureOf(clientOf(api).updateStock(input))).toMatchObject({ errorType: 'VERSION_CONFLICT', effectUnknown: true });
});

test('an error tells its own type and what belongs to it', async () => {
  const lines = [{ productId: 'a', warehouseId: 'b', requested: 2, available: 1 }];
  const api = await answering(refusal('reserveStock', 'INSUFFICIENT_STOCK', { lines }));
  const failure = await failureOf(clientOf(api).reserveStock({ lines: [] }));
  expect(isError(failure, 'INSUFFICIENT_STOCK') && failure.errorInfo.lines[0]?.available).toBe(1);
  expect(isError(failure, 'ID_REUSED')).toBe(false);
  expect(typedError(failure)?.errorType).toBe('INSUFFICIENT_STOCK');
  expect(typedError(new Error('Another one.'))).toBeUndefined();
});

test('an iterator turns pages until the token is null, empty ones too, and asks no further than the loop goes', async () => {
  const pages = [
    { items: [1, 2], nextToken: 'one' },
    { items: [], nextToken: 'two' },
    { items: [3], nextToken: null },
  ];
  const api = await answering(...pages.map((listStock) => ({ body: { data: { listStock } } })));
  const listed: unknown[] = [];
  for await (const level of clientOf(api).eachStock({ limit: 2 })) listed.push(level);
  expect(listed).toEqual([1, 2, 3]);
  expect(api.calls.map(({ variables }) => variables)).toEqual([
    { limit: 2, nextToken: null },
    { limit: 2, nextToken: 'one' },
    { limit: 2, nextToken: 'two' },
  ]);
});

test('a subscription hands on what the event is about', async () => {
  const api = await fakeApi();
  const received: unknown[] = [];
  const refused = (error: Error) => received.push(error);
  clientOf(api).onAvailabilityChange({ productIds: ['a'] }, { next: (event) => received.push(event), error: refused });
  await until(() => api.running().length === 1);
  api.publish({ data: { onAvailabilityChange: null } });
  api.publish({ data: { onAvailabilityChange: { productId: 'a' } } });
  await until(() => received.length > 0);
  expect(received).toEqual([{ productId: 'a' }]);
});

describe('reserveStock', () => {
  const answered = (status: string): HttpAnswer => ({ body: { data: { reserveStock: { reservationId: 'r', status } } } });

  test('resolves with a reservation that is active', async () => {
    const client = clientOf(await answering(answered('ACTIVE')));
    expect(await client.reserveStock({ reservationId: 'r', lines: [] })).toMatchObject({ status: 'ACTIVE' });
  });

  test('resolves with one that is a paid order by now, whose units are as safe', async () => {
    const client = clientOf(await answering(answered('COMMITTED')));
    expect(await client.reserveStock({ reservationId: 'r', lines: [] })).toMatchObject({ status: 'COMMITTED' });
  });

  test.each([
    ['RELEASED', 'RESERVATION_CLOSED'],
    ['FULFILLED', 'RESERVATION_CLOSED'],
    ['EXPIRED', 'RESERVATION_EXPIRED'],
  ] as const)('never takes for a success that the id has a reservation which is %s', async (status, errorType) => {
    const api = await answering(answered(status));
    const failure = await failureOf(clientOf(api).reserveStock({ reservationId: 'r', lines: [] }));
    expect(isError(failure, errorType) && failure.errorInfo.reservation).toMatchObject({ reservationId: 'r', status });
    expect(failure).toMatchObject({ effectUnknown: false, sent: { input: { reservationId: 'r' } } });
    expect(api.calls).toHaveLength(1);
  });
});

describe('commitReservation', () => {
  const input = { reservationId: 'r', orderId: '1001', reacquire: true };

  test('is sent again as it was when its answer was lost', async () => {
    const committed = { reservationId: 'r', status: 'COMMITTED', orderId: '1001' };
    const api = await answering(unreadable, contention('commitReservation'), { body: { data: { commitReservation: committed } } });
    expect(await clientOf(api).commitReservation(input)).toEqual(committed);
    expect(api.calls.map(({ variables }) => variables)).toEqual([{ input }, { input }, { input }]);
  });

  test('answers a copy that comes after the end with the reservation as it ended', async () => {
    const ended = { reservationId: 'r', status: 'RELEASED', orderId: '1001' };
    expect(await clientOf(await answering({ body: { data: { commitReservation: ended } } })).commitReservation(input)).toEqual(ended);
  });

  test.each(['ID_REUSED', 'RESERVATION_EXPIRED', 'INSUFFICIENT_STOCK'] as const)('takes %s for final', async (errorType) => {
    const api = await answering(refusal('commitReservation', errorType, {}));
    expect(isError(await failureOf(clientOf(api).commitReservation(input)), errorType)).toBe(true);
    expect(api.calls).toHaveLength(1);
  });
});

test('an error of AppSync itself can be recognised by its name too', async () => {
  const failure = await failureOf(clientOf(await answering(refusal('stock', 'Unauthorized'))).stock({ productId: 'a', warehouseId: 'b' }));
  expect(isError(failure, 'Unauthorized')).toBe(true);
  expect(isError(failure, 'ID_REUSED')).toBe(false);
});
