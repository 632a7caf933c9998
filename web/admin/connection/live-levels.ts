import type { StockLevel } from '../../../schema/types.ts';
import type { StockStore, StockView } from '../../client/stores/stock.ts';
import { fromKey, keyOf } from '../../client/stores/stock-state.ts';

/** A level that changed, as the store told it; null: retired. */
export type LevelChange = StockView['changed'][number];

/** The store for React: everything that changed within a frame is told once, and to those whom it concerns. */
export interface LiveLevels {
  readonly store: StockStore;
  readonly state: StockView['state'];
  /** Since when it may be out of date, `Date.now()`; undefined while it is not. */
  readonly staleSince: number | undefined;
  get(key: string): StockLevel | undefined;
  /** Calls `listener` when this level changed. */
  watch(key: string, listener: () => void): () => void;
  /** Calls `listener` with all levels that changed in a frame, and when the state changed. */
  listen(listener: (changed: readonly LevelChange[]) => void): () => void;
  close(): void;
}

export function createLiveLevels(store: StockStore): LiveLevels {
  const watchers = new Map<string, Set<() => void>>();
  const listeners = new Set<(changed: readonly LevelChange[]) => void>();
  /** The newest change of each level since the last frame. A hidden page has no frames: it grows with the levels, not with time. */
  const waiting = new Map<string, LevelChange>();
  let frame: number | undefined;
  let staleSince: number | undefined;

  const flush = () => {
    frame = undefined;
    const changed = [...waiting];
    waiting.clear();
    for (const [key] of changed) for (const tell of watchers.get(key) ?? []) tell();
    for (const listener of listeners) listener(changed.map(([, change]) => change));
  };
  const end = store.listen(({ state, changed }) => {
    staleSince = state === 'stale' ? (staleSince ?? Date.now()) : undefined;
    for (const change of changed) waiting.set(keyOf(change.key), change);
    frame ??= requestAnimationFrame(flush);
  });

  return {
    store,
    get state() {
      return store.state;
    },
    get staleSince() {
      return staleSince;
    },
    get: (key) => store.get(fromKey(key)),
    watch(key, listener) {
      const watching = watchers.get(key) ?? new Set();
      watchers.set(key, watching.add(listener));
      return () => {
        watching.delete(listener);
        if (watching.size === 0 && watchers.get(key) === watching) watchers.delete(key);
      };
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      end();
      if (frame !== undefined) cancelAnimationFrame(frame);
    },
  };
}
