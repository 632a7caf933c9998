import { limits } from '../../../domain/limits.ts';
import type { StockChange, StockKeyInput, StockLevel } from '../../../schema/types.ts';
import type { Api } from '../api.ts';
import { notifyAll } from '../listeners.ts';
import { startCadence } from './cadence.ts';
import type { Entry } from './merge.ts';
import { createRefresher } from './refresher.ts';
import { defaultStoreTimes, type StoreTimes } from './settings.ts';
import { listLevels, whole } from './stock-listing.ts';
import { changesOf, type StockScope, stocksQuery, subscriptionScopes } from './stock-operations.ts';
import {
  allKeys,
  knownKeys,
  LISTING,
  newStockState,
  reduceStock,
  type StockEffect,
  type StockEvent,
  type StockView,
} from './stock-reducer.ts';
import { fromKey, keyOf, levelAfter } from './stock-state.ts';

export type { StockView } from './stock-reducer.ts';

/** Stock levels as staff see them, kept equal to the table. */
export interface StockStore {
  readonly state: StockView['state'];
  /** The same object until the level changes; undefined when it is unknown or retired. */
  get(key: StockKeyInput): StockLevel | undefined;
  /** All levels that the store holds, in no order. */
  all(): StockLevel[];
  /** Call before a query whose answer goes to `put`, and hand it over there. */
  mark(): number;
  /**
   * Takes in levels that a query answered, which from then on are kept up to date. `since`: the
   * mark from before the query.
   */
  put(levels: readonly StockLevel[], since: number): void;
  /**
   * Takes in levels of a collection that the caller reads through by himself: they follow what
   * happens, and are read again neither with a start nor in time. `since` as with `put`; left out
   * for what an earlier visit kept, which tells only of levels that are unknown.
   */
  keep(levels: readonly StockLevel[], since?: number): void;
  /**
   * Takes in changes that a query told, of a collection that was `kept`: each as if it had just
   * been heard, in any order. A level of which one is missing is read.
   */
  replay(changes: readonly StockChange[]): void;
  /** Reads these levels now, and from then on as what was `put`. One that is not there leaves. */
  read(keys: readonly StockKeyInput[]): void;
  /** Calls `listener` after each change; returns the end of that. */
  listen(listener: (view: StockView) => void): () => void;
  /** Ends all subscriptions and timers; the API stays open. */
  close(): void;
}

export interface StockOptions extends StockScope {
  /**
   * Also find the levels of the scope by itself, at each start, poll and resync: all that there are
   * then, not only what was put or changed. For a scope of products it costs a query for each 100;
   * for a warehouse, or all, a walk through the list.
   */
  complete?: boolean;
  times?: Partial<StoreTimes>;
}

/** Does what `reduceStock` decides, which has the rules. */
export function createStockStore(api: Api, options: StockOptions = {}): StockStore {
  const { complete = false, times: ownTimes, ...scope } = options;
  const times = { ...defaultStoreTimes, ...ownTimes };
  const scopes = subscriptionScopes(scope);
  const entries = new Map<string, Entry<StockLevel>>();
  const listeners = new Set<(view: StockView) => void>();
  let state = newStockState(scopes.length, complete);

  const dispatch = (event: StockEvent): number => {
    const step = reduceStock(state, entries, event);
    state = step.state;
    for (const [key, entry] of step.entries) entries.set(key, entry);
    const at = state.now;
    for (const effect of step.effects) run(effect);
    return at;
  };
  const run = (effect: StockEffect) => {
    if (effect.type === 'wake') refresher.wake();
    else if (effect.type === 'read') refresher.request(effect.keys);
    else if (effect.type === 'settle') cadence.settle(all);
    else notifyAll(listeners, (listener) => listener(effect.view));
  };
  const all = () => allKeys(state, entries);

  const refresher = createRefresher({
    batchSize: limits.keysPerCall,
    backoff: times.backoff,
    async read(keys) {
      const since = dispatch({ type: 'sent' });
      const known = () => knownKeys(entries);
      for await (const levels of readLevels(api, scope, keys, known)) dispatch({ type: 'answered', levels, since });
      dispatch({ type: 'read', keys, since });
      return [];
    },
    onFailure: (keys) => dispatch({ type: 'readFailed', keys }),
  });
  const cadence = startCadence({
    times,
    unwatched: () => (state.live.every(Boolean) ? [] : all()),
    all,
    read: (keys) => refresher.request(keys),
  });
  const ends = scopes.map((part, index) => follow(api, part, index, dispatch));

  return {
    get state() {
      return state.trust;
    },
    get(key) {
      const entry = entries.get(keyOf(key));
      return entry?.gone === false ? entry.value : undefined;
    },
    all: () => [...entries.values()].filter(({ gone }) => !gone).map(({ value }) => value),
    mark: () => dispatch({ type: 'sent' }),
    put: (levels, since) => void dispatch({ type: 'put', levels: levels.map((level) => [keyOf(level), level]), since }),
    keep: (levels, since) => void dispatch({ type: 'kept', levels: levels.map((level) => [keyOf(level), level]), since }),
    replay(changes) {
      const inOrder = changes.toSorted((one, other) => one.sequence - other.sequence);
      for (const change of inOrder) dispatch({ ...changed(change), kept: true });
    },
    read: (keys) => refresher.request(keys.map(keyOf)),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      for (const end of ends) end();
      cadence.stop();
      refresher.stop();
      listeners.clear();
    },
  };
}

/** Turns what a subscription brings into events; returns its end. */
function follow(api: Api, scope: StockScope, subscription: number, dispatch: (event: StockEvent) => void): () => void {
  return api.subscribe(changesOf(scope), scope, {
    started: () => dispatch({ type: 'started', subscription }),
    interrupted: () => dispatch({ type: 'interrupted', subscription }),
    next({ onStockChange: change }) {
      if (change) dispatch(changed(change));
    },
    error: (_error, ended) => dispatch(ended ? { type: 'ended', subscription } : { type: 'unreadable' }),
  });
}

function changed(change: StockChange): Extract<StockEvent, { type: 'changed' }> {
  return { type: 'changed', key: keyOf(change), level: levelAfter(change), gone: change.cause === 'REMOVED' };
}

type Answered = readonly (readonly [key: string, level: StockLevel | null])[];

/**
 * Reads these keys, request by request. With the listing among them, all levels of the scope, and
 * by key only those that it did not have: retired, created a moment ago, or on another page
 * meanwhile.
 */
async function* readLevels(api: Api, scope: StockScope, keys: readonly string[], known: () => string[]): AsyncGenerator<Answered> {
  let missing = [...keys];
  if (keys.includes(LISTING)) {
    const listed = new Set([LISTING]);
    for await (const levels of listLevels(api, scope)) {
      for (const level of levels) listed.add(keyOf(level));
      yield levels.map((level) => [keyOf(level), level]);
    }
    missing = [...new Set([...keys, ...known()])].filter((key) => !listed.has(key));
  }
  for (let from = 0; from < missing.length; from += limits.keysPerCall) {
    const some = missing.slice(from, from + limits.keysPerCall);
    const { stocks } = whole(await api.query(stocksQuery, { keys: some.map(fromKey) }));
    yield some.map((key, index) => [key, stocks[index] ?? null]);
  }
}
