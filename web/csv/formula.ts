// A spreadsheet runs a cell that begins with one of these, also when it came in a CSV file. An export puts an apostrophe before it, which
// spreadsheets show as text; an import takes that one apostrophe away again. A cell that had apostrophes there gets one more, so that nothing is lost.
const DANGEROUS = /^'*[=+\-@\t\r\n]/;
const ESCAPED = /^'+[=+\-@\t\r\n]/;

/** A text as a cell that no spreadsheet runs. */
export function escapeFormula(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text;
}

/** The text that `escapeFormula` made this cell of. */
export function unescapeFormula(cell: string): string {
  return ESCAPED.test(cell) ? cell.slice(1) : cell;
}
