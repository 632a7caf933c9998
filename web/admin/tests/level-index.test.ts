import { expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { level } from '../../../tests/web/support/warehouse.ts';
import { createLevelIndex } from '../local-copy/level-index.ts';
import type { Question } from '../local-copy/question.ts';

const globe = (warehouseId: string, set: Partial<StockLevel>) =>
  level({ productId: 'GLOBE-7', warehouseId }, { name: 'Blue Globe', ...set });
const levels = [
  globe('YORK', { stockCount: 5, thresholdLevel: 9, category: 'Toys', lastUpdated: '2026-03-03T00:00:00.000Z' }),
  globe('LONDON', { stockCount: 90, category: 'Toys', barcode: '4006381333931', supplier: 'Räth' }),
  level({ productId: 'apple', warehouseId: 'LONDON' }, { stockCount: 0, category: 'Food', lastUpdated: '2026-03-05T00:00:00.000Z' }),
  level({ productId: 'zebra', warehouseId: 'LONDON' }, { stockCount: 3, reservedCount: 4 }),
];
const [york, london, apple, zebra] = levels as [StockLevel, StockLevel, StockLevel, StockLevel];

function index() {
  const made = createLevelIndex();
  made.apply(levels.map((each) => ({ key: each, level: each })));
  return made;
}
const find = (question: Question) => index().find(question);

test('all levels come by product and warehouse, whatever their case', () => {
  expect(find({})).toEqual([apple, london, york, zebra]);
});

test.each([
  ['globe BLUE', [london, york]],
  ['0638', [london]],
  ['räth', [london]],
  ['york glo', [york]],
  ['globe green', []],
])('the words %j are looked for in any order, anywhere in name, id, barcode, supplier and warehouse', (search, found) => {
  expect(find({ search })).toEqual(found);
});

test('filters combine, and take a value in any case', () => {
  expect(find({ warehouseId: 'london', category: 'TOYS' })).toEqual([london]);
  expect(find({ oversold: true })).toEqual([zebra]);
  expect(find({ status: 'OUT_OF_STOCK' })).toEqual([apple, zebra]);
  expect(find({ barcode: '4006381333931' })).toEqual([london]);
});

test.each([
  ['availableCount', [zebra, apple, york, london]],
  ['aboveThreshold', [york, zebra, apple, london]],
  ['lastUpdated', [london, zebra, york, apple]],
  ['name', [london, york, apple, zebra]],
  ['category', [apple, london, york, zebra]],
] as const)('levels are sorted by %s, and those without a value come last', (sort, order) => {
  expect(find({ sort })).toEqual(order);
  const none = (each: StockLevel) => sort in each && !each[sort as 'name'] && typeof each[sort as 'name'] !== 'number';
  const last = order.filter(none);
  expect(find({ sort, descending: true }).slice(order.length - last.length)).toEqual(last);
});

test('a filter counts its values under all other filters, not under its own', () => {
  const counts = index().counts({ warehouseId: 'LONDON', search: 'globe' });
  expect(Object.fromEntries(counts.warehouseId)).toEqual({ LONDON: 1, YORK: 1 });
  expect(Object.fromEntries(counts.category)).toEqual({ Toys: 1 });
});

test('the index follows what changes, comes and goes', () => {
  const followed = index();
  const renamed = { ...york, name: 'Red Globe' };
  const added = level({ productId: 'bee', warehouseId: 'LONDON' });
  followed.apply([
    { key: york, level: renamed },
    { key: apple, level: null },
    { key: added, level: added },
  ]);
  expect(followed.find({ search: 'red' })).toEqual([renamed]);
  expect(followed.find({})).toEqual([added, london, renamed, zebra]);
  expect(followed.levelsOf('GLOBE-7')).toEqual([london, renamed]);
  expect(followed.productsWith('4006381333931')).toEqual(['GLOBE-7']);
});
