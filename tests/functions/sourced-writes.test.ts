import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ContendedCall } from '../../domain/calls/call.ts';
import type { ReserveCall } from '../../domain/calls/reservations.ts';
import type { Sourcing } from '../../domain/sourcing.ts';
import type { handler as Handler } from '../../functions/contended-writes/handler.ts';
import { cancelled, FakeAws, type Reply } from './fake-aws.ts';

const BUDGET_MS = 10_000;

const context = { awsRequestId: 'request' } as Context;
const aws = new FakeAws();
let handler: typeof Handler;

const conflict: Reply = { ...cancelled('None', 'TransactionConflict'), afterMs: 5 };

beforeAll(async () => {
  const environment = {
    INVENTORY_TABLE: 'Inventory',
    RESERVATIONS_TABLE: 'Reservations',
    REQUESTS_TABLE: 'Requests',
    BUDGET_MS: String(BUDGET_MS),
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  Object.assign(process.env, environment);
  ({ handler } = await import('../../functions/contended-writes/handler.ts'));
});

afterAll(() => aws.stop());

/** A call for lamps from A or B, or from wherever there are some. */
function asking(quantity: number, warehouses: string[] | null = ['A', 'B']): ContendedCall {
  const sourcing: Sourcing = { asked: [{ product_id: 'lamp', warehouse_id: null, quantity }], split: 'LINES', warehouses, input: 'asked' };
  const call: ReserveCall = {
    field: 'reserveStock',
    asked: { reservationId: 'hold' },
    lines: [],
    ttlSeconds: 60,
    keyOfId: 'aG9sZA==',
    actor: 'checkout',
    sourcing,
  };
  return { call, since: Date.now() };
}

/** The level of lamps in a warehouse. */
function level(warehouse_id: string, available_count: number) {
  return marshall({ product_id: 'lamp', warehouse_id, available_count, stock_count: available_count, reserved_count: 0 });
}

function read(units: Record<string, number>): Reply {
  const items = Object.entries(units).map(([warehouse, count]) => level(warehouse, count));
  return { body: { Responses: { Inventory: items }, Items: items } };
}

/** What one consistent read of the reservation and the levels shows. */
function seen(units: Record<string, number>, reservation?: Record<string, unknown>): Reply {
  const levels = Object.entries(units).map(([warehouse, count]) => ({ Item: level(warehouse, count) }));
  return { body: { Responses: [reservation ? { Item: marshall(reservation) } : {}, ...levels] } };
}

/** Answers each operation with these, in turn; with success once they are used up. */
function answering(replies: Record<string, Reply[]>): void {
  aws.reset(({ operation }) => replies[operation]?.shift());
}

/** The warehouses that were written, write by write. */
function written(): string[] {
  return aws.of('TransactWriteItems').map((body) => {
    const [, update] = body['TransactItems'] as { Update: { Key: { warehouse_id: { S: string } } } }[];
    return update?.Update.Key.warehouse_id.S ?? '';
  });
}

test('a level that was taken meanwhile is passed over for the next', async () => {
  answering({
    BatchGetItem: [read({ A: 5, B: 5 }), read({ A: 0, B: 5 })],
    TransactWriteItems: [cancelled('None', 'ConditionalCheckFailed')],
  });
  const { outcome, lines } = await handler(asking(2), context);
  expect(outcome.done).toBe(true);
  expect(lines).toEqual([{ product_id: 'lamp', warehouse_id: 'B', quantity: 2 }]);
  expect(written()).toEqual(['A', 'B']);
});

test('what was read as short is looked at once more, at one moment, before it is refused', async () => {
  answering({ BatchGetItem: [read({ A: 1 })], TransactGetItems: [conflict, seen({ A: 1, B: 1 })] });
  const { refusal } = await handler(asking(2), context);
  expect(refusal).toMatchObject({ type: 'INSUFFICIENT_STOCK', info: { lines: [{ warehouseId: null, requested: 2, available: 1 }] } });
  expect(aws.of('TransactGetItems')).toHaveLength(2);
  expect(written()).toEqual([]);
});

test('what turns out to be there after all is taken', async () => {
  answering({ BatchGetItem: [read({ A: 1, B: 1 })], TransactGetItems: [seen({ A: 1, B: 2 })] });
  const { outcome, refusal } = await handler(asking(2), context);
  expect(refusal).toBeUndefined();
  expect(outcome.done).toBe(true);
  expect(written()).toEqual(['B']);
});

test('a call whose own reservation took what is missing gets that reservation', async () => {
  const reservation = { reservation_id: 'hold', status: 'ACTIVE', input: 'asked' };
  answering({ BatchGetItem: [read({ A: 0, B: 0 })], TransactGetItems: [seen({ A: 0, B: 0 }, reservation)] });
  const { outcome, refusal } = await handler(asking(2), context);
  expect(refusal).toBeUndefined();
  expect(outcome).toMatchObject({ done: false, contended: false, seen: [{ failed: true, item: reservation }] });
});

test('one that cannot see all levels at one moment until its time is over is contended, and not refused', async () => {
  aws.reset(({ operation }) => (operation === 'TransactGetItems' ? conflict : read({ A: 0, B: 0 })));
  const call = asking(2);
  const { outcome, refusal } = await handler({ ...call, since: call.since - BUDGET_MS + 200 }, context);
  expect(refusal).toBeUndefined();
  expect(outcome).toMatchObject({ done: false, contended: true });
});

test('without a list the fullest warehouse is taken, and of about equal ones not always the same', async () => {
  const choices: string[] = [];
  for (let call = 0; call < 30; call += 1) {
    answering({ Query: [read({ A: 9, B: 100, C: 99, D: 40 })] });
    await handler(asking(2, null), context);
    choices.push(...written());
  }
  expect(new Set(choices)).toEqual(new Set(['B', 'C']));
});

/** A reservation of two lamps from A that was refused since A has one. */
function refusedThere(): ContendedCall {
  const lines = [{ product_id: 'lamp', warehouse_id: 'A', quantity: 2 }];
  const call = { ...(asking(2).call as ReserveCall), lines };
  delete call.sourcing;
  const at = { iso: '2026-11-30T00:00:00.000Z', ms: 0 };
  const item = { product_id: 'lamp', warehouse_id: 'A', available_count: 1, stock_count: 1, reserved_count: 0 };
  const short = [
    { failed: false, item: null },
    { failed: true, item },
  ];
  return { call, since: Date.now(), refused: { done: false, contended: false, seen: short, item: null, at } };
}

test('a refusal and the others that it names are of one moment, whatever was read before', async () => {
  answering({ Query: [read({ A: 2, B: 9 })], TransactGetItems: [conflict, seen({ A: 0, B: 3, C: 4 })] });
  const { refusal } = await handler(refusedThere(), context);
  const others = [
    { warehouseId: 'C', available: 4 },
    { warehouseId: 'B', available: 3 },
  ];
  expect(refusal).toMatchObject({
    type: 'INSUFFICIENT_STOCK',
    info: { lines: [{ warehouseId: 'A', requested: 2, available: 0, others }] },
  });
  expect(written()).toEqual([]);
});

test('what was refused is taken where there is enough by the time that somebody looks', async () => {
  answering({ Query: [read({ A: 1 })], TransactGetItems: [seen({ A: 2 })] });
  const { outcome, refusal } = await handler(refusedThere(), context);
  expect(refusal).toBeUndefined();
  expect(outcome.done).toBe(true);
  expect(written()).toEqual(['A']);
});

test('what its own copy took meanwhile is no refusal', async () => {
  const reservation = { reservation_id: 'hold', status: 'ACTIVE', revision: 1 };
  const own: Reply = cancelled('ConditionalCheckFailed', 'None');
  answering({ Query: [read({ A: 0 })], TransactGetItems: [seen({ A: 0 }, reservation)], TransactWriteItems: [own] });
  const { outcome, refusal } = await handler(refusedThere(), context);
  expect(refusal).toBeUndefined();
  expect(outcome.seen[0]?.failed).toBe(true);
});

test('a refusal names no others where they cannot be read', async () => {
  aws.reset(({ operation }) => (operation === 'TransactGetItems' ? conflict : read({ A: 0, B: 3 })));
  const { refusal } = await handler(refusedThere(), context);
  expect(refusal?.info).toEqual({ lines: [{ productId: 'lamp', warehouseId: 'A', requested: 2, available: 1 }] });
});

test('of more levels than can be seen at one moment, those of every product are looked at that have most', async () => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, place) => [`W${place}`, place]));
  answering({ Query: [read({ A: 1, ...many })], TransactGetItems: [seen({ A: 1 })] });
  await handler(refusedThere(), context);
  const looked = (aws.of('TransactGetItems')[0]?.['TransactItems'] as { Get: { Key: { warehouse_id?: { S: string } } } }[]).map(
    ({ Get }) => Get.Key.warehouse_id?.S,
  );
  expect(looked).toHaveLength(100);
  expect(looked.slice(0, 4)).toEqual([undefined, 'A', 'W119', 'W118']);
});
