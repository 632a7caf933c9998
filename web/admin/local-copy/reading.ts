import type { StockChangePage, StockPage, StockSummary } from '../../../schema/types.ts';
import { fullJitter } from '../../client/backoff.ts';
import type { StockStore } from '../../client/stores/stock.ts';
import type { LevelIndex } from './level-index.ts';

/** What the copy needs of the API. */
export interface CopySource {
  summary(): Promise<StockSummary>;
  /** A page of each of these lists, by product and warehouse, with one request. */
  pages(lists: readonly LevelList[]): Promise<StockPage[]>;
  /** Changes of all levels, newest first; with `since` no older ones. */
  changes(since: string | undefined, nextToken: string | null): Promise<StockChangePage>;
}

/** Where a list of levels goes on: of all, or of a warehouse. */
export interface LevelList {
  warehouseId?: string;
  nextToken: string | null;
}

/** What bringing the copy up to date works with. */
export interface Reading {
  store: StockStore;
  source: CopySource;
  index: LevelIndex;
  /** More levels than these are not read. */
  most: number;
  signal: AbortSignal;
  /**
   * From this moment on, `Date.now()`, no event of this start is lost, and the changes of before it
   * are listed.
   */
  settledAt: number;
  /** How long the feed may take to count what it has published. */
  countedMs: number;
  onProgress: (loaded: number, total: number) => void;
}

/** The copy has all that happened up to this moment of the server's, ISO 8601. */
export interface UpTo {
  through: string;
}

/** There are so many levels that they are not read. */
export interface TooMany {
  total: number;
}

/** A call is made so often before the reading fails. */
const TRIES = 4;
const BACKOFF = { baseMs: 500, capMs: 10_000 };

export async function persistently<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      if (failures + 1 === TRIES || signal.aborted) throw error;
      await pause(fullJitter(failures, BACKOFF), signal);
    }
  }
}

export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
