import type { StockPage } from '../../../schema/types.ts';
import { fromKey, keyOf } from '../../client/stores/stock-state.ts';
import { before, replaySince } from './catch-up.ts';
import { pause, persistently, type Reading, type TooMany, type UpTo } from './reading.ts';

/** Pages between two reports: each is drawn. */
const PAGES_A_REPORT = 10;
/** How far the clocks of the service may be apart. */
const CLOCKS_MS = 10_000;

/**
 * Reads all levels into the store, page by page, and what was known and is not listed by key; then
 * what happened meanwhile, as AppSync may lose an event in the beginning. Answers how many there
 * are where they are too many, and then has read none or not all.
 */
export async function readThrough(reading: Reading): Promise<UpTo | TooMany> {
  const { store, source, index, most, signal, settledAt } = reading;
  const { levels: total } = await persistently(async () => source.summary(), signal);
  if (total > most) return { total };
  const newest = await persistently(async () => source.changes(undefined, null), signal);
  const begun = newest.items[0]?.changedAt ?? '';
  const known = new Set(index.keys());
  const listed = new Set<string>();
  await walk(reading, total, listed);
  if (listed.size > most) return { total: Math.max(total, listed.size) };
  await pause(settledAt - Date.now(), signal);
  await replaySince(reading, before(begun, CLOCKS_MS));
  store.read([...known].filter((key) => !listed.has(key)).map(fromKey));
  return { through: begun };
}

/** Page by page, as long as they are not too many. */
async function walk({ store, source, most, signal, onProgress }: Reading, total: number, listed: Set<string>): Promise<void> {
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
  } while (nextToken !== null && listed.size <= most);
}
