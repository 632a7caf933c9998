import type { OnhandError } from '../client/errors.ts';

/** All that can be wrong with a file or a row, by code, in English. Other languages word the same codes with the same parts. */
export const sentences = {
  EMPTY_FILE: () => 'The file is empty. Its first line must name the columns.',
  NOT_UTF8: () => 'The file is not in UTF-8, so letters such as é would be damaged. Save it as "CSV UTF-8".',
  TOO_MANY_ROWS: (rows: string, most: string) => `The file has ${rows} rows; at most ${most} fit. Split it.`,
  OPEN_QUOTE: (line: string) =>
    `The row that begins in line ${line} has a quote that is not closed, or text after one. Quotes inside a text are doubled.`,
  NO_COLUMN: (missing: string, columns: string) => `The first line has no column ${missing}. It must name the columns, such as: ${columns}`,
  UNKNOWN_COLUMNS: (titles: string, columns: string) =>
    `The first line has columns that an import does not know: ${titles}. Rename or remove them; it knows ${columns}.`,
  COLUMN_TWICE: (column: string) => `The first line names the column ${column} twice. Remove one of them.`,

  CELLS: (cells: string, titles: string) => `It has ${cells} cells where the first line has ${titles}.`,
  LEVEL_TWICE: (lines: string) => `The same level is also in line ${lines}. Keep one of them.`,
  EMPTY_ID: (column: string) => `${column} is empty.`,
  ID: (column: string, characters: string, bytes: string) =>
    `${column} must have at most ${characters} characters (${bytes} bytes) and no control characters.`,
  WHOLE_NUMBER: (column: string, most: string, cell: string) =>
    `${column} must be a whole number from 0 to ${most}, without separators; it is ${cell}.`,
  TEXT: (column: string, most: string) => `${column} has more than ${most} characters, or ones that are not valid.`,
  REASON: (reasons: string) => `reason must be one of ${reasons}.`,
  NOT_READ: () => 'It was not read.',

  NEEDS_COUNT: () => 'The level does not exist, and a new one needs a stockCount.',
  INVISIBLE: (column: string) =>
    `The level would be new, and ${column} has characters that nobody sees, such as a zero-width space. Type it anew.`,
  BELOW_RESERVED: (held: string) => `Customers hold ${held}, so the count cannot be less. Force it in the panel if it is true.`,
  REMOVED_SINCE_FILE: () => 'The level was removed since the file was made.',
  CHANGED_SINCE_FILE: (version: string, wanted: string, count: string) =>
    `The level changed since the file was made: version ${version} instead of ${wanted}. It now has a count of ${count}.`,
  REMOVED_SINCE_COMPARED: () => 'The level was removed since it was compared.',
  CHANGED_SINCE_COMPARED: (count: string) => `The level changed since it was compared. It now has a count of ${count}.`,
  PERHAPS_DONE: (count: string) =>
    `The answer was lost on the way, and the level has changed: this import or somebody else did it. It now has a count of ${count}.`,
  LEFT: () => 'The import ended before.',
};

export type Sentences = typeof sentences;

/** A list of numbers is worded with commas between. */
type Part = string | number | number[];
type Parts<Given extends string[]> = { [Index in keyof Given]: Part };

/** One of them, with its parts: plain data. */
export type WordedProblem = { [Code in keyof Sentences]: { code: Code; parts: Parts<Parameters<Sentences[Code]>> } }[keyof Sentences];

/** What the API said, or that it said nothing; `errorType` tells which. */
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

  constructor(problem: WordedProblem, options?: ErrorOptions) {
    super(wordProblem(problem), options);
    this.problem = problem;
  }
}
