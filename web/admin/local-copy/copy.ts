import type { StockStore } from '../../client/stores/stock.ts';
import { notifyAll } from '../../client/listeners.ts';
import type { CopyDatabase } from './database.ts';
import { createLevelIndex, type LevelIndex } from './level-index.ts';
import { createWriter } from './writer.ts';
import { type CopySource, readThrough } from './read-through.ts';

/** Beyond so many levels a browser asks the API for each page, as while these are loaded. */
export const MOST_LEVELS = 50_000;

/** How far the copy is. */
export type CopyState =
  /** Nobody knows yet what is there. */
  | { phase: 'opening' }
  /** All levels are on their way for the first time. */
  | { phase: 'loading'; loaded: number; total: number }
  /** All are there; `checked` once those that an earlier visit left were compared with the API. */
  | { phase: 'ready'; checked: boolean }
  | { phase: 'tooMany'; total: number };

/**
 * All levels on this machine: in the store, which keeps them live, and on disk until the next
 * visit.
 */
export interface LocalCopy {
  readonly state: CopyState;
  readonly index: LevelIndex;
  /** Calls `listener` when the state changed. */
  listen(listener: () => void): () => void;
  close(): void;
}

export interface CopyTimes {
  /** How long after a start events may be lost. */
  settleMs: number;
  /** How long a reading rests that failed, or follows another one. */
  restMs: number;
  /** How often all is compared though nothing was interrupted: an event may be lost. */
  againMs: number;
}

const usualTimes: CopyTimes = { settleMs: 1_500, restMs: 30_000, againMs: 3_600_000 };

interface CopyOptions {
  store: StockStore;
  source: CopySource;
  /** Rejects where the browser keeps nothing: the copy then lasts as long as the page. */
  open: () => Promise<CopyDatabase>;
  most?: number;
  times?: CopyTimes;
}

/**
 * Reads through all levels when the store is live, at once and after each interruption; events keep
 * them up to date in between. What was there before and is not listed is read by key, and leaves.
 */
export function createLocalCopy({ store, source, open, most = MOST_LEVELS, times = usualTimes }: CopyOptions): LocalCopy {
  const index = createLevelIndex();
  const listeners = new Set<() => void>();
  const ending = new AbortController();
  const writer = createWriter();
  let state: CopyState = { phase: 'opening' };
  /** Of the last start of the store; undefined while it is not live. */
  let liveSince: number | undefined;
  let reading = false;
  /** While what is on disk goes into the store, from where it need not go back. */
  let filling = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isOver = () => ending.signal.aborted;
  const become = (next: CopyState) => {
    state = next;
    notifyAll(listeners, (listener) => listener());
  };

  /** What is on disk goes into the store first, so that what is read is only compared with it. */
  const begin = async () => {
    const database = await open().catch(() => undefined);
    const { levels, complete } = (await database?.read().catch(() => undefined)) ?? { levels: [], complete: false };
    if (isOver()) return database?.close();
    filling = true;
    if (levels.length <= most) store.keep(levels);
    filling = false;
    if (complete && levels.length <= most) become({ phase: 'ready', checked: false });
    if (database) writer.begin(database);
    else writer.close();
    again(0);
  };

  const again = (wait: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void read(), wait);
  };

  const read = async () => {
    if (liveSince === undefined || reading || isOver()) return;
    reading = true;
    const begun = liveSince;
    const outcome = await readThrough({
      ...{ store, source, index, most, signal: ending.signal, settledAt: begun + times.settleMs },
      onProgress: (loaded, total) => state.phase !== 'ready' && become({ phase: 'loading', loaded, total }),
    }).catch(() => 'failed' as const);
    reading = false;
    if (isOver()) return;
    // What happened while the store was not live reached nobody.
    const isWhole = outcome === 'complete' && begun === liveSince;
    if (isWhole) {
      become({ phase: 'ready', checked: true });
      void writer.completed();
    } else if (typeof outcome === 'object') become({ phase: 'tooMany', total: outcome.total });
    again(isWhole || typeof outcome === 'object' ? times.againMs : times.restMs);
  };

  const end = store.listen(({ state: trust, changed }) => {
    index.apply(changed);
    if (!filling) writer.take(changed);
    if ((trust === 'live') === (liveSince !== undefined)) return;
    liveSince = trust === 'live' ? Date.now() : undefined;
    if (trust === 'live') again(reading ? times.restMs : 0);
    else if (state.phase === 'ready') become({ phase: 'ready', checked: false });
  });
  void begin();

  return {
    get state() {
      return state;
    },
    index,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      ending.abort();
      clearTimeout(timer);
      end();
      writer.close();
      listeners.clear();
    },
  };
}
