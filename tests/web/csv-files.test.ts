import { expect, test } from 'vitest';
import type { StockLevel } from '../../schema/types.ts';
import { decodeCsv, planImport, type PlannedRow } from '../../web/csv/index.ts';
import { csvFiles, KNOWN } from '../support/csv-files.ts';
import { noFields } from '../support/level-fields.ts';

const levels = KNOWN.map((known): StockLevel => ({
  ...{ ...known, ...noFields, version: 1, sequence: 1, reservedCount: 0, availableCount: known.stockCount },
  ...{ committedCount: 0, safetyStock: 0, sellableCount: known.stockCount },
  ...{ thresholdLevel: 0, status: 'IN_STOCK', lastUpdated: '2026-03-01T12:00:00.000Z' },
}));

const catalogue = {
  stocks: async ({ keys }: { keys: readonly { productId: string; warehouseId: string }[] }) =>
    keys.map(
      ({ productId, warehouseId }) => levels.find((level) => level.productId === productId && level.warehouseId === warehouseId) ?? null,
    ),
  eachStock: async function* () {
    yield* levels;
  },
};

test.each(csvFiles)('$name', async ({ bytes, gives }) => {
  const outcome = (async () => planImport(catalogue, decodeCsv(bytes)))();
  if (typeof gives === 'string') await expect(outcome).rejects.toThrow(gives);
  else expect((await outcome).map(rowText)).toEqual(gives);
});

/** A row as `CsvFile.gives` has it. */
function rowText({ line, cells, verdict, warnings = [] }: PlannedRow): string {
  const codes = warnings.map(({ problem: { code } }) => code).filter((code) => code !== 'NO_VERSION');
  return [line, ...outcome(cells, verdict), ...codes.map((code) => `!${code}`)].join(' ');
}

function outcome({ productId = '' }: PlannedRow['cells'], verdict: PlannedRow['verdict']): string[] {
  if ('problem' in verdict) return [verdict.kind, verdict.problem.code];
  if (verdict.kind === 'unchanged') return [productId.trim()];
  const { input } = verdict;
  return [...(verdict.kind === 'create' ? ['new'] : []), `${input?.productId}=${input?.stockCount}`];
}
