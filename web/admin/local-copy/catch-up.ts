import { limits } from '../../../domain/limits.ts';
import type { StockChange, StockChangePage } from '../../../schema/types.ts';
import { pause, persistently, type Reading, type TooMany, type UpTo } from './reading.ts';

/** A change may be listed late, at the place of its moment: so far before it is looked for. */
const OVERLAP_MS = 600_000;
/** As many pages of it at most: an import ten minutes ago is not read with each visit. */
const OVERLAP_PAGES = 5;
/** Pages of changes that are read however few levels there are. */
const LEAST_PAGES = 5;

/**
 * Brings a copy that once was whole up to date by what happened since `through`. Answers
 * 'incomplete' where that cannot be: too much happened, or there are not as many levels as the
 * service counts, because some came or went by no change, such as by an initial load.
 */
export async function catchUp(reading: Reading, { through }: UpTo): Promise<UpTo | TooMany | 'incomplete'> {
  const { source, index, most, signal, settledAt, countedMs } = reading;
  const count = async () => (await persistently(async () => source.summary(), signal)).levels;
  const total = await count();
  if (total > most) return { total };
  await pause(settledAt - Date.now(), signal);
  // A page of changes costs about as much as a page of levels, and may have been asked for in vain.
  const mostPages = Math.max(LEAST_PAGES, Math.ceil(total / limits.pageSize / 4));
  const upTo = await replaySince(reading, through, mostPages);
  if (!upTo) return 'incomplete';
  if (index.size !== total) {
    await pause(countedMs, signal);
    if (index.size !== (await count())) return 'incomplete';
  }
  return upTo;
}

/**
 * Takes in the changes since a moment and those just before it, and answers when the newest of them
 * was; undefined where they are more than so many pages.
 */
async function replaySince({ store, source, signal }: Reading, through: string, mostPages: number): Promise<UpTo | undefined> {
  const since = through === '' ? undefined : new Date(Date.parse(through) - OVERLAP_MS).toISOString();
  const changes: StockChange[] = [];
  let nextToken: string | null = null;
  let known = 0;
  for (let pages = 0; pages === 0 || (nextToken !== null && known < OVERLAP_PAGES); pages += 1) {
    if (pages === mostPages) return undefined;
    const token: string | null = nextToken;
    const page: StockChangePage = await persistently(async () => source.changes(since, token), signal);
    signal.throwIfAborted();
    changes.push(...page.items);
    nextToken = page.nextToken ?? null;
    if ((page.items[0]?.changedAt ?? '') <= through) known += 1;
  }
  store.replay(changes);
  return { through: changes[0]?.changedAt ?? through };
}
