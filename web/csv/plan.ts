import { limits } from '../../domain/limits.ts';
import type { StockKeyInput, StockLevel } from '../../schema/types.ts';
import { type ReadsHistory, versionAt } from './as-of.ts';
import { type ColumnChoice, isTold, type ReadColumn } from './columns.ts';
import { judge } from './judge.ts';
import type { Judged, Verdict } from './verdict.ts';
import { inParallel } from './parallel.ts';
import { parseCsv } from './parse.ts';
import { type Explained, explained } from './problems.ts';
import { splitByProduct } from './products.ts';
import { checkRows, type Row } from './rows.ts';
import { type Catalogue, catalogueOf, createWarner } from './warn.ts';

/** One row of a file with its verdict. Plain data: it can be stored and applied later. */
export interface PlannedRow {
  line: number;
  cells: Row['cells'];
  verdict: Verdict;
  /** What somebody should look at before it is imported; left out where there is nothing. */
  warnings?: Explained[];
}

/** What planning needs of the client; the history where it is asked for counts as of a time. */
export interface ReadsStock extends Partial<ReadsHistory> {
  stocks(args: { keys: readonly StockKeyInput[] }, options?: { signal?: AbortSignal }): Promise<(StockLevel | null)[]>;
  /** All levels that are there. Without it, what is new is compared with the file alone. */
  eachStock?(args: object, options?: { signal?: AbortSignal }): AsyncIterable<StockLevel>;
}

export interface PlanOptions {
  signal?: AbortSignal;
  /** How many rows have their verdict so far. */
  onProgress?: (judged: number, rows: number) => void;
  /**
   * Which title stands for which column, where the titles do not say so. Columns that nobody knows
   * are passed over then.
   */
  columns?: ColumnChoice;
  /**
   * Called once with what the columns of the file are read as, without those that only Onhand's own
   * files have.
   */
  onColumns?: (columns: readonly ReadColumn[]) => void;
  /** Refuse rows whose level does not exist. */
  existingOnly?: boolean;
  /**
   * When the counts were taken: rows without a version are for the version that their level had
   * then.
   */
  asOf?: Date;
}

const READS_AT_ONCE = 4;
/**
 * Levels that new ids are compared with: a thousand requests, some two minutes, and ids that a
 * browser can hold.
 */
const MOST_COMPARED = 100_000;

/**
 * The dry run: what importing this text would do, row by row, in the order of the file. Changes
 * nothing. Throws a CsvError when the file as a whole makes no sense, and the client's error when
 * the levels cannot be read.
 */
export async function planImport(client: ReadsStock, text: string, options: PlanOptions = {}): Promise<PlannedRow[]> {
  const { signal, columns: choice, onColumns } = options;
  const { columns, rows: cells } = parseCsv(text, choice);
  onColumns?.(columns.filter(({ title }) => title !== '' && !isTold(title)));
  const rows = checkRows(cells);
  const judged = splitByProduct(await compare(client, rows, options));
  const catalogue = catalogueOf([...judged.values()]);
  if ([...judged.values()].some(({ level }) => !level)) await readIds(client, catalogue, signal);
  const warningsOf = createWarner([...judged.values()], catalogue);
  return rows.map((row): PlannedRow => {
    const { line, cells } = row;
    if (!('wanted' in row)) return { line, cells, verdict: { kind: 'refused', ...explained(row.problem) } };
    const found = judged.get(line);
    if (!found) return { line, cells, verdict: { kind: 'refused', ...explained({ code: 'NOT_READ', parts: [] }) } };
    const warnings = warningsOf(found);
    return { line, cells, verdict: found.verdict, ...(warnings.length > 0 && { warnings }) };
  });
}

/** Compares rows with their levels, by line. */
async function compare(client: ReadsStock, rows: readonly Row[], options: PlanOptions): Promise<Map<number, Judged>> {
  const { signal, onProgress, existingOnly } = options;
  const judged = new Map<number, Judged>();
  const judgable = rows.filter((row) => 'wanted' in row);
  const batches = Array.from({ length: Math.ceil(judgable.length / limits.keysPerCall) }, (_, index) =>
    judgable.slice(index * limits.keysPerCall, (index + 1) * limits.keysPerCall),
  );
  await inParallel(batches, READS_AT_ONCE, signal, async (batch) => {
    const keys = batch.map(({ wanted: { productId, warehouseId } }) => ({ productId, warehouseId }));
    const levels = await client.stocks({ keys }, signal && { signal });
    for (const [index, unread] of batch.entries()) {
      const level = levels[index] ?? null;
      const row = await asOfThen(client, unread, level, options);
      judged.set(row.line, { row, level, verdict: judge(row.wanted, level, existingOnly) });
    }
    onProgress?.(rows.length - judgable.length + judged.size, rows.length);
  });
  signal?.throwIfAborted();
  return judged;
}

/**
 * The row for the version that its level had when the counts were taken, where it sets a count and
 * has no version itself.
 */
async function asOfThen(
  client: ReadsStock,
  row: Judged['row'],
  level: StockLevel | null,
  { asOf, signal }: PlanOptions,
): Promise<Judged['row']> {
  const { wanted } = row;
  if (!asOf || !level || wanted.version !== undefined || wanted.stockCount === undefined || wanted.stockCount === level.stockCount)
    return row;
  if (!client.eachStockChange) throw new Error('Counts as of a time need the history of their levels.');
  return { ...row, wanted: { ...wanted, version: await versionAt(client as ReadsHistory, level, asOf, signal) } };
}

/** Adds the ids of the levels that are there. */
async function readIds(client: ReadsStock, catalogue: Catalogue, signal?: AbortSignal): Promise<void> {
  let read = 0;
  for await (const { productId, warehouseId } of client.eachStock?.({}, signal && { signal }) ?? []) {
    if (read === MOST_COMPARED) {
      catalogue.only = read;
      return;
    }
    read += 1;
    catalogue.productId.add(productId);
    catalogue.warehouseId.add(warehouseId);
  }
}
