import { type ColumnChoice, isHeader, readHeader, type ReadColumn } from './columns.ts';
import { CsvError } from './problems.ts';
import { type RawRecord, readRecords } from './records.ts';

/** Where the header of a file is, and what it says. */
export interface Header {
  line: number;
  /** What is between two cells. */
  delimiter: string;
  columns: ReadColumn[];
}

const DELIMITERS = [',', ';', '\t', '|'];
/** Records among which the header may be, below the name of a shop, a date, a line `sep=;`. */
const FIRST_RECORDS = 10;
/** Excel's own first line. It names the delimiter; other spreadsheets leave it in the file. */
const DELIMITER_LINE = /^"?sep=([^\s\p{L}\p{N}"]|\t)"?\1*[\r\n]/iu;
/** More than what lies between cells, by any delimiter. */
const SOMETHING = /[^\s,;|]/u;

interface Candidate {
  delimiter: string;
  line: number;
  titles: string[];
}

/**
 * Finds the header: the first record, among the first of the file, that names all needed columns
 * when it is cut at one of the delimiters. What is above it is a title. Throws a CsvError about the
 * record that looks most like a header where none is one.
 */
export function findHeader(text: string, choice?: ColumnChoice): Header {
  const named = DELIMITER_LINE.exec(text)?.[1];
  const candidates = (named === undefined ? DELIMITERS : [named]).flatMap((delimiter) => candidatesOf(text, delimiter));
  const [widest] = [...candidates].sort((one, other) => width(other) - width(one) || one.line - other.line);
  if (!widest) throw new CsvError({ code: 'EMPTY_FILE', parts: [] });
  const headers = candidates.filter(({ titles }) => isHeader(titles, choice));
  const [header = widest] = headers.sort((one, other) => one.line - other.line || width(other) - width(one));
  const { delimiter, line, titles } = header;
  return { line, delimiter, columns: readHeader(titles, line, choice) };
}

function candidatesOf(text: string, delimiter: string): Candidate[] {
  const found: Candidate[] = [];
  for (const { line, cells } of readRecords(text, delimiter)) {
    if (cells.some((cell) => SOMETHING.test(cell))) found.push({ delimiter, line, titles: cells.map((title) => title.trim()) });
    if (found.length === FIRST_RECORDS) break;
  }
  return found;
}

/** Spreadsheets leave rows of nothing, or of spaces, below what is filled. */
export function isBlank(cells: RawRecord['cells']): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function width({ titles }: Candidate): number {
  return titles.filter((title) => title !== '').length;
}
