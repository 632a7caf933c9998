import { describe, expect, test } from 'vitest';
import type { StockKeyInput } from '../../schema/types.ts';
import { type FakeApi, fakeApi } from './support/fake-api.ts';
import { type Shop, shop } from './support/shop.ts';
import { stockStoreOf } from './support/stores.ts';
import { until } from './support/until.ts';

const lamp: StockKeyInput = { productId: 'lamp', warehouseId: 'LONDON' };
const chair: StockKeyInput = { productId: 'chair', warehouseId: 'PARIS' };

/** Reads see the table at once, but their answers wait until each is let go. */
function holdAnswers(api: FakeApi, table: Shop): { letOneGo: () => void } {
  const held: (() => void)[] = [];
  api.onHttp = async (call) => {
    const answer = table.answer(call);
    await new Promise<void>((resolve) => held.push(resolve));
    return answer;
  };
  return { letOneGo: () => held.shift()?.() };
}

describe('a stock store is not live', () => {
  test('by the answer to a read from before its subscription started anew', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const answers = holdAnswers(api, table);
    const store = stockStoreOf(api);
    const since = store.mark();
    store.put([table.change(lamp, 5)], since);
    await until(() => api.calls.length === 1);
    api.drop();
    table.change(lamp, 4, 'quietly');
    await until(() => api.starts.length === 2 && api.running().length === 1);
    // Frames keep their order: with this event the store has heard of the start too.
    table.change(chair, 1);
    await until(() => store.get(chair) !== undefined);
    answers.letOneGo();
    await until(() => api.calls.length === 2);
    expect(store.get(lamp)?.stockCount).toBe(5);
    expect(store.views.map(({ state }) => state)).not.toContain('live');
    answers.letOneGo();
    await until(() => store.state === 'live');
    expect(store.get(lamp)?.stockCount).toBe(4);
  });

  test('with a level that was asked for before its subscription started, until that was read again', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const asked = table.change(lamp, 5);
    const answers = holdAnswers(api, table);
    const store = stockStoreOf(api);
    const since = store.mark();
    table.change(lamp, 4, 'quietly');
    await until(() => store.state === 'live');
    store.put([asked], since);
    expect(store.state).toBe('stale');
    await until(() => api.calls.length === 1);
    answers.letOneGo();
    await until(() => store.state === 'live');
    expect(store.get(lamp)?.stockCount).toBe(4);
  });

  test('after an event that did not come whole, until all was read again', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const store = stockStoreOf(api);
    const since = store.mark();
    store.put([table.change(lamp, 5)], since);
    await until(() => store.state === 'live');
    const { length } = api.calls;
    const answers = holdAnswers(api, table);
    table.change(lamp, 4, 'quietly');
    api.publish({ data: null, errors: [{ errorType: 'INTERNAL', message: 'The event could not be read.' }] });
    await until(() => api.calls.length > length);
    expect(store.state).toBe('stale');
    answers.letOneGo();
    await until(() => store.state === 'live');
    expect(store.get(lamp)?.stockCount).toBe(4);
  });
});

describe('a stock store reads', () => {
  test('also what was put after the start once more, for the event that AppSync may lose then', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const store = stockStoreOf(api, { times: { settleMs: 200 } });
    await until(() => store.state === 'live');
    const since = store.mark();
    store.put([table.change(lamp, 5, 'quietly')], since);
    table.change(lamp, 4, 'quietly');
    await until(() => store.get(lamp)?.stockCount === 4);
  });

  test.each([
    ['all levels', {}],
    ['a warehouse', { warehouseId: 'LONDON' }],
    ['some products', { productIds: ['lamp', 'chair', 'shelf'] }],
  ])('by key only what the walk through %s did not list', async (_what, scope) => {
    const api = await fakeApi();
    const table = shop(api);
    for (const productId of ['lamp', 'chair', 'shelf']) table.change({ productId, warehouseId: 'LONDON' }, 0);
    const store = stockStoreOf(api, { ...scope, complete: true, times: { settleMs: 50, pollMs: 30, resyncMs: 30 } });
    await until(() => store.state === 'live' && store.all().length === 3);
    const { length } = api.calls;
    const keysRead = () => api.calls.flatMap(({ variables }) => (variables['keys'] as StockKeyInput[] | undefined) ?? []);
    await until(() => api.calls.length > length + 3);
    expect(keysRead()).toEqual([]);
    // The last of the list, so that no other level moves to another page.
    const shelf = { productId: 'shelf', warehouseId: 'LONDON' };
    table.remove(shelf, 'quietly');
    await until(() => store.get(shelf) === undefined);
    expect(keysRead()).toEqual([shelf]);
  });

  test('nothing by key that a walk after a reconnect brings', async () => {
    const api = await fakeApi();
    const table = shop(api);
    for (const key of [lamp, chair]) table.change(key, 5);
    const store = stockStoreOf(api, { complete: true });
    await until(() => store.state === 'live');
    const { length } = api.calls;
    api.drop();
    table.change(lamp, 4, 'quietly');
    await until(() => store.state === 'live' && store.get(lamp)?.stockCount === 4);
    expect(api.calls.slice(length).filter(({ variables }) => 'keys' in variables)).toEqual([]);
  });
});
