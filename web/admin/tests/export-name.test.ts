import { expect, test } from 'vitest';
import { exportName } from '../stock-grid/export-name.ts';

const DAY = '2026-11-30';

test('all of the stock is called so', () => {
  expect(exportName({ name: 'stock' }, DAY)).toBe('stock-2026-11-30.csv');
});

test('a part of the stock is named by what it was narrowed to', () => {
  expect(exportName({ name: 'stock', status: 'LOW_STOCK', warehouseId: 'LONDON' }, DAY)).toBe('stock-london-low-stock-2026-11-30.csv');
  expect(exportName({ name: 'stock', oversold: true, page: 2, after: 'x' }, DAY)).toBe('stock-oversold-2026-11-30.csv');
});

test('what no file system takes is left out, and long filters are cut before the day', () => {
  expect(exportName({ name: 'stock', search: '../a b' }, DAY)).toBe('stock-a-b-2026-11-30.csv');
  expect(exportName({ name: 'stock', search: 'x'.repeat(100) }, DAY)).toBe(`stock-${'x'.repeat(60)}-2026-11-30.csv`);
});
