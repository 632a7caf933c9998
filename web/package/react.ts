'use client';

// `@onhand/client/react`. The directive lets server components import it.
import { useMemo, useSyncExternalStore } from 'react';
import type { Api } from '../client/api.ts';
import { type AvailabilityStore, type AvailabilityView, createAvailabilityStore, NOTHING_YET } from '../client/stores/availability.ts';

export type { AvailabilityStore, AvailabilityView } from '../client/stores/availability.ts';

/** The views of products by their ids. Never changed in place. */
export type AvailabilityViews = ReadonlyMap<string, AvailabilityView>;

/**
 * Where availability comes from: a client, whose components then share one store, or a store of
 * one's own. Made outside of components: another object is another source.
 */
export type AvailabilitySource = AvailabilityStore | { readonly api: Api };

/**
 * The live availability of a product, or of several by their ids. The component is drawn again when
 * one of them changes. All components that use one source share its subscriptions and queries, so
 * each may ask for its own product. Where nothing is known yet, and on a server, a view is
 * `{ state: 'loading', availability: null }`.
 */
export function useAvailability(source: AvailabilitySource, productId: string): AvailabilityView;
export function useAvailability(source: AvailabilitySource, productIds: readonly string[]): AvailabilityViews;
export function useAvailability(source: AvailabilitySource, products: string | readonly string[]): AvailabilityView | AvailabilityViews {
  // A list is another array each time a component is drawn; what it says counts.
  const ids = JSON.stringify(products);
  const { subscribe, views, unknown } = useMemo(() => watching(storeOf(source), [products].flat()), [source, ids]);
  const current = useSyncExternalStore(subscribe, views, unknown);
  return typeof products === 'string' ? (current.get(products) ?? NOTHING_YET) : current;
}

/** What React asks of a store, for these products. */
function watching(store: AvailabilityStore, productIds: readonly string[]) {
  const known = (): AvailabilityViews => new Map(productIds.map((id) => [id, store.get(id)]));
  const nothing: AvailabilityViews = new Map(productIds.map((id) => [id, NOTHING_YET]));
  let last = known();
  return {
    subscribe: (changed: () => void) => {
      const leaves = productIds.map((id) => store.watch(id, changed));
      return () => leaves.forEach((leave) => leave());
    },
    /** The same map until a view is another one. */
    views: () => {
      if (productIds.some((id) => store.get(id) !== last.get(id))) last = known();
      return last;
    },
    unknown: () => nothing,
  };
}

const stores = new WeakMap<Api, AvailabilityStore>();

/** The store of a source. To make one starts nothing, so that it may be made while drawing. */
function storeOf(source: AvailabilitySource): AvailabilityStore {
  if ('watch' in source) return source;
  const store = stores.get(source.api) ?? createAvailabilityStore(source.api);
  stores.set(source.api, store);
  return store;
}
