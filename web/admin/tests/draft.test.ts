import { expect, test } from 'vitest';
import type { StockLevel } from '../../../schema/types.ts';
import { type Field, isProblem, readDraft, startDraft, withSign } from '../stock-edit/draft.ts';

const level: StockLevel = {
  ...{ productId: 'P', warehouseId: 'W', name: 'Globe', category: null, stockCount: 10, reservedCount: 0, availableCount: 10 },
  ...{ committedCount: 0, safetyStock: 0, sellableCount: 10 },
  ...{ thresholdLevel: 2, muted: false, status: 'IN_STOCK', version: 1, sequence: 1, lastUpdated: '2026-11-28T00:00:00.000Z' },
};

function read(field: Field, text: string, note = '') {
  return readDraft({ ...startDraft(level, field), text, note }, field);
}

test.each([
  ['12', { field: 'stockCount', value: 12 }],
  [' 0 ', { field: 'stockCount', value: 0 }],
  ['+5', { field: 'delta', value: 5 }],
  ['-3', { field: 'delta', value: -3 }],
  ['−3', { field: 'delta', value: -3 }],
  ['-10', { field: 'delta', value: -10 }],
])('%j in a count of 10 asks for %j', (text, wanted) => {
  expect(read('stockCount', text)).toEqual(wanted);
});

test.each([
  ['10', '+', '+'],
  ['5', '+', '+5'],
  ['+5', '-', '-5'],
  ['\u22125', '+', '+5'],
  ['', '-', '-'],
] as const)('%j in a count of 10 becomes with the sign %j %j', (text, sign, signed) => {
  expect(withSign({ ...startDraft(level, 'stockCount'), text }, sign)).toBe(signed);
});

test('what is so already asks for nothing', () => {
  expect([read('stockCount', '10'), read('thresholdLevel', '2'), read('name', 'Globe'), read('category', '')]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test.each(['', 'ten', '1.5', '1,000', '--1', '+', '1e3', '٣'])('%j is no count', (text) => {
  expect(read('stockCount', text)).toEqual({ problem: 'number' });
});

test('a threshold has no sign', () => {
  expect(read('thresholdLevel', '+1')).toEqual({ problem: 'whole' });
  expect(read('safetyStock', '+1')).toEqual({ problem: 'whole' });
});

test('a count stays between nothing and the limit of the API', () => {
  expect(read('stockCount', '-11')).toEqual({ problem: 'below', have: 10 });
  expect(read('stockCount', '1000000001')).toMatchObject({ problem: 'range' });
  expect(read('stockCount', '+1000000000')).toMatchObject({ problem: 'range' });
  expect(read('stockCount', '+0')).toEqual({ problem: 'noDifference' });
});

test('lengths are counted in characters as the API counts them', () => {
  expect(read('category', '🌍'.repeat(64))).toMatchObject({ field: 'category' });
  expect(isProblem(read('category', '🌍'.repeat(65)))).toBe(true);
  expect(isProblem(read('stockCount', '12', 'n'.repeat(257)))).toBe(true);
});

test('a picture has an https address', () => {
  expect(read('imageUrl', 'https://images.example/globe.jpg')).toEqual({ field: 'imageUrl', value: 'https://images.example/globe.jpg' });
  expect(read('imageUrl', 'http://images.example/globe.jpg')).toEqual({ problem: 'url' });
});

test('an empty text clears a name', () => {
  expect(read('name', '')).toEqual({ field: 'name', value: '' });
});
