import type { StockLevel } from '../../../schema/types.ts';
import type { StockStore, StockView } from '../../client/stores/stock.ts';
import { fromKey, keyOf } from '../../client/stores/stock-state.ts';

/** A level that changed, as the store published it; null: retired. */
export type LevelChange = StockView['changed'][number];

/**
 * The store for React: a change is shown with the next frame, what follows it at once is shown
 * together, each to those whom it concerns.
 */
export interface LiveLevels {
  readonly store: StockStore;
  readonly state: StockView['state'];
  /** Since when it may be out of date, `Date.now()`; undefined while it is not. */
  readonly staleSince: number | undefined;
  get(key: string): StockLevel | undefined;
  /** Calls `listener` when this level changed. */
  watch(key: string, listener: () => void): () => void;
  /**
   * Calls `listener` with all levels that changed since the last time, and when the state changed.
   */
  listen(listener: (changed: readonly LevelChange[]) => void): () => void;
  close(): void;
}

/**
 * To draw a full grid anew takes a frame or two: between the changes of a busy shop there has to be
 * time for keys and the wheel.
 */
const REST_MS = 200;

export function createLiveLevels(store: StockStore): LiveLevels {
  const watchers = new Map<string, Set<() => void>>();
  const listeners = new Set<(changed: readonly LevelChange[]) => void>();
  /**
   * The newest change of each level that is not shown yet. A hidden page has no frames: it grows
   * with the levels, not with time.
   */
  const waiting = new Map<string, LevelChange>();
  let frame: number | undefined;
  let earliest = 0;
  let staleSince: number | undefined;

  const flush = (time: number) => {
    frame = undefined;
    if (time < earliest) {
      frame = requestAnimationFrame(flush);
      return;
    }
    earliest = time + REST_MS;
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
