import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StockChange, StockLevel, WarehouseAvailability } from '../../../schema/types.ts';
import { type Caller, callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, type LevelOptions, line, newId } from '../../support/fixtures.ts';
import { adjustStock, releaseStock, removeStock, stock, stockHistory, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { allOf } from '../../support/paging.ts';
import { inParallel } from '../../support/race.ts';
import { useStack } from '../../support/stack.ts';
import { Connection, onAvailabilityChange, onStockChange, type StockChangeFilter } from '../../support/subscriber.ts';
import { eventually } from '../../support/wait.ts';

const stack = useStack();
const { admin, viewer, checkout, storefront } = callersOf(stack);
const open: Connection[] = [];
let staff: Connection;
let shopper: Connection;

beforeAll(async () => {
  staff = await connect(viewer);
  shopper = await connect(storefront);
});

afterAll(() => {
  for (const connection of open) connection.close();
});

describe('onStockChange', () => {
  test('brings each change as the history has it, with every field', async () => {
    const level = await aPublishedLevel({ name: 'Lamp', category: 'Lights' });
    const subscription = await onStockChange(staff, { productIds: [level.productId] });
    const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: -9, note: 'wet', reference: 'case 7' } as const;
    await accepted(adjustStock(admin, { ...input, reason: 'DAMAGED' }));
    const [event] = await subscription.until((events) => events.length === 1);
    const { items } = await accepted(stockHistory(viewer, keyOf(level)));
    expect(event).toEqual(items[0]);
    expect(event).toMatchObject({ stockDelta: -9, status: 'LOW_STOCK', reason: 'DAMAGED', note: 'wet', reference: 'case 7' });
  });

  test('brings every change to every matching subscriber, in order', async () => {
    const created = await Promise.all(Array.from({ length: 3 }, () => aPublishedLevel({ stock: 1_000 })));
    const productIds = created.map(({ productId }) => productId);
    const connections = await Promise.all([viewer, admin, checkout, viewer].map(connect));
    const subscriptions = await Promise.all([
      ...connections.map((connection) => onStockChange(connection)),
      ...connections.map((connection) => onStockChange(connection, { productIds })),
      ...connections.map((connection) => onStockChange(connection, { warehouseId: 'LONDON', productIds: productIds.toReversed() })),
    ]);
    const rounds = 8;
    await Promise.all(created.map((level) => changeOften(level, rounds)));
    for (const level of created) {
      const history = await wholeHistory(level, 1 + 3 * rounds);
      for (const subscription of subscriptions) {
        await subscription.until((events) => of(level, events).length >= 3 * rounds);
        expect(of(level, subscription.events)).toEqual(history.slice(1));
      }
    }
  });

  test('brings what was selected and nothing else', async () => {
    const level = await aPublishedLevel();
    const query = `subscription ($p: [ID!]) { onStockChange(productIds: $p) { seen: sequence availableCount } }`;
    const subscription = await staff.subscribe<object>(query, { p: [level.productId] });
    await adjust(level, 5);
    expect(await subscription.until((events) => events.length === 1)).toEqual([{ seen: 2, availableCount: 15 }]);
  });

  test('ends with stop', async () => {
    const level = await aPublishedLevel();
    const [one, other] = [await onStockChange(staff, { productIds: [level.productId] }), await onStockChange(staff)];
    await one.stop();
    await adjust(level, 1);
    await other.until((events) => of(level, events).length === 1);
    expect(one.events).toEqual([]);
  });
});

describe('a filter of onStockChange', () => {
  const created: StockLevel[] = [];
  const names = ['a/LONDON', 'a/PARIS', 'b/LONDON', 'b/PARIS'];
  const prefix = newId('filter');
  const [a, b] = [`${prefix}-a`, `${prefix}-b`];
  const others = (count: number) => Array.from({ length: count }, () => newId('other'));

  beforeAll(async () => {
    const keys = names.map((name) => ({ productId: `${prefix}-${name.charAt(0)}`, warehouseId: name.slice(2) }));
    created.push(...(await Promise.all(keys.map((key) => aPublishedLevel(key)))));
  });

  const cases: [string, StockChangeFilter, string[]][] = [
    ['left out: all', {}, names],
    ['of nulls: all', { productIds: null, warehouseId: null }, names],
    ['of one product', { productIds: [a] }, ['a/LONDON', 'a/PARIS']],
    ['of one product twice', { productIds: [a, a] }, ['a/LONDON', 'a/PARIS']],
    ['of 5 products, the last of them', { productIds: [...others(4), a] }, ['a/LONDON', 'a/PARIS']],
    ['of 6 products, the last of them', { productIds: [...others(5), b] }, ['b/LONDON', 'b/PARIS']],
    ['of 50 products, the first and the last of them', { productIds: [a, ...others(48), b] }, names],
    ['of one product and warehouse null', { productIds: [b], warehouseId: null }, ['b/LONDON', 'b/PARIS']],
    ['of a warehouse', { warehouseId: 'PARIS' }, ['a/PARIS', 'b/PARIS']],
    ['of a warehouse and products null', { productIds: null, warehouseId: 'PARIS' }, ['a/PARIS', 'b/PARIS']],
    ['of a product and a warehouse', { productIds: [a], warehouseId: 'PARIS' }, ['a/PARIS']],
    ['of 50 products and a warehouse', { productIds: [b, ...others(48), a], warehouseId: 'LONDON' }, ['a/LONDON', 'b/LONDON']],
    ['of a product in another case', { productIds: [a.toUpperCase()] }, []],
    ['of what nobody has', { productIds: others(1) }, []],
  ];

  test('lets through what matches and nothing else', async () => {
    const given = await Promise.all(cases.map(([, filter]) => onStockChange(staff, filter)));
    const variablesLeftOut =
      'subscription ($p: [ID!], $w: ID) { onStockChange(productIds: $p, warehouseId: $w) { productId warehouseId } }';
    const undefinedOnes = await staff.subscribe<StockChange>(variablesLeftOut);
    for (const level of created) await adjust(level, 1);
    // What comes to all comes to the others before or at once; the second change then shows that
    // nobody got more of the first.
    await given[0]?.until((events) => seen(events).length === names.length);
    await adjust(created[0] as StockLevel, 1);
    for (const [index, [name, , expected]] of cases.entries()) {
      const again = expected.includes('a/LONDON') ? ['a/LONDON'] : [];
      await eventually(async () => expect(seen(given[index]?.events ?? []), name).toEqual([...expected, ...again].toSorted()));
    }
    await eventually(async () => expect(seen(undefinedOnes.events)).toEqual([...names, 'a/LONDON'].toSorted()));
  });

  function seen(events: readonly StockChange[]): string[] {
    const own = events.filter(({ productId }) => productId.startsWith(prefix));
    return own.map(({ productId, warehouseId }) => `${productId.slice(prefix.length + 1)}/${warehouseId}`).toSorted();
  }
});

describe('onAvailabilityChange', () => {
  test('tells shoppers number and status as they are, and nothing that is not theirs', async () => {
    const level = await aPublishedLevel({ name: 'Lamp' });
    const subscription = await onAvailabilityChange(shopper, [level.productId]);
    await aReservation([line(level, 9)]);
    const [event] = await subscription.until((events) => events.length === 1);
    const { lastUpdated } = await accepted(stock(viewer, keyOf(level)));
    expect(event).toEqual({ ...keyOf(level), availableCount: 1, status: 'LOW_STOCK', sequence: 2, lastUpdated });
  });

  test('does not tell what shoppers would not see', async () => {
    const level = await aPublishedLevel();
    const subscription = await onAvailabilityChange(shopper, [level.productId]);
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, name: 'Lamp', note: 'not for shoppers' }));
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 2, stockCount: 10 }));
    await wholeHistory(level, 3);
    await adjust(level, 1);
    expect(await subscription.until((events) => events.length > 0)).toMatchObject([{ sequence: 4, availableCount: 11 }]);
  });

  test('tells of a status that changes alone', async () => {
    const level = await aPublishedLevel();
    const subscription = await onAvailabilityChange(shopper, [level.productId]);
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, thresholdLevel: 10 }));
    expect(await subscription.until((events) => events.length > 0)).toMatchObject([{ availableCount: 10, status: 'LOW_STOCK' }]);
  });

  test('is never negative, and silent while all happens below zero', async () => {
    const level = await aPublishedLevel();
    const subscription = await onAvailabilityChange(shopper, [level.productId]);
    const reservation = await aReservation([line(level, 8)]);
    await subscription.until((events) => events.length === 1);
    const force = { ...keyOf(level), allowBelowReserved: true };
    await accepted(updateStock(admin, { ...force, expectedVersion: 1, stockCount: 3 }));
    await subscription.until((events) => events.length === 2);
    await accepted(updateStock(admin, { ...force, expectedVersion: 2, stockCount: 2 }));
    await wholeHistory(level, 4);
    await accepted(releaseStock(checkout, reservation));
    await subscription.until((events) => events.length > 2);
    expect(subscription.events.map(shown)).toEqual(['2 LOW_STOCK', '0 OUT_OF_STOCK', '2 LOW_STOCK']);
  });

  test('tells of a level that is born, retired and born again', async () => {
    const productId = newId('product');
    const subscription = await onAvailabilityChange(shopper, [productId]);
    const level = await aLevel({ productId, stock: 0 });
    await subscription.until((events) => events.length === 1);
    await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }));
    await wholeHistory(level, 2);
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 0, stockCount: 5 }));
    await subscription.until((events) => events.length > 1);
    expect(subscription.events.map(shown)).toEqual(['0 OUT_OF_STOCK', '5 IN_STOCK']);
  });

  test('tells of all warehouses of up to 50 products and of no others', async () => {
    const [mine, also, other] = await Promise.all([aPublishedLevel(), aPublishedLevel(), aPublishedLevel()]);
    const paris = await aPublishedLevel({ productId: mine.productId, warehouseId: 'PARIS' });
    const productIds = [mine.productId, ...Array.from({ length: 48 }, () => newId('other')), also.productId];
    const subscription = await onAvailabilityChange(shopper, productIds);
    for (const level of [other, mine, paris, also]) await adjust(level, 1);
    await subscription.until((events) => events.length >= 3);
    expect(new Set(subscription.events.map(({ productId, warehouseId }) => `${productId} ${warehouseId}`))).toEqual(
      new Set([mine, paris, also].map(({ productId, warehouseId }) => `${productId} ${warehouseId}`)),
    );
  });

  test('ends at the newest state however fast changes come', async () => {
    const level = await aPublishedLevel({ stock: 1_000 });
    const subscription = await onAvailabilityChange(shopper, [level.productId]);
    await changeOften(level, 20);
    const now = await accepted(stock(viewer, keyOf(level)));
    await subscription.until((events) => events.at(-1)?.sequence === now.sequence);
    expect(subscription.events.at(-1)).toMatchObject({ availableCount: now.availableCount, status: now.status });
    const sequences = subscription.events.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  });
});

test('a change reaches staff and shoppers alike', async () => {
  const level = await aPublishedLevel();
  const changes = await onStockChange(staff, { productIds: [level.productId] });
  const states = await onAvailabilityChange(shopper, [level.productId]);
  await adjust(level, -1);
  const second = ({ sequence }: { sequence: number }) => sequence === 2;
  const [toStaff, toShoppers] = await Promise.all([
    changes.until((events) => events.some(second)),
    states.until((events) => events.some(second)),
  ]);
  expect(toStaff.find(second)).toMatchObject({ stockDelta: -1, availableCount: 9 });
  expect(toShoppers.find(second)).toMatchObject({ availableCount: 9 });
});

async function connect(caller: Caller): Promise<Connection> {
  const connection = await Connection.open(stack, caller);
  open.push(connection);
  return connection;
}

/**
 * A new level of whose birth all who listen have heard, so that the next event is of the next
 * change.
 */
async function aPublishedLevel(options: LevelOptions = {}): Promise<StockLevel> {
  const { productId = newId('product'), warehouseId = 'LONDON' } = options;
  const birth = await onAvailabilityChange(shopper, [productId]);
  const level = await aLevel({ ...options, productId, warehouseId });
  await birth.until((events) => events.some((event) => event.warehouseId === warehouseId));
  await birth.stop();
  return level;
}

async function adjust(level: StockLevel, delta: number): Promise<void> {
  await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta, reason: 'CORRECTION' }));
}

/** Three changes a round, of stock and of reservations: some of them at the same time. */
async function changeOften(level: StockLevel, rounds: number): Promise<void> {
  await inParallel(2, async () => {
    for (let round = 0; round < rounds / 2; round += 1) {
      const reservation = await aReservation([line(level, 3)]).catch(() => aReservation([line(level, 3)]));
      await adjust(level, -1);
      await accepted(releaseStock(checkout, reservation));
    }
  });
}

async function wholeHistory(level: StockLevel, length: number): Promise<StockChange[]> {
  const read = () => allOf(stockHistory, viewer, { ...keyOf(level), afterSequence: 0, limit: 100 });
  await expect.poll(async () => (await read()).length).toBe(length);
  return read();
}

function of(level: StockLevel, events: readonly StockChange[]): StockChange[] {
  return events.filter(({ productId, warehouseId }) => productId === level.productId && warehouseId === level.warehouseId);
}

function shown({ availableCount, status }: WarehouseAvailability): string {
  return `${availableCount} ${status}`;
}
