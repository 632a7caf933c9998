import { expect, onTestFinished, test } from 'vitest';
import type { StockChange, StockChangePage, StockKeyInput, StockLevel, StockPage } from '../../../schema/types.ts';
import { fakeApi } from '../../../tests/web/support/fake-api.ts';
import { shop, type Shop } from '../../../tests/web/support/shop.ts';
import { stockStoreOf } from '../../../tests/web/support/stores.ts';
import { until } from '../../../tests/web/support/until.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { createLocalCopy } from '../local-copy/copy.ts';
import type { CopyDatabase, Progress } from '../local-copy/database.ts';

const keys: StockKeyInput[] = ['apple', 'globe', 'lamp', 'zebra', 'zoo'].map((productId) => ({ productId, warehouseId: 'LONDON' }));
const [apple, globe, lamp, zebra] = keys as [StockKeyInput, StockKeyInput, StockKeyInput, StockKeyInput];

/** What a browser keeps from visit to visit. */
function disk() {
  const levels = new Map<string, StockLevel>();
  let progress: Progress | undefined;
  const database: CopyDatabase = {
    progress: async () => progress,
    async *levels() {
      const all = [...levels.values()];
      yield all.slice(0, 2);
      await kept.delay;
      yield all.slice(2);
    },
    async write(changed) {
      for (const { key, level } of changed) {
        if (level) levels.set(keyOf(key), level);
        else levels.delete(keyOf(key));
      }
    },
    completed: async (reached) => void (progress = reached),
    close: () => undefined,
  };
  const kept: { levels: typeof levels; database: CopyDatabase; delay?: Promise<unknown> } = { levels, database };
  return kept;
}

/** A shop, and copies of it as each visit of the panel makes one. */
async function aShop() {
  const api = await fakeApi();
  const table = shop(api);
  for (const key of keys) table.change(key, 5);
  const kept = disk();
  const visit = ({ most = 50, trustMs = 600_000, lateMs = 600_000, uncounted = 0, page, changes }: Visit = {}) => {
    const store = stockStoreOf(api);
    const asked = { pages: 0, changes: 0 };
    const copy = createLocalCopy({
      ...{ store, most, open: async () => kept.database },
      times: { settleMs: 0, listedMs: 0, countedMs: 10, restMs: 20, lateMs, againMs: 600_000, trustMs },
      source: {
        summary: async () => ({ levels: table.levels().length - uncounted, low: 0, out: 0, oversold: 0 }),
        async changes(since = '', nextToken) {
          asked.changes += 1;
          await changes?.();
          return recent(table.changes, since, nextToken);
        },
        async pages(lists) {
          asked.pages += 1;
          for (const { nextToken } of lists) await page?.(nextToken);
          return lists.map(({ nextToken, ...filter }) => pageOf(table, filter, nextToken));
        },
      },
    });
    onTestFinished(() => copy.close());
    const checked = async () => until(() => copy.state.phase === 'ready' && copy.state.checked);
    return { store, copy, checked, asked };
  };
  return { table, visit, kept };
}

function pageOf(table: Shop, filter: { warehouseId?: string }, nextToken: string | null): StockPage {
  const { body } = table.answer({ variables: { filter, nextToken } } as unknown as Parameters<typeof table.answer>[0]);
  return (body as { data: { listStock: StockPage } }).data.listStock;
}

interface Visit {
  most?: number;
  trustMs?: number;
  lateMs?: number;
  /** Levels that the feed has not counted yet. */
  uncounted?: number;
  page?: (nextToken: string | null) => Promise<unknown>;
  changes?: () => Promise<unknown>;
}

/** Two changes a page, newest first; half a minute lies between two of them. */
function recent(all: readonly StockChange[], since: string, nextToken: string | null): StockChangePage {
  const known = all.map((change, place) => ({ ...change, changedAt: new Date(place * 30_000).toISOString() }));
  const listed = known.toReversed().filter(({ changedAt }) => changedAt >= since);
  const from = Number(nextToken ?? 0);
  return { items: listed.slice(from, from + 2), nextToken: from + 2 < listed.length ? String(from + 2) : null };
}

test('a first visit reads all levels, and keeps them on disk as they change', async () => {
  const { table, visit, kept } = await aShop();
  const { copy, checked } = visit();
  expect(copy.state).toEqual({ phase: 'opening' });
  await checked();
  expect(copy.index.find({})).toEqual(table.levels());
  table.change(lamp, 7);
  table.remove(apple);
  await until(() => kept.levels.get(keyOf(lamp))?.stockCount === 7 && !kept.levels.has(keyOf(apple)));
  expect(copy.index.find({})).toEqual(table.levels());
});

test('levels of several warehouses are read side by side, and those of one that nobody knew too', async () => {
  const { table, visit } = await aShop();
  for (const key of keys) table.change({ ...key, warehouseId: 'LEEDS' }, 1);
  table.change({ productId: 'zulu', warehouseId: 'YORK' }, 1, 'unrecorded');
  const { copy, checked, asked } = visit();
  await checked();
  expect(copy.index.find({})).toEqual(table.levels());
  // The first page, three of both warehouses at once, and the list of all from its second page on.
  expect(asked.pages).toBe(1 + 3 + 5);
});

test('a new level of a warehouse that nobody knew is found before the service has counted it', async () => {
  const { table, visit } = await aShop();
  for (const key of keys) table.change({ ...key, warehouseId: 'LEEDS' }, 1);
  table.change({ productId: 'zulu', warehouseId: 'YORK' }, 1);
  const { copy, checked, asked } = visit({ uncounted: 1 });
  await checked();
  expect(copy.index.find({}).map(keyOf)).toContain(keyOf({ productId: 'zulu', warehouseId: 'YORK' }));
  expect(asked.pages).toBeGreaterThan(1);
});

test('the next visit shows what is on disk before anything was read, and then what changed, came and went', async () => {
  const { table, visit } = await aShop();
  const first = visit();
  await first.checked();
  const before = table.levels();
  first.copy.close();
  table.change(lamp, 8, 'quietly');
  table.remove(zebra, 'quietly');
  table.change({ productId: 'new', warehouseId: 'LONDON' }, 1, 'quietly');
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const { copy, checked, asked } = visit({ changes: async () => released });
  await until(() => copy.state.phase === 'ready');
  expect(copy.state).toEqual({ phase: 'ready', checked: false });
  expect(copy.index.find({})).toEqual(before);
  release(undefined);
  await checked();
  expect(copy.index.find({}).map(counted)).toEqual(table.levels().map(counted));
  // Three changes, and the five of ten minutes before them: nothing else was read.
  expect(asked).toEqual({ pages: 0, changes: 4 });
});

test('nothing is read before all that is on disk is there, however long that takes', async () => {
  const { table, visit, kept } = await aShop();
  const first = visit();
  await first.checked();
  first.copy.close();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  kept.delay = released;
  const { copy, store, checked, asked } = visit();
  await until(() => store.state === 'live');
  await until(() => copy.state.phase === 'opening' && copy.state.first?.length === 2);
  expect(asked).toEqual({ pages: 0, changes: 0 });
  release(undefined);
  await checked();
  expect(asked.pages).toBe(0);
  expect(copy.index.find({}).map(counted)).toEqual(table.levels().map(counted));
});

test('what happened shortly before the last visit is read again only in part, however much it was', async () => {
  const { table, visit } = await aShop();
  for (let count = 1; count <= 30; count += 1) table.change(lamp, count);
  const first = visit();
  await first.checked();
  first.copy.close();
  const { checked, asked } = visit();
  await checked();
  expect(asked).toEqual({ pages: 0, changes: 5 });
});

test('what an earlier visit left is compared with all levels once it is a day old', async () => {
  const { table, visit } = await aShop();
  const first = visit();
  await first.checked();
  first.copy.close();
  table.change(lamp, 8, 'quietly');
  table.remove(zebra, 'quietly');
  const { copy, checked, asked } = visit({ trustMs: 0 });
  await checked();
  await until(() => !copy.index.has(keyOf(zebra)));
  expect(copy.index.find({})).toEqual(table.levels());
  expect(asked.pages).toBe(2);
});

test('where more changed than there are levels to compare, the levels are compared', async () => {
  const { table, visit } = await aShop();
  const first = visit();
  await first.checked();
  first.copy.close();
  for (let count = 1; count <= 20; count += 1) table.change(lamp, count, 'quietly');
  const { copy, checked, asked } = visit();
  await checked();
  expect(copy.index.find({})).toEqual(table.levels());
  expect(asked.pages).toBeGreaterThan(0);
});

test('levels that came by no change are found by their number', async () => {
  const { table, visit } = await aShop();
  const first = visit();
  await first.checked();
  first.copy.close();
  table.change({ productId: 'loaded', warehouseId: 'LONDON' }, 1, 'unrecorded');
  const { copy, checked } = visit();
  await checked();
  expect(copy.index.find({})).toEqual(table.levels());
});

test('a change that is listed late is caught up with a moment later', async () => {
  const { table, visit } = await aShop();
  const first = visit();
  await first.checked();
  first.copy.close();
  const { copy, checked, asked } = visit({ lateMs: 50 });
  await checked();
  table.change(globe, 77, 'quietly');
  await until(() => copy.index.find({ search: 'globe' })[0]?.stockCount === 77);
  expect(asked.pages).toBe(0);
});

test('what happens while all levels are read is not overwritten by an older page', async () => {
  const { table, visit } = await aShop();
  const { copy, store, checked } = visit({ page: async (nextToken) => nextToken === null || table.change(globe, 1) });
  await checked();
  await until(() => store.get(globe)?.stockCount === 1);
  expect(copy.index.find({ search: 'globe' }).map(counted)).toEqual([table.level(globe) as StockLevel].map(counted));
});

test('beyond the most that a browser keeps nothing is read, and it is said how many there are', async () => {
  const { visit } = await aShop();
  const { copy } = visit({ most: 3, page: async () => Promise.reject(new Error('Nobody asks for a page.')) });
  await until(() => copy.state.phase === 'tooMany');
  expect(copy.state).toEqual({ phase: 'tooMany', total: 5 });
});

/** A level that a change told has the moment of the change, which `recent` has made up. */
function counted({ productId, stockCount, sequence }: StockLevel) {
  return { productId, stockCount, sequence };
}
