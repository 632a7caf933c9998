import type { WordedProblem } from './problems.ts';

/** One record of a file, as it stands there. */
export interface RawRecord {
  /** Where it begins; the first line of the file is 1. */
  line: number;
  cells: string[];
  /** No line break ends it: it is the last of the file. */
  open: boolean;
  /** Why its cells cannot be separated; `cells` has those before. */
  problem?: WordedProblem;
}

/** A cell, and where the text goes on behind it. */
interface Cell {
  value: string;
  end: number;
}

/** No spreadsheet has longer cells, so a quote that is open for longer was never closed. */
const LONGEST_CELL = 32_767;
const LINE_BREAK = /\r\n|\n|\r/;

/**
 * The records of a CSV text, as RFC 4180 has it and as spreadsheets read what is not so: a quote
 * inside of an unquoted cell (`19" monitor`) is a character, and so are spaces, but for those
 * around a quoted cell. Of a cell whose quote does not end where a cell does, nobody can say where
 * it ends: that costs the record, and reading goes on in the next line. `isRow` says of cells
 * whether they look like a row of the file: a record whose first and last line do, if quotes are
 * taken for characters, is no record but rows between two stray quotes.
 */
export function* readRecords(
  text: string,
  delimiter: string,
  isRow: (cells: string[]) => boolean = () => false,
): Generator<RawRecord, void> {
  let [at, line] = [0, 1];
  while (at < text.length) {
    const { cells, end, problem } = readRecord(text, at, delimiter);
    const lines = text.slice(at, end).split(LINE_BREAK);
    const swallowed = lines.length > 1 && [lines[0], lines.at(-1)].every((each = '') => isRow(each.split(delimiter)));
    const found: WordedProblem | undefined = swallowed ? { code: 'ROWS_IN_QUOTES', parts: [line, line + lines.length - 1] } : problem;
    yield { line, cells, open: end === text.length, ...(found && { problem: found }) };
    at = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    line += lines.length;
  }
}

function readRecord(text: string, begin: number, delimiter: string): { cells: string[]; end: number; problem?: WordedProblem } {
  const cells: string[] = [];
  for (let at = begin; ;) {
    const cell = readQuoted(text, at, delimiter) ?? readPlain(text, at, delimiter);
    if (!cell) return { cells, end: endOfLine(text, at), problem: { code: 'OPEN_QUOTE', parts: [cells.length + 1] } };
    cells.push(cell.value);
    if (text[cell.end] !== delimiter) return { cells, end: cell.end };
    at = cell.end + 1;
  }
}

/** Undefined where the cell is not one text in quotes. */
function readQuoted(text: string, at: number, delimiter: string): Cell | undefined {
  const open = behindSpaces(text, at);
  if (text[open] !== '"') return undefined;
  const close = closingQuote(text, open);
  if (close === undefined) return undefined;
  const end = behindSpaces(text, close + 1);
  if (!endsCell(text[end], delimiter)) return undefined;
  return { value: text.slice(open + 1, close).replaceAll('""', '"'), end };
}

/** Undefined where it begins with a quote, and so should have been a quoted one. */
function readPlain(text: string, at: number, delimiter: string): Cell | undefined {
  if (text[at] === '"') return undefined;
  let end = at;
  while (!endsCell(text[end], delimiter)) end += 1;
  return { value: text.slice(at, end), end };
}

function closingQuote(text: string, open: number): number | undefined {
  for (let at = open + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote === -1 || quote - open > LONGEST_CELL) return undefined;
    if (text[quote + 1] !== '"') return quote;
    at = quote + 2;
  }
}

function endsCell(character: string | undefined, delimiter: string): boolean {
  return character === undefined || character === delimiter || character === '\n' || character === '\r';
}

function behindSpaces(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ') end += 1;
  return end;
}

function endOfLine(text: string, at: number): number {
  const length = text.slice(at).search(LINE_BREAK);
  return length === -1 ? text.length : at + length;
}
