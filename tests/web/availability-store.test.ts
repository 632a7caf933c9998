import { describe, expect, test } from 'vitest';
import { fakeApi } from './support/fake-api.ts';
import { shop } from './support/shop.ts';
import { availabilityStoreOf, type Place, watch } from './support/stores.ts';
import { until } from './support/until.ts';

const london = (productId: string) => ({ productId, warehouseId: 'LONDON' });
const paris = (productId: string) => ({ productId, warehouseId: 'PARIS' });

describe('an availability store', () => {
  test('says at once that it is loading, then what there is, then that it is live', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 7);
    const place = watch(availabilityStoreOf(api), 'lamp');
    expect(place.views).toEqual([{ state: 'loading', availability: null }]);
    await until(() => place.now().state === 'live');
    expect(place.now().availability).toEqual(table.availability('lamp'));
    expect(place.views.map(({ state }) => state)).not.toContain('stale');
  });

  test('shows changes, adds up warehouses and takes the best status', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 0);
    table.change(paris('lamp'), 1);
    const place = watch(availabilityStoreOf(api), 'lamp');
    await until(() => place.now().state === 'live');
    table.change(london('lamp'), 40);
    await until(() => place.now().availability?.availableCount === 41);
    expect(place.now().availability).toEqual(table.availability('lamp'));
    expect(place.now().availability?.status).toBe('IN_STOCK');
  });

  test('shows null, live, for a product that no warehouse keeps, and its first level when it comes', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const place = watch(availabilityStoreOf(api), 'new');
    await until(() => place.now().state === 'live');
    expect(place.now().availability).toBeNull();
    table.change(london('new'), 3);
    await until(() => place.now().availability?.availableCount === 3);
  });

  test('shows no part of a product as the whole when an event comes before the first answer', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    table.change(paris('lamp'), 5);
    const held: (() => void)[] = [];
    api.onHttp = (call) => new Promise((resolve) => held.push(() => resolve(table.answer(call))));
    const store = availabilityStoreOf(api);
    const [place, other] = [watch(store, 'lamp'), watch(store, 'other')];
    await until(() => api.running().length === 1 && held.length === 1);
    table.change(london('lamp'), 4);
    api.onHttp = (call) => table.answer(call);
    held[0]?.();
    await until(() => place.now().state === 'live' && other.now().state === 'live');
    expect(new Set(place.views.map(({ availability }) => availability?.availableCount))).toEqual(new Set([undefined, 9]));
  });

  test('asks for 120 products with three subscriptions and two queries before they are live', async () => {
    const api = await fakeApi({ onStart: () => 'silence' });
    const table = shop(api);
    const ids = Array.from({ length: 120 }, (_, index) => `product-${index}`);
    for (const id of ids) table.change(london(id), 1);
    const store = availabilityStoreOf(api);
    const places = ids.map((id) => watch(store, id));
    await until(() => api.starts.length === 3 && places.every((place) => place.now().availability !== null));
    expect(api.starts.map(({ variables }) => (variables['productIds'] as string[]).length)).toEqual([50, 50, 20]);
    expect(api.calls.map(({ variables }) => (variables['productIds'] as string[]).length)).toEqual([100, 20]);
  });

  test('shares one subscription and one view among all places of a product', async () => {
    const api = await fakeApi();
    shop(api).change(london('lamp'), 1);
    const store = availabilityStoreOf(api);
    const places = [watch(store, 'lamp'), watch(store, 'lamp')];
    await until(() => places.every((place) => place.now().state === 'live'));
    expect(api.starts).toHaveLength(1);
    expect(places[0]?.now()).toBe(places[1]?.now());
  });

  test('ends its subscription when nobody watches', async () => {
    const api = await fakeApi();
    const place = watch(availabilityStoreOf(api), 'lamp');
    await until(() => api.running().length === 1);
    place.leave();
    await until(() => api.running().length === 0);
  });

  test('keeps its subscription for a place that comes back at once', async () => {
    const api = await fakeApi();
    shop(api);
    const store = availabilityStoreOf(api);
    const place = watch(store, 'lamp');
    await until(() => place.now().state === 'live');
    place.leave();
    const back = watch(store, 'lamp');
    const other = watch(store, 'other');
    await until(() => other.now().state === 'live');
    expect(back.now().state).toBe('live');
    expect(api.running().flatMap(({ variables }) => variables['productIds'])).toContain('lamp');
  });

  test('gathers products that come one by one in few subscriptions, and never leaves one unwatched meanwhile', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const store = availabilityStoreOf(api);
    const places: Place[] = [];
    for (let index = 0; index < 40; index += 1) {
      const place = watch(store, `product-${index}`);
      places.push(place);
      await until(() => place.now().state === 'live', 1);
    }
    const productIds = api.running().map(({ variables }) => variables['productIds'] as string[]);
    expect(productIds.length).toBeLessThanOrEqual(8);
    expect(new Set(productIds.flat()).size).toBe(40);
    for (const { views } of places)
      expect(views.slice(views.findIndex(({ state }) => state === 'live')).map(({ state }) => state)).toEqual(['live']);
    table.change(london('product-0'), 5);
    await until(() => places[0]?.now().availability?.availableCount === 5);
  });

  test('shows no more than the cap once an answer has shown it', async () => {
    const api = await fakeApi();
    const table = shop(api, 10);
    table.change(london('lamp'), 9);
    table.change(paris('lamp'), 9);
    const place = watch(availabilityStoreOf(api), 'lamp');
    await until(() => place.now().state === 'live');
    table.change(london('lamp'), 8);
    await until(() => place.now().availability?.warehouses[0]?.availableCount === 8);
    expect(place.now().availability?.availableCount).toBe(10);
  });

  test('shows no more than the cap that it was given', async () => {
    const api = await fakeApi();
    const table = shop(api, 10);
    table.change(london('lamp'), 4);
    table.change(paris('lamp'), 4);
    const place = watch(availabilityStoreOf(api, {}, { publicCountCap: 10 }), 'lamp');
    await until(() => place.now().state === 'live');
    table.change(london('lamp'), 9);
    await until(() => place.now().availability?.warehouses[0]?.availableCount === 9);
    expect(place.now().availability?.availableCount).toBe(10);
  });

  test('has at hand what it told last, and asks nothing for who only looks', async () => {
    const api = await fakeApi();
    shop(api).change(london('lamp'), 5);
    const store = availabilityStoreOf(api);
    const place = watch(store, 'lamp');
    await until(() => place.now().state === 'live');
    expect(store.get('lamp')).toBe(place.now());
    expect(store.get('other')).toEqual({ state: 'loading', availability: null });
    expect(api.calls.map(({ variables }) => variables['productIds'])).toEqual(api.calls.map(() => ['lamp']));
  });

  test('polls also for who comes after all had left', async () => {
    const api = await fakeApi({ onStart: () => 'silence' });
    shop(api);
    const store = availabilityStoreOf(api, { pollMs: 20 });
    const first = watch(store, 'lamp');
    await until(() => api.calls.length > 2);
    first.leave();
    await until(() => store.get('lamp').state === 'loading');
    const before = api.calls.length;
    const second = watch(store, 'lamp');
    await until(() => api.calls.length > before + 2);
    expect(second.now().availability).toBeNull();
  });

  test('is silent after it was closed', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    const store = availabilityStoreOf(api);
    const place = watch(store, 'lamp');
    await until(() => place.now().state === 'live');
    store.close();
    const { length } = place.views;
    await until(() => api.running().length === 0);
    table.change(london('lamp'), 4);
    expect(place.views).toHaveLength(length);
  });
});
