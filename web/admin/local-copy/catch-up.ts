import { limits } from '../../../domain/limits.ts';
import type { StockChange, StockChangePage } from '../../../schema/types.ts';
import { pause, persistently, type Reading, type TooMany, type UpTo } from './reading.ts';

/** A change may be listed late, at the place of its moment. */
const OVERLAP_MS = 600_000;
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
  // A page of changes costs about as much as a page of levels.
  const mostPages = Math.max(LEAST_PAGES, Math.ceil(total / limits.pageSize / 2));
  const upTo = await replaySince(reading, before(through, OVERLAP_MS), mostPages);
  if (!upTo) return 'incomplete';
  if (index.size !== total) {
    await pause(countedMs, signal);
    if (index.size !== (await count())) return 'incomplete';
  }
  return { through: upTo.through || through };
}

/**
 * Takes in all changes since a moment, and answers when the newest of them was; undefined where
 * they are more than so many pages.
 */
export async function replaySince({ store, source, signal }: Reading, since: string, mostPages = Infinity): Promise<UpTo | undefined> {
  const changes: StockChange[] = [];
  let nextToken: string | null = null;
  let pages = 0;
  do {
    if (pages === mostPages) return undefined;
    const token: string | null = nextToken;
    const page: StockChangePage = await persistently(async () => source.changes(since || undefined, token), signal);
    signal.throwIfAborted();
    changes.push(...page.items);
    nextToken = page.nextToken ?? null;
    pages += 1;
  } while (nextToken !== null);
  store.replay(changes);
  return { through: changes[0]?.changedAt ?? '' };
}

/** So many milliseconds before a moment; without one, the beginning of time. */
export function before(moment: string, milliseconds: number): string {
  return moment === '' ? '' : new Date(Date.parse(moment) - milliseconds).toISOString();
}
