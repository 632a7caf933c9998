import { expect, test } from 'vitest';
import { bestStatus, boundedSum, stockStatus } from '../../domain/status.ts';
import { availability, productStock } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';

const level = (available: number, threshold: number): LevelItem => ({
  product_id: 'p',
  warehouse_id: 'w',
  stock_count: Math.max(0, available),
  reserved_count: Math.max(0, -available),
  available_count: available,
  threshold_level: threshold,
  version: 1,
  sequence: 1,
  last_updated: '2026-01-01T00:00:00.000Z',
});

test.each([
  [-1, 0, 'OUT_OF_STOCK'],
  [0, 0, 'OUT_OF_STOCK'],
  [1, 0, 'IN_STOCK'],
  [5, 5, 'LOW_STOCK'],
  [6, 5, 'IN_STOCK'],
])('%i available with threshold %i is %s', (available, threshold, status) => {
  expect(stockStatus(available, threshold)).toBe(status);
});

test('a product is as good as its best warehouse', () => {
  expect(bestStatus(['OUT_OF_STOCK', 'LOW_STOCK'])).toBe('LOW_STOCK');
  expect(productStock('p', [[level(0, 0), level(9, 1)]]).status).toBe('IN_STOCK');
});

test('sums stop at the largest Int', () => {
  expect(boundedSum([2_000_000_000, 2_000_000_000])).toBe(2_147_483_647);
});

test('an oversold warehouse does not take from what shoppers see of another', () => {
  expect(availability('p', [[level(-3, 0), level(5, 0)]], 100).availableCount).toBe(5);
});

test('shoppers see at most the cap, with the status of the real number', () => {
  expect(availability('p', [[level(50, 20), level(30, 20)]], 10)).toMatchObject({
    availableCount: 10,
    status: 'IN_STOCK',
    warehouses: [{ availableCount: 10 }, { availableCount: 10 }],
  });
});
