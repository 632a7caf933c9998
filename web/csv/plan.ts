import { limits } from '../../domain/limits.ts';
import type { StockKeyInput, StockLevel } from '../../schema/types.ts';
import { inParallel } from './parallel.ts';
import { parseCsv } from './parse.ts';
import { judge, type Verdict } from './judge.ts';
import { explained } from './problems.ts';
import { checkRows, type Row } from './rows.ts';

/** One row of a file with its verdict. Plain data: it can be stored and applied later. */
export interface PlannedRow {
  line: number;
  cells: Row['cells'];
  verdict: Verdict;
}

/** What planning needs of the client. */
export interface ReadsStock {
  stocks(args: { keys: readonly StockKeyInput[] }, options?: { signal?: AbortSignal }): Promise<(StockLevel | null)[]>;
}

export interface PlanOptions {
  signal?: AbortSignal;
  /** How many rows have their verdict so far. */
  onProgress?: (judged: number, rows: number) => void;
}

const READS_AT_ONCE = 4;

/**
 * The dry run: what importing this text would do, row by row, in the order of the file. Changes nothing. Throws a CsvError when the file as a
 * whole makes no sense, and the client's error when the levels cannot be read.
 */
export async function planImport(client: ReadsStock, text: string, { signal, onProgress }: PlanOptions = {}): Promise<PlannedRow[]> {
  const rows = checkRows(parseCsv(text));
  const verdicts = new Map<number, Verdict>();
  const judgable = rows.flatMap((row) => {
    if ('wanted' in row) return [row];
    verdicts.set(row.line, { kind: 'refused', ...explained(row.problem) });
    return [];
  });
  const batches = Array.from({ length: Math.ceil(judgable.length / limits.keysPerCall) }, (_, index) =>
    judgable.slice(index * limits.keysPerCall, (index + 1) * limits.keysPerCall),
  );
  await inParallel(batches, READS_AT_ONCE, signal, async (batch) => {
    const keys = batch.map(({ wanted: { productId, warehouseId } }) => ({ productId, warehouseId }));
    const levels = await client.stocks({ keys }, signal && { signal });
    batch.forEach(({ line, wanted }, index) => verdicts.set(line, judge(wanted, levels[index] ?? null)));
    onProgress?.(verdicts.size, rows.length);
  });
  signal?.throwIfAborted();
  return rows.map(({ line, cells }) => ({
    line,
    cells,
    verdict: verdicts.get(line) ?? { kind: 'refused', ...explained({ code: 'NOT_READ', parts: [] }) },
  }));
}
