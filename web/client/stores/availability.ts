import { limits } from '../../../domain/limits.ts';
import type { Api } from '../api.ts';
import { notifyAll } from '../listeners.ts';
import { availabilitiesQuery, availabilitySubscription } from './availability-operations.ts';
import { type AvailabilityView, newProduct, type ProductEvent, type ProductState, reduceProduct, viewOf } from './availability-reducer.ts';
import { capOf } from './availability-state.ts';
import { type Cadence, startCadence } from './cadence.ts';
import { createProductGroups, type GroupListener } from './product-groups.ts';
import { createRefresher } from './refresher.ts';
import { defaultStoreTimes, type StoreTimes } from './settings.ts';

export type { AvailabilityView } from './availability-reducer.ts';

/**
 * Live availability for many places on a page over few subscriptions and queries. While nobody
 * watches, it has neither a subscription nor a timer.
 */
export interface AvailabilityStore {
  /**
   * What is known now: the view that `watch` brought last, and the same object until it brings
   * another.
   */
  get(productId: string): AvailabilityView;
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

/** One product that a page watches. */
interface Watched {
  listeners: Set<(view: AvailabilityView) => void>;
  product: ProductState;
  view: AvailabilityView;
}

/** The view of a product of which nothing is known yet. */
export const NOTHING_YET: AvailabilityView = { state: 'loading', availability: null };

/** Does what `reduceProduct` decides for each product. */
export function createAvailabilityStore(api: Api, options: AvailabilityOptions = {}): AvailabilityStore {
  const times = { ...defaultStoreTimes, ...options.times };
  const products = new Map<string, Watched>();
  let cap = options.publicCountCap ?? limits.sum;
  /** Counts the events, reads included: what is newer than what. */
  let now = 0;
  let collecting: ReturnType<typeof setTimeout> | undefined;
  /** Runs while somebody watches. */
  let cadence: Cadence | undefined;

  /** The event happens to these products, as far as they are watched. */
  const dispatch = (ids: Iterable<string>, event: (id: string) => ProductEvent) => {
    now += 1;
    refresher.request([...ids].filter((id) => advance(id, event(id))));
  };
  /** Answers whether to read the product again. */
  const advance = (id: string, event: ProductEvent): boolean => {
    const watched = products.get(id);
    if (!watched) return false;
    const { product, read } = reduceProduct(watched.product, event, now);
    watched.product = product;
    const view = viewOf(id, product, cap, watched.view);
    if (view === watched.view) return read;
    watched.view = view;
    notifyAll(watched.listeners, (listener) => listener(view));
    return read;
  };

  const refresher = createRefresher({
    batchSize: limits.keysPerCall,
    backoff: times.backoff,
    async read(keys) {
      const ids = keys.filter((id) => products.has(id));
      if (ids.length === 0) return [];
      const since = (now += 1);
      const { events, retry } = await readProducts(api, ids, since);
      for (const [id, event] of events) {
        if (event.type === 'answered' && event.availability) cap = capOf(event.availability) ?? cap;
        dispatch([id], () => event);
      }
      return retry;
    },
    onFailure: (ids) => dispatch(ids, () => ({ type: 'readFailed' })),
  });
  const groups = createProductGroups({
    subscribe: (productIds, group) => follow(api, productIds, group, dispatch),
    onStarted(ids, newly) {
      refresher.wake();
      dispatch(ids, (id) => ({ type: 'started', newly: newly.includes(id) }));
      cadence?.settle(() => ids);
    },
    onLost: (ids) => dispatch(ids, (id) => ({ type: 'interrupted', subscribed: groups.isLive(id) })),
  });
  const begin = () =>
    startCadence({
      times,
      unwatched: () => [...products.keys()].filter((id) => !groups.isLive(id)),
      all: () => products.keys(),
      read: (ids) => refresher.request(ids),
    });
  const rest = () => {
    cadence?.stop();
    cadence = undefined;
  };

  const collect = () => {
    collecting ??= setTimeout(() => {
      collecting = undefined;
      for (const [id, { listeners }] of products) if (listeners.size === 0) products.delete(id);
      if (products.size === 0) rest();
      groups.sync(new Set(products.keys()));
      refresher.request([...products].filter(([, { product }]) => !product.answered).map(([id]) => id));
    }, times.collectMs);
  };

  return {
    get: (productId) => products.get(productId)?.view ?? NOTHING_YET,
    watch(productId, listener) {
      const watched = products.get(productId) ?? { listeners: new Set(), product: newProduct, view: NOTHING_YET };
      products.set(productId, watched);
      // A function of its own, so that one listener may watch a product twice.
      const own = (view: AvailabilityView) => listener(view);
      watched.listeners.add(own);
      cadence ??= begin();
      collect();
      listener(watched.view);
      return () => {
        watched.listeners.delete(own);
        collect();
      };
    },
    close() {
      clearTimeout(collecting);
      rest();
      refresher.stop();
      groups.stop();
      products.clear();
    },
  };
}

/** Turns what a subscription of a group brings into events; returns its end. */
function follow(
  api: Api,
  productIds: string[],
  group: GroupListener,
  dispatch: (ids: readonly string[], event: () => ProductEvent) => void,
): () => void {
  return api.subscribe(
    availabilitySubscription,
    { productIds },
    {
      ...group,
      next({ onAvailabilityChange: level }) {
        if (level) dispatch([level.productId], () => ({ type: 'changed', level }));
      },
      error(error, ended) {
        if (ended) group.ended(error);
        // Which product an event that cannot be read was about is not known.
        else dispatch(productIds, () => ({ type: 'unreadable' }));
      },
    },
  );
}

/** Reads products; answers what happens to each, and which to read again. */
async function readProducts(
  api: Api,
  ids: readonly string[],
  since: number,
): Promise<{ events: [string, ProductEvent][]; retry: string[] }> {
  const { data, errors } = await api.query(availabilitiesQuery, { productIds: [...ids] });
  // [availabilities, place, availability]: one product's own; otherwise it is about all of them,
  // and there is no data.
  const refusals = new Map(errors.map((error) => [error.path[1], error]));
  const failed = (index: number) => data === null || refusals.has(index);
  const events = ids.map((id, index): [string, ProductEvent] => {
    if (failed(index)) return [id, { type: 'readFailed' }];
    return [id, { type: 'answered', availability: data?.availabilities[index]?.availability ?? null, since }];
  });
  // What is wrong with an id stays wrong.
  const retry = ids.filter((_, index) => failed(index) && refusals.get(index)?.errorType !== 'INVALID_INPUT');
  return { events, retry };
}
