import { expect, test } from 'vitest';
import type { StockChange } from '../../schema/types.ts';
import { levelAfter } from '../../web/client/stores/stock-state.ts';
import { level } from './support/warehouse.ts';

const key = { productId: 'lamp', warehouseId: 'LONDON' };
const counts = { stockCount: 10, reservedCount: 5, committedCount: 3, safetyStock: 2 };
const after = level(key, { ...counts, sequence: 7 });
const change: StockChange = {
  ...after,
  ...{ cause: 'COMMITTED', stockDelta: 0, reservedDelta: 0, committedDelta: 3, changedAt: after.lastUpdated },
};

test('a level after a change has what is committed, kept and sellable', () => {
  expect(levelAfter(change)).toMatchObject({ ...counts, availableCount: 5, sellableCount: 3 });
});

test('an event of a release without these counts leaves all that is available for sale', () => {
  const older = { ...change, committedDelta: null, committedCount: null, safetyStock: null, sellableCount: null };
  expect(levelAfter(older)).toMatchObject({ committedCount: 0, safetyStock: 0, availableCount: 5, sellableCount: 5 });
});
