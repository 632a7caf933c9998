import { limits } from '../../../domain/limits.ts';
import type { StockKeyInput, StockLevel } from '../../../schema/types.ts';
import type { Api } from '../api.ts';
import { tellAll } from '../listeners.ts';
import { startCadence } from './cadence.ts';
import { afterAnswer, afterEvent, type Entry, type Merged } from './merge.ts';
import { createRefresher } from './refresher.ts';
import { defaultStoreTimes, type StoreTimes, type Trust } from './settings.ts';
import { listLevels, whole } from './stock-listing.ts';
import { changesOf, type StockScope, stocksQuery, subscriptionScopes } from './stock-operations.ts';
import { fromKey, keyOf, levelAfter } from './stock-state.ts';

/** What listeners are told: the levels that changed, and how far all of it can be trusted. */
export interface StockView {
  state: Exclude<Trust, 'unknown'>;
  /** Retired levels come as their key with null. Empty when only the state changed. */
  changed: readonly { key: StockKeyInput; level: StockLevel | null }[];
}

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

/** Stands for the whole listing among the keys of levels, which are JSON. */
const LISTING = 'listing';

export function createStockStore(api: Api, { complete = false, times: given, ...scope }: StockOptions = {}): StockStore {
  const times = { ...defaultStoreTimes, ...given };
  const entries = new Map<string, Entry<StockLevel>>();
  const listeners = new Set<(view: StockView) => void>();
  const subscriptions = subscriptionScopes(scope).map((part) => ({ part, live: false }));
  /**
   * What has to be read before the store is live again, by reads that were sent later than these
   * moments.
   */
  const unread = new Map<string, number>();
  let state: StockView['state'] = 'loading';
  /** Counts what the store was told and the reads that it sent: what is newer than what. */
  let now = 0;
  let startedAt = 0;

  const known = () => [...entries].filter(([, { gone }]) => !gone).map(([key]) => key);
  /** What to read to have everything anew. */
  const all = () => (complete ? [LISTING] : known());
  const tell = (changed: StockView['changed'], next = state) => {
    if (changed.length === 0 && next === state) return;
    state = next;
    tellAll(listeners, (listener) => listener({ state, changed }));
  };
  const settle = () => {
    const live = unread.size === 0 && subscriptions.every((each) => each.live);
    tell([], live ? 'live' : state === 'live' ? 'stale' : state);
  };
  /** Takes in one level; answers with what listeners are to hear of it. */
  const take = (key: string, { entry, doubt }: Merged<StockLevel>): StockView['changed'] => {
    if (doubt) refresher.request([key]);
    if (entry === undefined) return [];
    const before = entries.get(key);
    entries.set(key, entry);
    if (before?.value === entry.value && before.gone === entry.gone) return [];
    return [{ key: fromKey(key), level: entry.gone ? null : entry.value }];
  };
  const takeAnswer = (key: string, level: StockLevel | null, since: number) =>
    take(key, afterAnswer(entries.get(key), level, since, (now += 1)));
  const put = (levels: readonly StockLevel[], since: number) => levels.flatMap((level) => takeAnswer(keyOf(level), level, since));

  const readByKey = async (keys: readonly string[], since: number) => {
    for (let from = 0; from < keys.length; from += limits.keysPerCall) {
      const some = keys.slice(from, from + limits.keysPerCall);
      const { stocks } = whole(await api.query(stocksQuery, { keys: some.map(fromKey) }));
      tell(some.flatMap((key, index) => takeAnswer(key, stocks[index] ?? null, since)));
    }
  };
  /**
   * Reads the listing, and by key only what it did not have: retired, born a moment ago, or on
   * another page meanwhile.
   */
  const readAll = async (keys: readonly string[], since: number) => {
    const listed = new Set([LISTING]);
    for await (const levels of listLevels(api, scope)) {
      for (const level of levels) listed.add(keyOf(level));
      tell(put(levels, since));
    }
    const missed = new Set([...keys, ...known()].filter((key) => !listed.has(key)));
    await readByKey([...missed], since);
  };
  const refresher = createRefresher({
    batchSize: limits.keysPerCall,
    backoff: times.backoff,
    async read(keys) {
      const since = (now += 1);
      await (keys.includes(LISTING) ? readAll(keys, since) : readByKey(keys, since));
      for (const key of keys) if ((unread.get(key) ?? 0) < since) unread.delete(key);
      settle();
      return [];
    },
    onFailure(keys) {
      for (const key of keys) unread.set(key, now);
      tell([], 'stale');
    },
  });
  const refresh = (keys: readonly string[]) => {
    for (const key of keys) unread.set(key, now);
    refresher.request(keys);
    settle();
  };
  const cadence = startCadence({
    times,
    unwatched: () => (subscriptions.every(({ live }) => live) ? [] : all()),
    all,
    read: (keys) => refresher.request(keys),
  });

  const ends = subscriptions.map((subscription) =>
    api.subscribe(changesOf(subscription.part), subscription.part, {
      started() {
        subscription.live = true;
        startedAt = now;
        refresher.wake();
        refresh(all());
        // Of several that start together the last one does it for all.
        if (subscriptions.every((each) => each.live)) cadence.settle(all);
      },
      interrupted() {
        subscription.live = false;
        tell([], 'stale');
      },
      next({ onStockChange: change }) {
        if (!change) return;
        const key = keyOf(change);
        tell(take(key, afterEvent(entries.get(key), levelAfter(change), change.cause === 'REMOVED', (now += 1))));
      },
      error(_error, ended) {
        if (ended) subscription.live = false;
        // Which level an event that did not come whole was about is not known.
        refresh(all());
        if (ended) tell([], 'stale');
      },
    }),
  );

  return {
    get state() {
      return state;
    },
    get(key) {
      const entry = entries.get(keyOf(key));
      return entry?.gone === false ? entry.value : undefined;
    },
    all: () => [...entries.values()].filter(({ gone }) => !gone).map(({ value }) => value),
    mark: () => (now += 1),
    put(levels, since) {
      tell(put(levels, since));
      // What changed between the query and the start was told to nobody.
      if (since <= startedAt) refresh(levels.map(keyOf));
    },
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
