import { type Column, type ColumnChoice, indexOfWhen, NEEDED, NUMBERS, type ReadColumn } from './columns.ts';
import { textOf } from './formula.ts';
import { findHeader, isBlank } from './header.ts';
import { CsvError, type Problem } from './problems.ts';
import { type RawRecord, readRecords } from './records.ts';

/** One row as it stands in the file. */
export interface Cells {
  /** Where it begins; the file's first line is 1. */
  line: number;
  /** As written, without what makes a formula harmless. A cell that is empty is not here. */
  cells: Partial<Record<Column, string>>;
  /** When the level had changed last, as the export said that the file was made of. */
  lastUpdated?: string;
  /**
   * The file ends inside of it, or may: it is the last row, has cells too few and no line break.
   */
  cutOff?: true;
  /** Why the row cannot be read. */
  problem?: Problem;
}

/** A file: what its columns are read as, and its rows. */
export interface CsvTable {
  columns: ReadColumn[];
  rows: Cells[];
}

/** Rows that one file may have; more would not fit into a browser's memory comfortably. */
const MOST_ROWS = 200_000;
/** Of a cell, in a sentence about it. */
const SHOWN = 40;

/**
 * Reads a CSV text: commas, semicolons, tabs or bars, any line ends, quotes, a byte order mark,
 * titles above the header. Rows and cells of nothing, as spreadsheets leave them at the ends, are
 * no data. Throws a CsvError when the file as a whole makes no sense.
 */
export function parseCsv(file: string, choice?: ColumnChoice): CsvTable {
  const text = file.replace(/^\uFEFF/, '');
  const { line, delimiter, columns } = findHeader(text, choice);
  const when = indexOfWhen(columns.map(({ title }) => title));
  const rows: Cells[] = [];
  for (const record of readRecords(text, delimiter, rowLike(columns))) {
    if (record.line > line && (record.problem || !isBlank(record.cells))) rows.push(rowOf(record, columns, when));
  }
  if (rows.length > MOST_ROWS) throw new CsvError({ code: 'TOO_MANY_ROWS', parts: [rows.length, MOST_ROWS] });
  return { columns, rows };
}

/**
 * Whether cells are as many as the header has, with ids and with numbers where there should be
 * some.
 */
function rowLike(columns: readonly ReadColumn[]): (cells: readonly string[]) => boolean {
  const numbers = columns.flatMap(({ column }, index) => (NUMBERS.some((each) => each === column) ? [index] : []));
  const ids = columns.flatMap(({ column }, index) => (NEEDED.some((each) => each === column) ? [index] : []));
  return (cells) =>
    cells.length === columns.length &&
    numbers.some((index) => /\d/.test(cells[index] ?? '')) &&
    numbers.every((index) => /^[\s"]*(?:\d[\d.,' ]*)?[\s"]*$/.test(cells[index] ?? '')) &&
    ids.every((index) => /[^\s"]/.test(cells[index] ?? ''));
}

function rowOf({ line, cells: record, open, problem }: RawRecord, columns: readonly ReadColumn[], when: number): Cells {
  const cells: Cells['cells'] = {};
  columns.forEach(({ column }, index) => {
    const cell = textOf(record[index] ?? '');
    if (column !== undefined && cell !== '') cells[column] = cell;
  });
  const lastUpdated = record[when];
  const row: Cells = { line, cells, ...(lastUpdated !== undefined && lastUpdated !== '' && { lastUpdated }) };
  if (problem) return { ...row, problem };
  const beyond = record.findIndex((cell, index) => cell.trim() !== '' && (columns[index]?.title ?? '') === '');
  if (beyond !== -1) {
    return { ...row, problem: { code: 'CELL_BEYOND', parts: [JSON.stringify(record[beyond]?.slice(0, SHOWN)), beyond + 1] } };
  }
  return open && record.length < columns.length ? { ...row, cutOff: true } : row;
}
