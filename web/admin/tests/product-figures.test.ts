import { expect, test } from 'vitest';
import type { StockChange } from '../../../schema/types.ts';
import { historyCsv } from '../../csv/index.ts';
import { countAxis, ticksOf } from '../product/axis.ts';
import { ALL_CHANGES, isWanted } from '../product/history-filter.ts';
import { DAY_MS, salesFigures } from '../product/sales-figures.ts';

const now = Date.parse('2026-11-30T12:00:00Z');

test.each([
  [0, 4, [0, 1, 2, 3, 4]],
  [999.5, 1_005.5, [998, 1_000, 1_002, 1_004, 1_006]],
  [0, 1_234, [0, 500, 1_000, 1_500]],
  [-7, 3, [-10, -5, 0, 5]],
])('an axis from %d to %d has round lines around it', (low, high, ticks) => {
  expect(ticksOf(low, high)).toEqual(ticks);
});

test('the axis of counts fits what moves, and has the threshold only where that is near', () => {
  expect(countAxis([1_000, 1_005, 1_003], 3)).toEqual({ ticks: [998, 1_000, 1_002, 1_004, 1_006], hasThreshold: false });
  expect(countAxis([10, 6], 2)).toMatchObject({ hasThreshold: true });
  const flat = countAxis([0, 0], 2);
  expect(flat.hasThreshold).toBe(true);
  expect(flat.ticks[0]).toBe(0);
});

test('days of cover are what can be sold over what is sold a day', () => {
  const sales = [3, 10, 40].map((days) => ({ at: now - days * DAY_MS, units: 7 }));
  const { total, perDay, cover } = salesFigures(sales, 0, 20, now);
  expect([total, perDay, cover]).toEqual([14, 0.5, 40]);
  expect(salesFigures([], 0, 20, now).cover).toBeUndefined();
});

test('a product that is younger than four weeks is judged by its own days, and at least by one', () => {
  const sales = [{ at: now - DAY_MS, units: 8 }];
  expect(salesFigures(sales, now - 4 * DAY_MS, 8, now)).toMatchObject({ days: 4, perDay: 2, cover: 4 });
  expect(salesFigures([{ at: now, units: 3 }], now - 1_000, 8, now).perDay).toBe(3);
  expect(salesFigures(sales, now - 4 * DAY_MS, -5, now).cover).toBe(0);
});

test('a history is filtered by person, event and day, and combines them', () => {
  const change = { actor: 'anna', cause: 'COUNTED', changedAt: '2026-11-30T23:30:00Z' } as StockChange;
  const dayOf = (iso: string) => iso.slice(0, 10);
  const wanted = (filter: Partial<typeof ALL_CHANGES>) => isWanted(change, { ...ALL_CHANGES, ...filter }, dayOf);
  expect(wanted({})).toBe(true);
  expect(wanted({ who: 'anna', causes: ['COUNTED'], since: '2026-11-30', until: '2026-11-30' })).toBe(true);
  for (const other of [{ who: 'ann' }, { causes: ['ADJUSTED' as const] }, { since: '2026-12-01' }, { until: '2026-11-29' }])
    expect(wanted(other)).toBe(false);
});

test('a history as a file has the counts before and after, and no cell that a spreadsheet runs', () => {
  const change = {
    ...{ changedAt: '2026-11-30T12:00:00.000Z', productId: 'lamp', warehouseId: 'LONDON', sequence: 4, cause: 'ADJUSTED' },
    ...{ actor: 'anna', actorKind: 'USER', stockDelta: 3, stockCount: 13, reservedDelta: 0, reservedCount: 2, availableCount: 11 },
    ...{ thresholdLevel: 5, safetyStock: 0, reason: 'RECEIVED', note: '=1+1', reference: null },
  } as StockChange;
  const [head, row] = historyCsv([change]).split('\r\n');
  expect(head).toBe(
    '\uFEFFchangedAt,productId,warehouseId,sequence,cause,actor,actorKind,stockBefore,stockAfter,reservedBefore,reservedAfter,' +
      'committedBefore,committedAfter,availableCount,thresholdLevel,safetyStock,reason,note,reference',
  );
  expect(row).toBe("2026-11-30T12:00:00.000Z,lamp,LONDON,4,ADJUSTED,anna,USER,10,13,2,2,0,0,11,5,0,RECEIVED,'=1+1,");
});
