import { expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { level } from '../../../tests/web/support/warehouse.ts';
import { createLevelIndex } from '../local-copy/level-index.ts';
import type { Question } from '../local-copy/question.ts';
import { countProducts, findProducts, productMatcher, totalOf } from '../stock-grid/product-rows.ts';
import { productStatus } from '../stock-grid/product-status.ts';

const at = (productId: string, warehouseId: string, set: Partial<StockLevel>) => level({ productId, warehouseId }, set);
const IN = { stockCount: 128 };
const LOW = { stockCount: 2 };
const OUT = { stockCount: 0 };
const OVERSOLD = { stockCount: 3, reservedCount: 5 };

/** `owed` has 128 units in one warehouse, and 2 fewer than none in another. */
const levels = [
  ...[at('full', 'LEEDS', { ...IN, category: 'Toys' }), at('full', 'YORK', { ...IN, category: 'Toys' })],
  ...[at('gap', 'LEEDS', OUT), at('gap', 'YORK', IN), at('gap', 'LONDON', OUT)],
  ...[at('little', 'LEEDS', LOW), at('little', 'YORK', OUT)],
  ...[at('none', 'LEEDS', OUT), at('none', 'YORK', OUT)],
  ...[at('owed', 'LEEDS', IN), at('owed', 'YORK', OVERSOLD)],
];

function index() {
  const made = createLevelIndex();
  made.apply(levels.map((each) => ({ key: each, level: each })));
  return made;
}
const find = (question: Question) => findProducts(index(), question).map(({ productId }) => productId);
const of = (productId: string) => levels.filter((each) => each.productId === productId);

test.each([
  ['full', 'IN_STOCK', undefined],
  ['gap', 'IN_STOCK', { what: 'OUT_OF_STOCK', count: 2 }],
  ['little', 'LOW_STOCK', { what: 'OUT_OF_STOCK', count: 1 }],
  ['none', 'OUT_OF_STOCK', undefined],
  ['owed', 'IN_STOCK', { what: 'OVERSOLD', count: 1 }],
])('the product %s is %s as shoppers see it, and says where it is worse', (productId, status, worse) => {
  expect(productStatus(of(productId))).toMatchObject({ status, worse });
});

test('a product that is out because all of it is safety stock says so', () => {
  const kept = at('kept', 'LEEDS', { stockCount: 9, safetyStock: 9 });
  expect(productStatus([kept])).toMatchObject({ status: 'OUT_OF_STOCK', isKept: true });
});

test('what one warehouse owes is not summed away by what another one has', () => {
  expect(totalOf({ productId: 'owed', levels: of('owed') }, 'availableCount')).toBe(128);
  expect(find({ oversold: true })).toEqual(['owed']);
});

test('products are sorted by urgency: owed, out, low, in stock with gaps, in stock', () => {
  expect(find({ sort: 'status' })).toEqual(['owed', 'none', 'little', 'gap', 'full']);
  expect(find({ sort: 'status', descending: true })).toEqual(['full', 'gap', 'little', 'none', 'owed']);
});

test('a status is asked of the product, as its row shows it', () => {
  expect(find({ status: 'OUT_OF_STOCK' })).toEqual(['none']);
  expect(find({ status: 'LOW_STOCK' })).toEqual(['little']);
  expect(find({ status: 'IN_STOCK' })).toEqual(['full', 'gap', 'owed']);
});

test('with a warehouse the row is the product as that warehouse has it', () => {
  const rows = findProducts(index(), { warehouseId: 'leeds', status: 'OUT_OF_STOCK' });
  expect(rows).toEqual([
    { productId: 'gap', levels: [levels[2]] },
    { productId: 'none', levels: [levels[7]] },
  ]);
});

test('the filters count products, each value as many as choosing it would leave', () => {
  const { status, warehouseId, category } = countProducts(index(), { status: 'OUT_OF_STOCK' });
  expect(Object.fromEntries(status)).toEqual({ IN_STOCK: 3, LOW_STOCK: 1, OUT_OF_STOCK: 1 });
  expect(Object.fromEntries(warehouseId)).toEqual({ LEEDS: 2, YORK: 3, LONDON: 1 });
  for (const [each, count] of warehouseId) expect(find({ warehouseId: each, status: 'OUT_OF_STOCK' })).toHaveLength(count);
  expect(Object.fromEntries(category)).toEqual({});
});

test('whether a product belongs to a list follows its levels', () => {
  const followed = index();
  const isListed = productMatcher(followed, { search: 'non', status: 'OUT_OF_STOCK' });
  expect([isListed('none'), isListed('gap'), isListed('unknown')]).toEqual([true, false, false]);
  const restocked = { ...of('none')[0], status: 'IN_STOCK' } as StockLevel;
  followed.apply([{ key: restocked, level: restocked }]);
  expect(isListed('none')).toBe(false);
});
