import { onTestFinished } from 'vitest';
import { type Api, createApi } from '../../../web/client/api.ts';
import {
  type AvailabilityOptions,
  type AvailabilityStore,
  type AvailabilityView,
  createAvailabilityStore,
} from '../../../web/client/stores/availability.ts';
import type { StoreTimes } from '../../../web/client/stores/settings.ts';
import { createStockStore, type StockOptions, type StockStore, type StockView } from '../../../web/client/stores/stock.ts';
import type { FakeApi } from './fake-api.ts';
import { key, quickly } from './listening.ts';

/** Nothing is read by time alone, unless a test asks for it. */
export const patiently: StoreTimes = {
  collectMs: 5,
  settleMs: 600_000,
  pollMs: 600_000,
  resyncMs: 600_000,
  backoff: { baseMs: 10, capMs: 20 },
};

/** An API over a fake, closed after the test. */
export function apiOf({ graphqlUrl, realtimeUrl }: FakeApi): Api {
  const api = createApi({ graphqlUrl, realtimeUrl, authorization: key, times: quickly });
  onTestFinished(() => api.close());
  return api;
}

export function availabilityStoreOf(fake: FakeApi, times: Partial<StoreTimes> = {}, options: AvailabilityOptions = {}): AvailabilityStore {
  const store = createAvailabilityStore(apiOf(fake), { ...options, times: { ...patiently, ...times } });
  onTestFinished(() => store.close());
  return store;
}

/** A place on a page that shows a product. */
export interface Place {
  views: AvailabilityView[];
  now(): AvailabilityView;
  leave(): void;
}

export function watch(store: AvailabilityStore, productId: string): Place {
  const views: AvailabilityView[] = [];
  const leave = store.watch(productId, (view) => views.push(view));
  const now = () => {
    const view = views.at(-1);
    if (!view) throw new Error('The listener was not called.');
    return view;
  };
  return { views, now, leave };
}

export function stockStoreOf(fake: FakeApi, options: StockOptions = {}): StockStore & { views: StockView[] } {
  const store = createStockStore(apiOf(fake), { ...options, times: { ...patiently, ...options.times } });
  onTestFinished(() => store.close());
  const views: StockView[] = [];
  store.listen((view) => views.push(view));
  return Object.defineProperty(Object.assign({}, store, { views }), 'state', { get: () => store.state });
}
