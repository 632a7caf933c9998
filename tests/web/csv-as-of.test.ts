import { expect, test } from 'vitest';
import type { StockChange } from '../../schema/types.ts';
import { type ReadsHistory, versionAt } from '../../web/csv/as-of.ts';
import { planImport } from '../../web/csv/index.ts';
import { lamp, warehouse } from './support/warehouse.ts';

/** The past of the lamp, newest first: created at 8, counted at 9, held at 10 and at 12. */
const past = [
  ['2026-03-01T12:00:00.000Z', 2],
  ['2026-03-01T10:00:00.000Z', 2],
  ['2026-03-01T09:00:00.000Z', 2],
  ['2026-03-01T08:00:00.000Z', 1],
].map(([changedAt, version]) => ({ changedAt, version }) as StockChange);
const history: ReadsHistory = {
  eachStockChange: async function* () {
    yield* past;
  },
};
const level = { ...lamp, version: 2, lastUpdated: '2026-03-01T12:00:00.000Z' };

test.each([
  ['2026-03-01T13:00:00Z', 2],
  ['2026-03-01T11:00:00Z', 2],
  ['2026-03-01T09:00:00Z', 2],
  ['2026-03-01T08:59:59Z', 1],
  ['2026-03-01T07:00:00Z', 0],
])('at %s the level had version %j', async (time, version) => {
  expect(await versionAt(history, level, new Date(time))).toBe(version);
});

test('a count as of a time is for the version of that time, unless its row has one, and needs no warning then', async () => {
  const shop = { ...warehouse(level), ...history };
  const text = 'productId,warehouseId,stockCount,version\nlamp,LONDON,7,';
  const plan = async (version: string, hour: string) =>
    planImport(shop, `${text}${version}\n`, { asOf: new Date(`2026-03-01T${hour}:30:00Z`) });
  expect(await plan('', '09')).toMatchObject([{ verdict: { kind: 'change' } }]);
  expect((await plan('', '09'))[0]?.warnings).toBeUndefined();
  expect(await plan('', '08')).toMatchObject([
    { verdict: { kind: 'conflict', problem: { code: 'CHANGED_SINCE_FILE', parts: [2, 1, 10] } } },
  ]);
  expect(await plan('2', '08')).toMatchObject([{ verdict: { kind: 'change' } }]);
});
