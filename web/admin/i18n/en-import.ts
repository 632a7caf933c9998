import { sentences } from '../../csv/problems.ts';

/** What the import says, in English. */
export const importing = {
  title: 'Import stock',
  adminsOnly: 'Only admins can import.',
  file: 'CSV file',
  what: (columns: string) =>
    `Its header names the columns: ${columns}. You see the effect of each row before anything is changed. Rows that the stock already has change nothing. A file without versions sets its counts each time it is imported, also over what happened since; an export has versions, and such rows are conflicts then.`,
  existingOnly: 'Update existing levels only',
  existingOnlyWhat: 'Rows that would create a level are refused.',
  chooser: {
    label: (column: string) => `Column for ${column}`,
    none: 'not in the file',
    compare: 'Compare with these columns',
  },
  /** As people call a column: its own name is English already. */
  column: (column: string) => column,
  columnsTaken: (columns: string) => `Columns: ${columns}`,
  columnsPassed: (titles: string) => `Ignored columns: ${titles}`,
  level: (product: string, warehouse: string) => `${product} in ${warehouse}`,
  newLevels: (count: number, text: string) => (count === 1 ? '1 new level' : `${text} new levels`),
  unversioned: (count: number, text: string) =>
    count === 1
      ? '1 row has no version: it sets its count, also over what happened since the file was made.'
      : `${text} rows have no version: they set their counts, also over what happened since the file was made.`,
  changedSince: (count: number, text: string, file: string, when: string) =>
    `${count === 1 ? '1 level was' : `${text} levels were`} changed after ${file} was last imported here (${when}).`,
  warned: (count: number, text: string) => (count === 1 ? '1 row has a warning; see the list' : `${text} rows have warnings; see the list`),
  warnings: 'Warnings',
  warning: 'Warning',
  choose: 'Choose file',
  drop: 'Drop file here',
  another: 'Choose another file',
  unreadable: (file: string) => `${file} cannot be imported`,
  phases: {
    planning: (file: string) => `Comparing ${file} with the stock`,
    applying: (file: string) => `Importing ${file}`,
    stopped: (file: string) => `Import of ${file} stopped`,
    finished: (file: string) => `Import of ${file} finished`,
  },
  leftOut: (count: number, text: string) =>
    count === 1
      ? '1 row will not be imported; see the list for the reason'
      : `${text} rows will not be imported; see the list for the reasons`,
  notImported: (count: number, text: string) =>
    count === 1 ? '1 row was not imported; see the list for the reason' : `${text} rows were not imported; see the list for the reasons`,
  planned: (file: string, rows: number, text: string) =>
    `${file}: ${rows === 1 ? '1 row' : `${text} rows`}. This is a preview; nothing has been changed yet.`,
  resting: 'Too many requests came from your network. The import continues automatically in a moment.',
  progress: (done: string, rows: string) => `${done} of ${rows} rows`,
  apply: (count: number, text: string) => (count === 1 ? 'Import 1 row' : `Import ${text} rows`),
  resume: (count: number, text: string) => (count === 1 ? 'Continue with 1 row' : `Continue with ${text} rows`),
  elsewhere: (file: string) => `Importing ${file} in another tab`,
  abandoned: (file: string) => `Import of ${file} stopped: its tab was closed`,
  goOn: 'Continue',
  stop: 'Stop',
  look: 'Show the import',
  report: 'Download report',
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
