import { sentences } from '../../csv/problems.ts';

/** What the import says, in English. */
export const importing = {
  title: 'Import stock',
  adminsOnly: 'Only admins may import.',
  file: 'CSV file',
  what: (columns: string) =>
    `Its header names the columns: ${columns}. Nothing is changed before you have seen what each row would do. The same file can be imported again: what is done already stays as it is.`,
  existingOnly: 'Only levels that exist',
  existingOnlyWhat: 'Rows that would create a level are refused.',
  chooser: {
    label: (column: string) => `Column for ${column}`,
    none: 'not in the file',
    compare: 'Compare with these columns',
  },
  columnsTaken: (columns: string) => `Columns: ${columns}`,
  columnsPassed: (titles: string) => `Columns passed over: ${titles}`,
  level: (product: string, warehouse: string) => `${product} in ${warehouse}`,
  newLevels: (count: number, text: string) => (count === 1 ? '1 new level' : `${text} new levels`),
  warned: (count: number, text: string) =>
    count === 1 ? '1 row has a warning; the list tells which' : `${text} rows have warnings; the list tells which`,
  warnings: 'Warnings',
  warning: 'Warning',
  choose: 'Choose a file',
  drop: 'Drop the file here',
  another: 'Another file',
  unreadable: (file: string) => `${file} cannot be imported`,
  phases: {
    planning: (file: string) => `Comparing ${file} with the stock`,
    applying: (file: string) => `Importing ${file}`,
    stopped: (file: string) => `The import of ${file} has stopped`,
    finished: (file: string) => `The import of ${file} is finished`,
  },
  notImported: (count: number, text: string) =>
    count === 1 ? '1 row was not imported; the list tells why' : `${text} rows were not imported; the list tells why`,
  planned: (file: string, rows: number, text: string) =>
    `${file}: ${rows === 1 ? '1 row' : `${text} rows`}. This is what would be done; nothing has been changed yet.`,
  resting: 'Too many requests came from your network. The import goes on by itself in a moment.',
  progress: (done: string, rows: string) => `${done} of ${rows} rows`,
  apply: (count: number, text: string) => (count === 1 ? 'Import 1 row' : `Import ${text} rows`),
  resume: (count: number, text: string) => (count === 1 ? 'Go on with 1 row' : `Go on with ${text} rows`),
  stop: 'Stop',
  report: 'Download the report',
  rows: 'Rows',
  show: 'Show',
  all: 'All',
  line: 'Line',
  verdict: 'Result',
  why: 'Explanation',
  kinds: {
    create: 'New',
    change: 'Change',
    created: 'Created',
    changed: 'Changed',
    unchanged: 'Unchanged',
    conflict: 'Conflict',
    refused: 'Refused',
    failed: 'Failed',
  },
  none: 'none',
  problems: sentences,
};
