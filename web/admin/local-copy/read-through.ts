import type { StockPage, StockSummary } from '../../../schema/types.ts';
import { fullJitter } from '../../client/backoff.ts';
import type { StockStore } from '../../client/stores/stock.ts';
import { fromKey, keyOf } from '../../client/stores/stock-state.ts';
import type { LevelIndex } from './level-index.ts';

/** A page is asked for so often before the reading fails. */
const TRIES = 4;
const BACKOFF = { baseMs: 500, capMs: 10_000 };
/** Pages between two reports: each is drawn. */
const PAGES_A_REPORT = 10;

/** What the copy needs of the API. */
export interface CopySource {
  summary(): Promise<StockSummary>;
  /** A page of all levels, by product and warehouse. */
  page(nextToken: string | null): Promise<StockPage>;
}

interface Reading {
  store: StockStore;
  source: CopySource;
  index: LevelIndex;
  most: number;
  signal: AbortSignal;
  /** Events may have been lost before this moment, `Date.now()`. */
  settledAt: number;
  onProgress: (loaded: number, total: number) => void;
}

/**
 * Reads all levels into the store, page by page, and what was known and is not listed by key.
 * Answers how many there are where they are too many, and then has read none or not all.
 */
export async function readThrough(reading: Reading): Promise<'complete' | { total: number }> {
  const { store, source, index, most, signal, settledAt } = reading;
  const { levels: total } = await persistently(async () => source.summary(), signal);
  if (total > most) return { total };
  const before = new Set(index.keys());
  const listed = new Set<string>();
  let unsettled = 0;
  for await (const pages of walk(reading, total, listed)) {
    if (listed.size > most) return { total: Math.max(total, listed.size) };
    if (Date.now() < settledAt) unsettled = pages;
  }
  if (unsettled > 0) {
    await pause(settledAt - Date.now(), signal);
    for await (const pages of walk(reading, total, listed)) if (pages >= unsettled) break;
  }
  store.read([...before].filter((key) => !listed.has(key)).map(fromKey));
  return 'complete';
}

/** Yields after each page how many there were. */
async function* walk({ store, source, signal, onProgress }: Reading, total: number, listed: Set<string>): AsyncGenerator<number> {
  let nextToken: string | null = null;
  let pages = 0;
  do {
    const since = store.mark();
    const token: string | null = nextToken;
    const page: StockPage = await persistently(async () => source.page(token), signal);
    signal.throwIfAborted();
    store.keep(page.items, since);
    for (const level of page.items) listed.add(keyOf(level));
    nextToken = page.nextToken ?? null;
    pages += 1;
    if (pages % PAGES_A_REPORT === 1) onProgress(listed.size, Math.max(total, listed.size));
    yield pages;
  } while (nextToken !== null);
}

async function persistently<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      if (failures + 1 === TRIES || signal.aborted) throw error;
      await pause(fullJitter(failures, BACKOFF), signal);
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
