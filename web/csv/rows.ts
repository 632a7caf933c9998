import { patternOf, textFields } from '../../domain/level-fields.ts';
import type { TextField } from '../../domain/level-fields.ts';
import { limits } from '../../domain/limits.ts';
import { ID_PATTERN, textPattern } from '../../domain/text.ts';
import type { AdjustmentReason } from '../../schema/types.ts';
import { NUMBERS } from './columns.ts';
import { createNumberReader, type NumberReader } from './numbers.ts';
import type { Cells } from './parse.ts';
import { CellError, type Problem } from './problems.ts';

type WantedTexts = { [Field in TextField['field']]?: string };

/** What one row of a file wants a level to be. What it leaves out stays as it is. */
export interface Wanted extends WantedTexts {
  productId: string;
  warehouseId: string;
  stockCount?: number;
  thresholdLevel?: number;
  safetyStock?: number;
  /** The version that the file was made from. */
  version?: number;
  reason?: AdjustmentReason;
  note?: string;
}

/** A row that may be judged, or why it may not. */
export type Row = Cells & ({ wanted: Wanted } | { problem: Problem });

const REASONS: Record<AdjustmentReason, true> = {
  ...{ CORRECTION: true, RECEIVED: true, RETURN: true, DAMAGED: true, LOST: true, PROMOTION: true, OTHER: true },
};
const isReason = (text: string): text is AdjustmentReason => Object.hasOwn(REASONS, text);

/** Checks every row by the limits of the API, and that no level comes twice. */
export function checkRows(file: readonly Cells[]): Row[] {
  const number = createNumberReader(file.flatMap(({ cells }) => NUMBERS.map((column) => cells[column] ?? '')));
  const rows = file.map((row) => checkRow(row, number));
  const lines = new Map<string, number[]>();
  for (const row of rows) if ('wanted' in row) lines.set(keyOf(row.wanted), [...(lines.get(keyOf(row.wanted)) ?? []), row.line]);
  return rows.map((row) => {
    if (!('wanted' in row)) return row;
    const others = (lines.get(keyOf(row.wanted)) ?? []).filter((line) => line !== row.line);
    if (others.length === 0) return row;
    const { line, cells } = row;
    return { line, cells, problem: { code: 'LEVEL_TWICE', parts: [others.slice(0, 5)] } };
  });
}

/** One text for each level. */
export function keyOf({ productId, warehouseId }: { productId: string; warehouseId: string }): string {
  return JSON.stringify([productId, warehouseId]);
}

function checkRow(row: Cells, number: NumberReader): Row {
  if (row.problem !== undefined) return { ...row, problem: row.problem };
  try {
    return { ...row, wanted: wantedOf(row.cells, number) };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    return { ...row, problem: error.problem };
  }
}

function wantedOf(cells: Cells['cells'], number: NumberReader): Wanted {
  const reason = cells.reason?.trim().toUpperCase() || undefined;
  if (reason !== undefined && !isReason(reason)) throw new CellError({ code: 'REASON', parts: [Object.keys(REASONS).join(', ')] });
  return defined({
    productId: id('productId', cells.productId),
    warehouseId: id('warehouseId', cells.warehouseId),
    stockCount: number('stockCount', cells.stockCount, limits.stockCount),
    thresholdLevel: number('thresholdLevel', cells.thresholdLevel, limits.stockCount),
    safetyStock: number('safetyStock', cells.safetyStock, limits.stockCount),
    ...textsOf(cells),
    version: number('version', cells.version, limits.sum),
    reason,
    note: text('note', cells.note, limits.noteLength),
  });
}

function id(column: string, cell = ''): string {
  const value = cell.trim();
  if (value === '') throw new CellError({ code: 'EMPTY_ID', parts: [column] });
  const bytes = new TextEncoder().encode(value).length;
  if (bytes > limits.idBytes || !matches(ID_PATTERN, value)) {
    throw new CellError({ code: 'ID', parts: [column, limits.idLength, limits.idBytes] });
  }
  return value;
}

function textsOf(cells: Cells['cells']): WantedTexts {
  const texts: WantedTexts = {};
  for (const each of textFields) {
    const { field, kind, limit } = each;
    const cell = cells[field];
    if (cell === undefined) continue;
    if (!matches(patternOf(each), cell)) throw new CellError({ code: kind === 'url' ? 'URL' : 'TEXT', parts: [field, limit] });
    texts[field] = cell;
  }
  return texts;
}

function text(column: string, cell: string | undefined, length: number): string | undefined {
  if (cell === undefined || matches(textPattern(length), cell)) return cell;
  throw new CellError({ code: 'TEXT', parts: [column, length] });
}

function matches(pattern: string, cell: string): boolean {
  return new RegExp(pattern, 'u').test(cell);
}

type Defined<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

/** Without the keys that have no value. */
function defined<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<Value>;
}
