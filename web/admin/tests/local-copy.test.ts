import { expect, onTestFinished, test } from 'vitest';
import type { StockKeyInput, StockLevel, StockPage } from '../../../schema/types.ts';
import { fakeApi } from '../../../tests/web/support/fake-api.ts';
import { shop } from '../../../tests/web/support/shop.ts';
import { stockStoreOf } from '../../../tests/web/support/stores.ts';
import { until } from '../../../tests/web/support/until.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { createLocalCopy } from '../local-copy/copy.ts';
import type { CopyDatabase } from '../local-copy/database.ts';

const keys: StockKeyInput[] = ['apple', 'globe', 'lamp', 'zebra', 'zoo'].map((productId) => ({ productId, warehouseId: 'LONDON' }));
const [apple, globe, lamp, zebra] = keys as [StockKeyInput, StockKeyInput, StockKeyInput, StockKeyInput];

/** What a browser keeps from visit to visit. */
function disk() {
  const levels = new Map<string, StockLevel>();
  let complete = false;
  const database: CopyDatabase = {
    read: async () => ({ levels: [...levels.values()], complete }),
    async write(changed) {
      for (const { key, level } of changed) {
        if (level) levels.set(keyOf(key), level);
        else levels.delete(keyOf(key));
      }
    },
    completed: async () => void (complete = true),
    close: () => undefined,
  };
  return { levels, database };
}

/** A shop, and copies of it as each visit of the panel makes one. */
async function aShop() {
  const api = await fakeApi();
  const table = shop(api);
  for (const key of keys) table.change(key, 5);
  const kept = disk();
  const visit = ({ most = 50, page }: { most?: number; page?: (nextToken: string | null) => Promise<unknown> } = {}) => {
    const store = stockStoreOf(api);
    const copy = createLocalCopy({
      ...{ store, most, open: async () => kept.database },
      times: { settleMs: 0, restMs: 20, againMs: 600_000 },
      source: {
        summary: async () => ({ levels: table.levels().length, low: 0, out: 0, oversold: 0 }),
        async page(nextToken) {
          await page?.(nextToken);
          const { body } = table.answer({ variables: { filter: {}, nextToken } } as unknown as Parameters<typeof table.answer>[0]);
          return (body as { data: { listStock: StockPage } }).data.listStock;
        },
      },
    });
    onTestFinished(() => copy.close());
    const checked = async () => until(() => copy.state.phase === 'ready' && copy.state.checked);
    return { store, copy, checked };
  };
  return { table, visit, kept };
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
  const { copy, checked } = visit({ page: async () => released });
  await until(() => copy.state.phase === 'ready');
  expect(copy.state).toEqual({ phase: 'ready', checked: false });
  expect(copy.index.find({})).toEqual(before);
  release(undefined);
  await checked();
  await until(() => !copy.index.has(keyOf(zebra)));
  expect(copy.index.find({})).toEqual(table.levels());
});

test('what happens while all levels are read is not overwritten by an older page', async () => {
  const { table, visit } = await aShop();
  const { copy, store, checked } = visit({ page: async (nextToken) => nextToken === null || table.change(globe, 1) });
  await checked();
  await until(() => store.get(globe)?.stockCount === 1);
  expect(copy.index.find({ search: 'globe' })).toEqual([table.level(globe)]);
});

test('beyond the most that a browser keeps nothing is read, and it is said how many there are', async () => {
  const { visit } = await aShop();
  const { copy } = visit({ most: 3, page: async () => Promise.reject(new Error('Nobody asks for a page.')) });
  await until(() => copy.state.phase === 'tooMany');
  expect(copy.state).toEqual({ phase: 'tooMany', total: 5 });
});
