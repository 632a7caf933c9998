import { describe, expect, test } from 'vitest';
import { fakeApi, type HttpAnswer } from './support/fake-api.ts';
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

  test('asks for 120 products with three subscriptions and two queries before they are live', async () => {
    const api = await fakeApi({ onStart: () => 'silence' });
    const table = shop(api);
    const ids = Array.from({ length: 120 }, (_, index) => `product-${index}`);
    for (const id of ids) table.change(london(id), 1);
    const store = availabilityStoreOf(api);
    const places = ids.map((id) => watch(store, id));
    await until(() => api.starts.length === 3 && places.every((place) => place.now().availability !== null));
    expect(api.starts.map(({ variables }) => (variables['productIds'] as string[]).length)).toEqual([50, 50, 20]);
    expect(api.calls.map(({ variables }) => Object.keys(variables).length)).toEqual([100, 20]);
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

  test('goes stale when the connection is lost and live again, with what happened meanwhile, when it is back', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    const place = watch(availabilityStoreOf(api), 'lamp');
    await until(() => place.now().state === 'live');
    const before = place.views.length;
    api.drop();
    table.change(london('lamp'), 4, 'quietly');
    await until(() => place.views.length > before && place.now().state === 'live');
    expect(place.views[before]).toMatchObject({ state: 'stale', availability: { availableCount: 5 } });
    expect(place.now().availability).toEqual(table.availability('lamp'));
  });

  test('is not live again before it was read again', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    const place = watch(availabilityStoreOf(api), 'lamp');
    await until(() => place.now().state === 'live');
    const held: (() => void)[] = [];
    api.onHttp = (call) => new Promise((resolve) => held.push(() => resolve(table.answer(call))));
    api.drop();
    await until(() => api.starts.length === 2 && held.length === 1);
    expect(place.now().state).toBe('stale');
    held[0]?.();
    await until(() => place.now().state === 'live');
  });

  test('reads once more a little after each start, for the event that AppSync may lose then', async () => {
    const api = await fakeApi({ loseAfterStart: 1 });
    const table = shop(api);
    table.change(london('lamp'), 5);
    const place = watch(availabilityStoreOf(api, { settleMs: 50 }), 'lamp');
    await until(() => place.now().state === 'live');
    table.change(london('lamp'), 4);
    await until(() => place.now().availability?.availableCount === 4);
  });

  test('reads everything now and then, for a last event that got lost', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    const place = watch(availabilityStoreOf(api, { pollMs: 30, resyncMs: 60 }), 'lamp');
    await until(() => place.now().state === 'live');
    table.change(london('lamp'), 4, 'quietly');
    await until(() => place.now().availability?.availableCount === 4);
  });

  test('polls, and says stale, where no socket can be had', async () => {
    const api = await fakeApi({ onConnect: () => 'drop' });
    const table = shop(api);
    table.change(london('lamp'), 5);
    const place = watch(availabilityStoreOf(api, { pollMs: 30 }), 'lamp');
    await until(() => place.now().state === 'stale' && place.now().availability?.availableCount === 5);
    table.change(london('lamp'), 4);
    await until(() => place.now().availability?.availableCount === 4);
    expect(place.now().state).toBe('stale');
  });

  test('says unknown, never a number, for what cannot be read, and goes on trying', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    let failing = true;
    api.onHttp = (call) => (failing ? { status: 500, body: { errors: [{ message: 'no' }] } } : table.answer(call));
    const place = watch(availabilityStoreOf(api), 'lamp');
    await until(() => place.now().state === 'unknown');
    expect(place.now().availability).toBeNull();
    failing = false;
    await until(() => place.now().state === 'live');
    expect(place.now().availability?.availableCount).toBe(5);
  });

  test('tries again only the product whose part of the answer failed', async () => {
    const api = await fakeApi();
    const table = shop(api);
    for (const id of ['good', 'bad']) table.change(london(id), 5);
    let failing = true;
    api.onHttp = (call): HttpAnswer => {
      const { body } = table.answer(call);
      const bad = Object.entries(call.variables).find(([, id]) => id === 'bad')?.[0];
      if (bad === undefined || !failing) return { body };
      const { data } = body as { data: Record<string, unknown> };
      return {
        body: { data: { ...data, [bad]: null }, errors: [{ message: 'Something went wrong.', errorType: 'INTERNAL', path: [bad] }] },
      };
    };
    const store = availabilityStoreOf(api);
    const [good, bad] = [watch(store, 'good'), watch(store, 'bad')];
    await until(() => good.now().state === 'live' && bad.now().state === 'unknown');
    failing = false;
    await until(() => bad.now().state === 'live');
    expect(bad.now().availability?.availableCount).toBe(5);
  });

  test('keeps the others live when one id is refused', async () => {
    const api = await fakeApi();
    const table = shop(api);
    const ids = Array.from({ length: 8 }, (_, index) => `product-${index}`);
    for (const id of ids) table.change(london(id), 5);
    api.onStart = ({ variables }) =>
      (variables['productIds'] as string[]).includes('bad') ? { errorType: 'INVALID_INPUT', message: 'productIds[3] is too long.' } : 'ack';
    const store = availabilityStoreOf(api);
    const places = ids.map((id) => watch(store, id));
    watch(store, 'bad');
    await until(() => places.every((place) => place.now().state === 'live'));
  });

  test('never lets a slow answer win over an event that overtook it', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    const place = watch(availabilityStoreOf(api, { pollMs: 40, resyncMs: 40 }), 'lamp');
    await until(() => place.now().state === 'live');
    const held: (() => void)[] = [];
    api.onHttp = (call) => {
      const answer = table.answer(call);
      return new Promise((resolve) => held.push(() => resolve(answer)));
    };
    await until(() => held.length === 1);
    table.change(london('lamp'), 4);
    await until(() => place.now().availability?.availableCount === 4);
    api.onHttp = (call) => table.answer(call);
    held[0]?.();
    const { length } = api.calls;
    await until(() => api.calls.length > length);
    const counts = place.views.map(({ availability }) => availability?.availableCount);
    expect(counts.lastIndexOf(5)).toBeLessThan(counts.indexOf(4));
  });

  test('forgets a retired level at the next read', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    table.change(paris('lamp'), 0);
    const place = watch(availabilityStoreOf(api, { pollMs: 30, resyncMs: 30 }), 'lamp');
    await until(() => place.now().state === 'live');
    table.remove(paris('lamp'));
    await until(() => place.now().availability?.warehouses.length === 1);
    expect(place.now().availability).toEqual(table.availability('lamp'));
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

  test('shows no more than the cap that it was told', async () => {
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
