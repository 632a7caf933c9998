// A spreadsheet runs a cell that begins with one of these, also when it came in a CSV file. Where
// cells begin is for the reader to say: one that takes another delimiter than the file was written
// with also cuts inside of texts, and drops quotation marks there. So an export puts an apostrophe,
// which spreadsheets show as text, before each place where such a cell could begin; an import takes
// one away again at each. What had apostrophes there gets one more, so that nothing is lost.
const DELIMITERS = ',;|\t\r\n';
/** Full-width forms too, which some versions read as the plain ones. */
const DANGEROUS = '=+\\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20';
const BEGINS = `(?<=^|[${DELIMITERS}])`;
const RUNS = `(?=["']*[${DANGEROUS}])`;
const UNSAFE = new RegExp(`${BEGINS}${RUNS}`, 'gu');
const ESCAPED = new RegExp(`${BEGINS}'${RUNS}`, 'gu');
/**
 * A formula that is nothing but a text: how other systems keep a spreadsheet from reading `0017` as
 * a number.
 */
const CONSTANT = /^="((?:[^"]|"")*)"$/u;

/** A text as a cell that no spreadsheet runs, by whatever delimiter it cuts. */
export function escapeFormula(text: string): string {
  return text.replace(UNSAFE, "'");
}

/** The text that `escapeFormula` made this cell of. */
export function unescapeFormula(cell: string): string {
  return cell.replace(ESCAPED, '');
}

/**
 * The text that a cell stands for: of one that `escapeFormula` made, what it was made of; of
 * `="0017"`, what is in its quotes.
 */
export function textOf(cell: string): string {
  const [, constant] = CONSTANT.exec(cell) ?? [];
  return constant?.replaceAll('""', '"') ?? unescapeFormula(cell);
}
