import { describe, expect, test } from 'vitest';
import type { ProductAvailability } from '../../schema/types.ts';
import { fakeApi, type HttpAnswer } from './support/fake-api.ts';
import { shop } from './support/shop.ts';
import { availabilityStoreOf, watch } from './support/stores.ts';
import { until } from './support/until.ts';

const london = (productId: string) => ({ productId, warehouseId: 'LONDON' });
const paris = (productId: string) => ({ productId, warehouseId: 'PARIS' });

describe('when something fails, an availability store', () => {
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

  test('is stale after an event that did not come whole, until it was read again', async () => {
    const api = await fakeApi();
    const table = shop(api);
    table.change(london('lamp'), 5);
    const place = watch(availabilityStoreOf(api), 'lamp');
    await until(() => place.now().state === 'live');
    const held: (() => void)[] = [];
    api.onHttp = (call) => new Promise((resolve) => held.push(() => resolve(table.answer(call))));
    table.change(london('lamp'), 4, 'quietly');
    api.publish({ data: null, errors: [{ errorType: 'INTERNAL', message: 'The event could not be read.' }] });
    await until(() => held.length === 1);
    expect(place.now().state).toBe('stale');
    held[0]?.();
    await until(() => place.now().state === 'live');
    expect(place.now().availability?.availableCount).toBe(4);
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
      const place = (call.variables['productIds'] as string[]).indexOf('bad');
      if (place < 0 || !failing) return { body };
      const { availabilities } = (body as { data: { availabilities: ProductAvailability[] } }).data;
      const without = availabilities.with(place, { productId: 'bad', availability: null });
      const path = ['availabilities', place, 'availability'];
      return { body: { data: { availabilities: without }, errors: [{ message: 'Something went wrong.', errorType: 'INTERNAL', path }] } };
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
});
