import { limits } from '../../../domain/limits.ts';
import type { Availability } from '../../../schema/types.ts';
import type { Api } from '../api.ts';
import { tellAll } from '../listeners.ts';
import { availabilitiesQuery, availabilitySubscription } from './availability-operations.ts';
import { applyAnswer, applyEvent, capOf, type MergedProduct } from './availability-state.ts';
import { type AvailabilityView, newProduct, type Product, viewOf } from './availability-product.ts';
import { startCadence } from './cadence.ts';
import { createProductGroups } from './product-groups.ts';
import { createRefresher } from './refresher.ts';
import { defaultStoreTimes, type StoreTimes } from './settings.ts';

export type { AvailabilityView } from './availability-product.ts';

/** Live availability for many places on a page over few subscriptions and queries. */
export interface AvailabilityStore {
  /** Calls `listener` now and at each change of the view; returns the end of that. */
  watch(productId: string, listener: (view: AvailabilityView) => void): () => void;
  /** Ends all subscriptions and timers; the API stays open. */
  close(): void;
}

export interface AvailabilityOptions {
  times?: Partial<StoreTimes>;
  /**
   * The deploy setting publicCountCap, when the page knows it. Otherwise it is learned from answers
   * that show it.
   */
  publicCountCap?: number;
}

export function createAvailabilityStore(api: Api, options: AvailabilityOptions = {}): AvailabilityStore {
  const times = { ...defaultStoreTimes, ...options.times };
  const products = new Map<string, Product>();
  let cap = options.publicCountCap ?? limits.sum;
  /** Counts what the store was told: what is newer than what. */
  let now = 0;
  let collecting: ReturnType<typeof setTimeout> | undefined;

  const known = (ids: Iterable<string>) => [...ids].filter((id) => products.has(id));

  const show = (id: string, change: Partial<Product> = {}) => {
    const product = products.get(id);
    if (!product) return;
    Object.assign(product, change);
    const view = viewOf(id, product, groups.isLive(id), cap);
    if (view === product.view) return;
    product.view = view;
    tellAll(product.listeners, (listener) => listener(view));
  };
  const take = (id: string, { warehouses, doubt }: MergedProduct, change: Partial<Product> = {}) => {
    show(id, { ...change, warehouses });
    if (doubt) refresher.request([id]);
  };

  const refresher = createRefresher({
    batchSize: limits.keysPerCall,
    backoff: times.backoff,
    async read(keys) {
      const ids = known(keys);
      if (ids.length === 0) return [];
      const since = (now += 1);
      const { data, errors } = await api.query(availabilitiesQuery, { productIds: ids });
      // [availabilities, place, availability]: one product's own; otherwise it is about all of
      // them, and there is no data.
      const refusals = new Map(errors.map((error) => [error.path[1], error]));
      return ids.filter((id, index) => {
        const refusal = refusals.get(index);
        if (refusal || data === null) {
          show(id, { failed: true });
          // What is wrong with an id stays wrong.
          return refusal?.errorType !== 'INVALID_INPUT';
        }
        takeAnswer(id, data.availabilities[index]?.availability ?? null, since);
        return false;
      });
    },
    onFailure: (ids) => {
      for (const id of ids) show(id, { failed: true });
    },
  });
  const takeAnswer = (id: string, answer: Availability | null, since: number) => {
    cap = (answer && capOf(answer)) ?? cap;
    const product = products.get(id);
    if (product) take(id, applyAnswer(product.warehouses, answer, since, (now += 1)), { answered: true, failed: false, readAt: since });
  };

  /** An event did not come whole. Which product it was about is not known. */
  const doubtAll = (ids: readonly string[]) => {
    for (const id of known(ids)) show(id, { startedAt: (now += 1), lost: true });
    refresher.request(ids);
  };

  const groups = createProductGroups({
    subscribe: (productIds, group) =>
      api.subscribe(
        availabilitySubscription,
        { productIds },
        {
          ...group,
          next({ onAvailabilityChange: event }) {
            const product = event && products.get(event.productId);
            if (product) take(event.productId, applyEvent(product.warehouses, event, (now += 1)));
          },
          error(error, ended) {
            if (ended) group.ended(error);
            else doubtAll(productIds);
          },
        },
      ),
    onStarted(ids, newly) {
      for (const id of known(newly)) show(id, { startedAt: (now += 1) });
      refresher.wake();
      refresher.request(ids);
      cadence.settle(() => ids);
    },
    onLost(ids) {
      for (const id of ids) show(id, { lost: true });
    },
  });
  const cadence = startCadence({
    times,
    unwatched: () => [...products.keys()].filter((id) => !groups.isLive(id)),
    all: () => products.keys(),
    read: (ids) => refresher.request(ids),
  });

  const collect = () => {
    collecting ??= setTimeout(() => {
      collecting = undefined;
      for (const [id, { listeners }] of products) if (listeners.size === 0) products.delete(id);
      groups.sync(new Set(products.keys()));
      refresher.request([...products].filter(([, { answered }]) => !answered).map(([id]) => id));
    }, times.collectMs);
  };

  return {
    watch(productId, listener) {
      const product = products.get(productId) ?? newProduct();
      products.set(productId, product);
      const heard = (view: AvailabilityView) => listener(view);
      product.listeners.add(heard);
      collect();
      listener(product.view);
      return () => {
        product.listeners.delete(heard);
        collect();
      };
    },
    close() {
      clearTimeout(collecting);
      cadence.stop();
      refresher.stop();
      groups.stop();
      products.clear();
    },
  };
}
