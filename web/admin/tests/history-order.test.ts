import { expect, test } from 'vitest';
import type { StockChange } from '../../../schema/types.ts';
import { inOrder } from '../product/history-order.ts';

function change(warehouseId: string, sequence: number, minute: number): StockChange {
  const changedAt = `2026-11-30T10:${String(minute).padStart(2, '0')}:00.000Z`;
  return { productId: 'GLOBE', warehouseId, sequence, changedAt } as StockChange;
}

const leeds = [change('LEEDS', 3, 50), change('LEEDS', 2, 30), change('LEEDS', 1, 20)];
const york = [change('YORK', 2, 40), change('YORK', 1, 10)];
const named = (changes: readonly StockChange[]) => changes.map(({ warehouseId, sequence }) => `${warehouseId} ${sequence}`);

test('the changes of several warehouses are by their moments, newest first', () => {
  const histories = [leeds, york].map((changes) => ({ changes, nextToken: null }));
  expect(named(inOrder(histories))).toEqual(['LEEDS 3', 'YORK 2', 'LEEDS 2', 'LEEDS 1', 'YORK 1']);
});

test('what is older than the end of a page of another warehouse waits for the next page', () => {
  const histories = [
    { changes: leeds.slice(0, 2), nextToken: 'next' },
    { changes: york, nextToken: null },
  ];
  expect(named(inOrder(histories))).toEqual(['LEEDS 3', 'YORK 2', 'LEEDS 2']);
});
