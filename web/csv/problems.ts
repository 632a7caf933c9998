import type { OnhandError } from '../client/errors.ts';

/**
 * All that can be wrong with a file or a row, or that somebody should look at, by code, in English.
 * Other languages word the same codes with the same parts.
 */
export const sentences = {
  EMPTY_FILE: () => 'The file is empty. Its first line must name the columns.',
  NOT_UTF8: () => 'The file is not in UTF-8, so letters such as é would be damaged. Save it as "CSV UTF-8".',
  NO_TEXT: (kind: string) =>
    `The file is not CSV but ${kind}, whatever its name says. Open it in a spreadsheet and save it as "CSV UTF-8".`,
  TOO_MANY_ROWS: (rows: string, most: string) => `The file has ${rows} rows; the limit is ${most}. Split it.`,
  NO_COLUMN: (line: string, missing: string, columns: string) =>
    `Line ${line} has no column ${missing}. It must name the columns, such as: ${columns}. Rename them, or say which column is which.`,
  UNKNOWN_COLUMNS: (line: string, titles: string, columns: string) =>
    `Line ${line} has columns that an import does not know: ${titles}. Rename or remove them, or say which column is which; it knows ${columns}.`,
  COLUMN_TWICE: (column: string, titles: string) =>
    `The header names the column ${column} twice or more: ${titles}. Rename or remove the others, or say which column is which.`,
  NO_TITLE: (title: string, titles: string) => `There is no column ${title}. The header seems to be ${titles}.`,

  OPEN_QUOTE: (cell: string) =>
    `The quote at the beginning of cell ${cell} is not closed at its end. Close it and double any quotes inside the text, or remove it.`,
  ROWS_IN_QUOTES: (first: string, last: string) =>
    `Lines ${first} to ${last} are read as one row because a quote stays open across them, but they look like separate rows. Remove that quote, or close it.`,
  CELL_BEYOND: (cell: string, index: string) => `It has ${cell} in cell ${index}, for which the header has no title.`,
  LEVEL_TWICE: (lines: string) => `The same level is also in line ${lines}. Keep one of them.`,
  EMPTY_ID: (column: string) => `${column} is empty. Fill it in, or remove the row if it is a total or a remark.`,
  ID: (column: string, characters: string, bytes: string) =>
    `${column} must have at most ${characters} characters (${bytes} bytes) and no control characters.`,
  WHOLE_NUMBER: (column: string, most: string, cell: string) => `${column} must be a whole number from 0 to ${most}; it is ${cell}.`,
  SIGNED: (column: string, most: string, cell: string) =>
    `${column} must be a whole number from 0 to ${most}, without a sign; it is ${cell}. An import sets the count and adds nothing.`,
  FRACTION: (column: string, cell: string) =>
    `${column} must be a whole number; it is ${cell}. Goods by length or weight are counted in their smallest unit, such as centimetres.`,
  AMBIGUOUS_NUMBER: (column: string, cell: string) =>
    `${column} must be a whole number with one meaning; ${cell} could have thousands separators or decimals. Write it without separators.`,
  TEXT: (column: string, most: string) => `${column} has more than ${most} characters, or characters that are not valid.`,
  URL: (column: string, most: string) => `${column} is not an https:// address of at most ${most} characters.`,
  REASON: (reasons: string) => `reason must be one of ${reasons}.`,
  NOT_READ: () => 'The row was not read.',

  NEEDS_COUNT: () => 'The level does not exist, and a new one needs a stockCount.',
  NOT_THERE: () => 'The level does not exist, and only existing levels were to be changed.',
  INVISIBLE: (column: string) =>
    `The level would be new, and ${column} has invisible characters, such as a zero-width space. Type it again.`,
  BELOW_RESERVED: (reserved: string) =>
    `Customers have reserved ${reserved}, so the count cannot be less. If it is right, save it in the panel.`,
  PRODUCT_DIFFERS: (column: string, lines: string) =>
    `The same product has another ${column} in line ${lines}. It is the product's: give all of its rows the same.`,
  REMOVED_SINCE_FILE: () => 'The level was removed since the file was made.',
  CHANGED_SINCE_FILE: (version: string, wanted: string, count: string) =>
    `The level changed since the file was made: version ${version} instead of ${wanted}. It now has a count of ${count}.`,
  REMOVED_SINCE_COMPARED: () => 'The level was removed since it was compared.',
  CHANGED_SINCE_COMPARED: (count: string) => `The level changed since it was compared. It now has a count of ${count}.`,
  DESCRIBED_SINCE_COMPARED: () => 'Somebody has described the product anew since it was compared.',
  PERHAPS_DONE: (count: string) =>
    `No response came back, and the level has changed: by this import or by somebody else. It now has a count of ${count}.`,
  LEFT: () => 'The import ended before this row.',

  LOOK_ALIKE: (column: string, id: string, others: string) =>
    `${column} ${id} is new, and looks like ${others}. Is it meant to be different?`,
  SPOILT_NUMBER: (column: string, id: string) => `${column} ${id} is new, and looks like a number that a spreadsheet has changed.`,
  SPOILT_DATE: (column: string, id: string) => `${column} ${id} is new, and looks like a date that a spreadsheet has made from it.`,
  SPOILT_FORMULA: (column: string, id: string) => `${column} ${id} is new, and looks like a formula or its error.`,
  SPOILT_TEXT: (column: string, id: string) => `${column} ${id} is new, and begins with an apostrophe, with which spreadsheets mark text.`,
  NOT_COMPARED: (levels: string) => `The level is new. It was compared for look-alikes with ${levels} levels only.`,
  CHANGED_SINCE_EXPORT: (time: string) =>
    `The level has changed since the export, at ${time}, and the row has no version: sales and deliveries since then are overwritten.`,
  NO_VERSION: (time: string) =>
    `The row has no version. The level last changed at ${time}: sales and deliveries since the count are overwritten.`,
  CUT_OFF: () => 'The file ends in this row, before its last cell and without a line break. Check whether something is missing.',
};

export type Sentences = typeof sentences;

/** A list of numbers is worded with commas between. */
type Part = string | number | number[];
type Parts<Given extends string[]> = { [Index in keyof Given]: Part };

/** One of them, with its parts: plain data. */
export type WordedProblem = { [Code in keyof Sentences]: { code: Code; parts: Parts<Parameters<Sentences[Code]>> } }[keyof Sentences];

/** What the API said, or that it said nothing; `errorType` says which. */
export type ApiProblem = { code: 'API' } & Pick<OnhandError, 'errorType' | 'errorInfo' | 'message'>;

export type Problem = WordedProblem | ApiProblem;

/** A problem in a language: with its words, and its way to write numbers. */
export function wordProblem(
  { code, parts }: WordedProblem,
  words: { readonly [Code in keyof Sentences]: (...parts: Parameters<Sentences[Code]>) => string } = sentences,
  format: { number(value: number): string } = { number: String },
): string {
  const word: (...parts: string[]) => string = words[code];
  const text = (part: Part) =>
    typeof part === 'string'
      ? part
      : [part]
          .flat()
          .map((number) => format.number(number))
          .join(', ');
  return word(...parts.map(text));
}

/** A problem as it stands beside a row: for programs and other languages, and in English. */
export interface Explained {
  problem: Problem;
  explanation: string;
}

export function explained(problem: Problem): Explained {
  return { problem, explanation: problem.code === 'API' ? problem.message : wordProblem(problem) };
}

/** A file that cannot be imported at all. The message is a sentence for whoever made the file. */
export class CsvError extends Error {
  readonly problem: WordedProblem;
  /**
   * Of the header, where it is the header that cannot be read: whoever knows may say which column
   * is which.
   */
  readonly titles: readonly string[] | undefined;

  constructor(problem: WordedProblem, { titles, ...options }: ErrorOptions & { titles?: readonly string[] } = {}) {
    super(wordProblem(problem), options);
    this.problem = problem;
    this.titles = titles;
  }
}

/** A cell that cannot be read, which costs its row. */
export class CellError extends Error {
  readonly problem: WordedProblem;

  constructor(problem: WordedProblem) {
    super(problem.code);
    this.problem = problem;
  }
}
