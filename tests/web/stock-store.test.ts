import { describe, expect, test } from 'vitest';
import type { StockKeyInput } from '../../schema/types.ts';
import type { StockStore } from '../../web/client/stores/stock.ts';
import { fakeApi } from './support/fake-api.ts';
import { type Shop, shop } from './support/shop.ts';
import { stockStoreOf } from './support/stores.ts';
import { until } from './support/until.ts';

const lamp: StockKeyInput = { productId: 'lamp', warehouseId: 'LONDON' };
const chair: StockKeyInput = { productId: 'chair', warehouseId: 'PARIS' };

/** Puts levels as a view does that just asked for them. */
function put(store: StockStore, table: Shop, ...keys: StockKeyInput[]): void {
  const since = store.mark();
  const found = keys.map((key) => table.level(key)).filter((level) => level !== null);
  store.put(found, since);
}

function isEqualTo(store: StockStore, table: Shop): boolean {
  const inOrder = (levels: StockKeyInput[]) => levels.map((level) => JSON.stringify(level)).toSorted();
  return JSON.stringify(inOrder(store.all())) === JSON.stringify(inOrder(table.levels()));
}

describe('a stock store', () => {
  test('keeps what was put into it up to date', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(lamp, 5);
    const store = stockStoreOf(api);
    put(store, table, lamp);
    await until(() => store.state === 'live');
    const changed = table.change(lamp, 4);
    await until(() => store.get(lamp)?.stockCount === 4);
    expect(store.get(lamp)).toEqual(changed);
    expect(store.views.at(-1)).toEqual({ state: 'live', changed: [{ key: lamp, level: changed }] });
  });

  test('takes in levels that it hears of for the first time', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const store = stockStoreOf(api);
    await until(() => store.state === 'live');
    table.change(chair, 3);
    await until(() => store.get(chair)?.stockCount === 3);
  });

  test('takes in what a query tells of the past in any order, and nothing that it knows better', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(lamp, 5);
    const store = stockStoreOf(api);
    put(store, table, lamp);
    await until(() => store.state === 'live');
    table.change(lamp, 4, 'quietly');
    table.change(chair, 3, 'quietly');
    table.remove(chair, 'quietly');
    table.change(lamp, 2, 'quietly');
    store.replay(table.changes.toReversed());
    expect(store.get(lamp)).toEqual(table.level(lamp));
    expect(store.get(chair)).toBeUndefined();
    table.change(lamp, 1);
    await until(() => store.get(lamp)?.stockCount === 1);
    store.replay(table.changes.slice(0, 2));
    expect(store.get(lamp)?.stockCount).toBe(1);
  });

  test('takes a removed level out by its event alone', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(lamp, 0);
    const store = stockStoreOf(api);
    put(store, table, lamp);
    await until(() => store.state === 'live');
    const { length } = api.calls;
    table.remove(lamp);
    await until(() => store.get(lamp) === undefined);
    expect(api.calls).toHaveLength(length);
  });

  test('leaves a removed level out, also when an older event comes late', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(lamp, 0);
    const store = stockStoreOf(api);
    put(store, table, lamp);
    await until(() => store.state === 'live');
    const late = table.change(lamp, 0, 'quietly');
    table.remove(lamp);
    await until(() => store.get(lamp) === undefined);
    const { lastUpdated, ...state } = late;
    api.publish({ data: { onStockChange: { ...state, cause: 'COUNTED', changedAt: lastUpdated } } });
    table.change(chair, 1);
    await until(() => store.get(chair) !== undefined);
    expect(store.all()).toEqual([table.level(chair)]);
    expect(store.views.flatMap(({ changed }) => changed)).toContainEqual({ key: lamp, level: null });
  });

  test('shows a level again that was removed and made anew', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(lamp, 0);
    const store = stockStoreOf(api);
    put(store, table, lamp);
    await until(() => store.state === 'live');
    table.remove(lamp);
    table.change(lamp, 9);
    await until(() => store.get(lamp)?.stockCount === 9);
  });

  test('reads only the level again whose sequence jumped', async () => {
    const api = await fakeApi();
    const table = shop(api);
    for (const key of [lamp, chair]) table.change(key, 5);
    const store = stockStoreOf(api);
    put(store, table, lamp, chair);
    await until(() => store.state === 'live');
    const { length } = api.calls;
    table.change(lamp, 4, 'quietly');
    table.change(lamp, 3);
    await until(() => api.calls.length > length);
    expect(api.calls.slice(length).map(({ variables }) => variables)).toEqual([{ keys: [lamp] }]);
    expect(store.get(lamp)?.stockCount).toBe(3);
  });

  test('reads all that it holds again, 100 at a time, after a reconnect', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const keys = Array.from({ length: 150 }, (_, index) => ({ productId: `product-${index}`, warehouseId: 'LONDON' }));
    for (const key of keys) table.change(key, 5);
    const store = stockStoreOf(api);
    put(store, table, ...keys);
    await until(() => store.state === 'live');
    const { length } = api.calls;
    api.drop();
    for (const key of keys) table.change(key, 4, 'quietly');
    await until(() => store.state === 'live' && store.all().every(({ stockCount }) => stockCount === 4));
    expect(api.calls.slice(length).map(({ variables }) => (variables['keys'] as unknown[]).length)).toEqual([100, 50]);
    expect(store.views.map(({ state }) => state)).toContain('stale');
    expect(isEqualTo(store, table)).toBe(true);
  });

  test('reads once more a little after each start, for the event that AppSync may lose then', async () => {
    const api = await fakeApi({ loseAfterStart: 1 });
    const table = shop(api);
    table.change(lamp, 5);
    const store = stockStoreOf(api, { times: { settleMs: 50 } });
    put(store, table, lamp);
    await until(() => store.state === 'live');
    table.change(lamp, 4);
    await until(() => store.get(lamp)?.stockCount === 4);
  });

  test('reads everything now and then, for a last event that got lost', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(lamp, 5);
    const store = stockStoreOf(api, { times: { pollMs: 30, resyncMs: 60 } });
    put(store, table, lamp);
    await until(() => store.state === 'live');
    table.change(lamp, 4, 'quietly');
    await until(() => store.get(lamp)?.stockCount === 4);
  });

  test('is stale while it cannot read, and tries until it can', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(lamp, 5);
    let failing = true;
    api.onHttp = (call) => (failing ? { status: 503, body: 'no' } : table.answer(call));
    const store = stockStoreOf(api);
    put(store, table, lamp);
    await until(() => store.state === 'stale');
    table.change(lamp, 4, 'quietly');
    failing = false;
    await until(() => store.state === 'live');
    expect(store.get(lamp)?.stockCount).toBe(4);
  });

  test('does not take a level that was put for newer than the event that came meanwhile', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const asked = table.change(lamp, 5);
    const store = stockStoreOf(api);
    await until(() => store.state === 'live');
    const since = store.mark();
    table.change(lamp, 4);
    await until(() => store.get(lamp)?.stockCount === 4);
    store.put([asked], since);
    expect(store.get(lamp)?.stockCount).toBe(4);
  });

  test('follows a table that was set back, as from a backup', async () => {
    const api = await fakeApi();
    const table = shop(api);
    for (const count of [5, 4, 3]) table.change(lamp, count);
    const store = stockStoreOf(api);
    put(store, table, lamp);
    await until(() => store.state === 'live');
    const restored = shop(api);
    restored.change(lamp, 8, 'quietly');
    api.drop();
    await until(() => store.get(lamp)?.stockCount === 8);
  });

  test('listens to a warehouse, and asks for no argument that it does not have', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const store = stockStoreOf(api, { warehouseId: 'PARIS' });
    await until(() => store.state === 'live');
    expect(api.starts[0]?.variables).toEqual({ warehouseId: 'PARIS' });
    expect(api.starts[0]?.query).not.toContain('productIds');
    table.change(lamp, 1);
    table.change(chair, 1);
    await until(() => store.all().length === 1);
    expect(store.get(chair)).toEqual(table.level(chair));
  });

  test('listens to 120 products with three subscriptions', async () => {
    const api = await fakeApi();
    shop(api);
    const store = stockStoreOf(api, { productIds: Array.from({ length: 120 }, (_, index) => `product-${index}`) });
    await until(() => store.state === 'live');
    expect(api.starts.map(({ variables }) => (variables['productIds'] as string[]).length)).toEqual([50, 50, 20]);
  });

  test.each([
    ['all levels', {}],
    ['a warehouse', { warehouseId: 'LONDON' }],
    ['some products', { productIds: ['lamp', 'chair', 'shelf'] }],
  ])('finds what was born and retired while the connection was lost when it holds %s completely', async (_what, scope) => {
    const api = await fakeApi();
    const table = shop(api);
    for (const productId of ['lamp', 'chair']) table.change({ productId, warehouseId: 'LONDON' }, 0);
    const store = stockStoreOf(api, { ...scope, complete: true });
    await until(() => store.state === 'live' && isEqualTo(store, table));
    table.remove(lamp, 'quietly');
    for (const productId of ['chair', 'shelf', 'shelf']) table.change({ productId, warehouseId: 'LONDON' }, 2, 'quietly');
    expect(isEqualTo(store, table)).toBe(false);
    api.drop();
    await until(() => store.state === 'live' && isEqualTo(store, table));
  });

  test('is stale for good, but polls, when its subscription is refused', async () => {
    const api = await fakeApi({ onStart: () => ({ errorType: 'Unauthorized', message: 'Not Authorized to access onStockChange.' }) });
    const table = shop(api);
    table.change(lamp, 5);
    const store = stockStoreOf(api, { times: { pollMs: 30 } });
    put(store, table, lamp);
    await until(() => store.state === 'stale');
    table.change(lamp, 4, 'quietly');
    await until(() => store.get(lamp)?.stockCount === 4);
    expect(store.state).toBe('stale');
    expect(api.starts).toHaveLength(1);
  });

  test('gives the same object for a level until it changes', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(lamp, 5);
    const store = stockStoreOf(api);
    put(store, table, lamp);
    const before = store.get(lamp);
    await until(() => store.state === 'live');
    expect(store.get(lamp)).toBe(before);
    expect(store.views.flatMap(({ changed }) => changed).filter(({ level }) => level === null)).toEqual([]);
  });
});
