import type { StockLevel } from '../../../schema/types.ts';
import type { StockStore } from '../../client/stores/stock.ts';
import { notifyAll } from '../../client/listeners.ts';
import { catchUp } from './catch-up.ts';
import type { CopyDatabase, Progress } from './database.ts';
import { createLevelIndex, type LevelIndex } from './level-index.ts';
import { createWriter } from './writer.ts';
import { readThrough } from './read-through.ts';
import type { CopySource, TooMany, UpTo } from './reading.ts';

/** Beyond so many levels a browser asks the API for each page, as while these are loaded. */
export const MOST_LEVELS = 50_000;

/** How far the copy is. */
export type CopyState =
  /** Nobody knows yet what is there; `first`: the beginning of what an earlier visit left. */
  | { phase: 'opening'; first?: readonly StockLevel[] }
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
  /** How long after it changes of before may not be listed yet. */
  listedMs: number;
  /** How long the feed may take to count what it has published. */
  countedMs: number;
  /** How long a check rests that failed, or follows another one. */
  restMs: number;
  /** How long after the first check of a start what was listed late is caught up with. */
  lateMs: number;
  /** How often it is checked though nothing was interrupted: an event may be lost. */
  againMs: number;
  /** How long catching up is trusted before all levels are compared again. */
  trustMs: number;
}

const usualTimes: CopyTimes = {
  ...{ settleMs: 1_500, listedMs: 3_000, countedMs: 2_000, restMs: 30_000, lateMs: 60_000 },
  ...{ againMs: 3_600_000, trustMs: 86_400_000 },
};

interface CopyOptions {
  store: StockStore;
  source: CopySource;
  /** Rejects where the browser keeps nothing: the copy then lasts as long as the page. */
  open: () => Promise<CopyDatabase>;
  most?: number;
  times?: CopyTimes;
}

function comparedAt(moment: number, upTo: UpTo | TooMany): Progress | TooMany {
  return 'total' in upTo ? upTo : { ...upTo, comparedAt: moment };
}

/**
 * Brings the levels up to date when the store is live, at once and after each interruption; events
 * keep them so in between. It catches up with what changed since the last time, or reads through
 * all levels: the first time, once a day, and where there was too much or something does not fit.
 */
export function createLocalCopy({ store, source, open, most = MOST_LEVELS, times = usualTimes }: CopyOptions): LocalCopy {
  const index = createLevelIndex();
  const listeners = new Set<() => void>();
  const ending = new AbortController();
  const writer = createWriter();
  let state: CopyState = { phase: 'opening' };
  /** Of the last start of the store; undefined while it is not live. */
  let liveSince: number | undefined;
  /** The start after which it was last checked. */
  let checkedSince: number | undefined;
  let progress: Progress | undefined;
  /** Also while what is on disk is read: what is known by then need not be asked for. */
  let checking = true;
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
    const kept = database && (await fill(database).catch(() => undefined));
    if (isOver()) return database?.close();
    progress = kept;
    if (progress) become({ phase: 'ready', checked: false });
    if (database) writer.begin(database);
    else writer.close();
    checking = false;
    again(0);
  };

  /** Where there are too many they stay, as the beginning of what is read. */
  const fill = async (database: CopyDatabase): Promise<Progress | undefined> => {
    const reached = await database.progress();
    let count = 0;
    for await (const some of database.levels()) {
      if (isOver() || count + some.length > most) return undefined;
      if (reached && count === 0) become({ phase: 'opening', first: some });
      filling = true;
      store.keep(some);
      filling = false;
      count += some.length;
    }
    return reached;
  };

  const again = (wait: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void check(), wait);
  };

  const check = async () => {
    if (liveSince === undefined || checking || isOver()) return;
    checking = true;
    const begun = liveSince;
    const before = progress?.comparedAt;
    const outcome = await bringUp(begun).catch(() => undefined);
    checking = false;
    if (isOver()) return;
    // What happened while the store was not live reached nobody.
    if (!outcome || begun !== liveSince) {
      again(times.restMs);
      return;
    }
    if ('total' in outcome) become({ phase: 'tooMany', total: outcome.total });
    else {
      become({ phase: 'ready', checked: true });
      progress = outcome;
      void writer.completed(outcome);
    }
    // Levels are read as they are; changes may be listed late.
    again(checkedSince === begun || 'total' in outcome || outcome.comparedAt !== before ? times.againMs : times.lateMs);
    checkedSince = begun;
  };

  const bringUp = async (begun: number): Promise<Progress | TooMany> => {
    const onProgress = (loaded: number, total: number) => state.phase !== 'ready' && become({ phase: 'loading', loaded, total });
    const reading = { store, source, index, most, signal: ending.signal, countedMs: times.countedMs, onProgress };
    const now = Date.now();
    if (progress && Math.abs(now - progress.comparedAt) < times.trustMs) {
      const caughtUp = await catchUp({ ...reading, settledAt: begun + times.listedMs }, progress);
      if (caughtUp !== 'incomplete') return comparedAt(progress.comparedAt, caughtUp);
    }
    return comparedAt(now, await readThrough({ ...reading, settledAt: begun + times.settleMs }));
  };

  const end = store.listen(({ state: trust, changed }) => {
    index.apply(changed);
    if (!filling) writer.take(changed);
    if ((trust === 'live') === (liveSince !== undefined)) return;
    liveSince = trust === 'live' ? Date.now() : undefined;
    if (trust === 'live') again(checking ? times.restMs : 0);
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
