import { fromKey, keyOf } from '../../client/stores/stock-state.ts';
import { catchUp } from './catch-up.ts';
import { type LevelList, pause, persistently, type Reading, type TooMany, type UpTo } from './reading.ts';

/** Levels between two reports: each is drawn. */
const LEVELS_A_REPORT = 1_000;
/** Lists that one request asks for a page of: more would hold up what somebody waits for. */
const AT_ONCE = 5;

/**
 * Reads all levels into the store, and what was known and is not listed by key: once no event is
 * lost any more, as what is read says nothing of what happens afterwards. Answers how many there
 * are where they are too many, and then has read none or not all.
 */
export async function readThrough(reading: Reading): Promise<UpTo | TooMany> {
  const { store, source, index, most, signal, settledAt } = reading;
  const { levels: total } = await persistently(async () => source.summary(), signal);
  if (total > most) return { total };
  await pause(settledAt - Date.now(), signal);
  const newest = await persistently(async () => source.changes(undefined, null), signal);
  const known = new Set(index.keys());
  const listed = new Set<string>();
  const rest = await readLists(reading, total, listed);
  if (listed.size > most) return { total: Math.max(total, listed.size) };
  store.read([...known].filter((key) => !listed.has(key)).map(fromKey));
  const upTo = { through: newest.items[0]?.changedAt ?? '' };
  if (rest.length === 0) return upTo;
  // A warehouse that nobody has heard of has levels too: new ones are among the latest changes, and
  // the count says when there are others.
  const caught = await catchUp(reading, upTo);
  if (caught !== 'incomplete') return caught;
  await readAll(reading, total, listed, rest);
  return listed.size > most ? { total: listed.size } : upTo;
}

/**
 * Reads the keys of all levels, by warehouse where several are known, so that they come side by
 * side. Answers the end of the list of all where it was left for that.
 */
async function readLists(reading: Reading, total: number, listed: Set<string>): Promise<LevelList[]> {
  const rest = await readAll(reading, total, listed, [{ nextToken: null }], 1);
  const warehouses = new Set(reading.store.all().map(({ warehouseId }) => warehouseId));
  const byWarehouse = [...warehouses].map((warehouseId): LevelList => ({ warehouseId, nextToken: null }));
  if (rest.length === 0 || byWarehouse.length < 2) return readAll(reading, total, listed, rest);
  await readAll(reading, total, listed, byWarehouse);
  return rest;
}

/**
 * Reads lists page by page, as long as there are not too many levels, or so many rounds. Answers
 * the ends of those that go on.
 */
async function readAll(
  { store, source, most, signal, onProgress }: Reading,
  total: number,
  listed: Set<string>,
  lists: readonly LevelList[],
  rounds = Infinity,
): Promise<LevelList[]> {
  let open = [...lists];
  let reported = -LEVELS_A_REPORT;
  for (let round = 0; round < rounds && open.length > 0 && listed.size <= most; round += 1) {
    const since = store.mark();
    const asked = open.splice(0, AT_ONCE);
    const pages = await persistently(async () => source.pages(asked), signal);
    signal.throwIfAborted();
    const levels = pages.flatMap(({ items }) => items);
    store.keep(levels, since);
    for (const level of levels) listed.add(keyOf(level));
    const ends = asked.map((list, place) => ({ ...list, nextToken: pages[place]?.nextToken ?? null }));
    open = [...open, ...ends.filter(({ nextToken }) => nextToken !== null)];
    if (listed.size < reported + LEVELS_A_REPORT) continue;
    reported = listed.size;
    onProgress(listed.size, Math.max(total, listed.size));
  }
  return open;
}
