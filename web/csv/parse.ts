import { CsvError as SyntaxProblem, parse } from 'csv-parse/browser/esm/sync';
import { type Column, readHeader } from './columns.ts';
import { unescapeFormula } from './formula.ts';
import { CsvError, type Problem } from './problems.ts';

/** One row as it stands in the file. */
export interface Cells {
  /** Where it begins; the header is line 1. */
  line: number;
  /** As written, without what makes a formula harmless. A cell that is empty is not here. */
  cells: Partial<Record<Column, string>>;
  /** Why the row cannot be read. */
  problem?: Problem;
}

/** Rows that one file may have; more would not fit into a browser's memory comfortably. */
const MOST_ROWS = 200_000;

/**
 * Reads a CSV text: commas, semicolons or tabs, any line ends, quotes, a byte order mark. Throws a CsvError, with the line where there is
 * one, when the file as a whole makes no sense.
 */
export function parseCsv(text: string): Cells[] {
  const [header, ...records] = recordsOf(text.replace(/^\uFEFF/, ''));
  if (!header) throw new CsvError({ code: 'EMPTY_FILE', parts: [] });
  const named = readHeader(header.record.map((title) => title.trim()));
  if (records.length > MOST_ROWS) throw new CsvError({ code: 'TOO_MANY_ROWS', parts: [records.length, MOST_ROWS] });
  return records.map(({ record, line }): Cells => {
    const cells: Cells['cells'] = {};
    named.forEach((column, index) => {
      const cell = unescapeFormula(record[index] ?? '');
      if (column !== undefined && cell !== '') cells[column] = cell;
    });
    if (record.length === named.length) return { line, cells };
    return { line, cells, problem: { code: 'CELLS', parts: [record.length, named.length] } };
  });
}

interface NumberedRecord {
  record: string[];
  line: number;
}

function recordsOf(text: string): NumberedRecord[] {
  let line = 1;
  try {
    const records: NumberedRecord[] = [];
    parse(text, {
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      on_record: (record: string[]) => {
        if (record.some((cell) => cell !== '')) records.push({ record, line });
        // The parser's own count takes CR LF inside of quotes for two lines.
        line += 1 + record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
        return null;
      },
    });
    return records;
  } catch (cause) {
    if (!(cause instanceof SyntaxProblem)) throw cause;
    throw new CsvError({ code: 'OPEN_QUOTE', parts: [line] }, { cause });
  }
}

/** What separates the titles of the first line, outside of quotes. */
function delimiterOf(text: string): string {
  const [first = ''] = text.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}
