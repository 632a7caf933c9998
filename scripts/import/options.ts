import { type ColumnChoice, columns } from '../../web/csv/index.ts';
import { type beginCommand, type Command, type Option, stackOption, UsageError, wholeNumber } from '../../tools/command-line.ts';

/** What the command line asks for. */
export interface ImportOptions {
  file: string;
  /** Path of the stage's description. */
  stack: string;
  dryRun: boolean;
  /** Where the report goes. */
  report?: string;
  parallel: number;
  /** Change levels that exist, and make none. */
  existingOnly: boolean;
  /** Which title stands for which column, where the titles do not say so. */
  columns?: ColumnChoice;
  /** When the counts were taken, of rows without a version. */
  asOf?: Date;
  /** Fill an empty stage, past the API. */
  initial: boolean;
  /** Levels a second of an initial load, at most. */
  rate: number;
  /** Forget what an interrupted import of this file has done. */
  restart: boolean;
  /** Which of the SDK's profiles; the stage's own keys, or the environment's, when left out. */
  profile?: string;
}

/**
 * Below the 1,000 a second that the index over all levels takes, so that a stage that has just been
 * deployed need not refuse any.
 */
const DEFAULT_RATE = 800;
const MOST_RATE = 100_000;
const MOST_PARALLEL = 64;

export const profileOption = {
  profile: {
    type: 'string',
    value: 'NAME',
    help: "AWS profile whose role has the policy catalogue; without it AWS_ACCESS_KEY_ID and so on when they are set, else the stage's own keys",
  },
} as const;

export const COMMAND = {
  usage: 'npm run import -- [options] FILE.csv',
  about: 'Brings stock levels to what a CSV file says.',
  takes: ['FILE.csv'],
  options: {
    'dry-run': { type: 'boolean', default: false, help: 'shows what would change, and changes nothing' },
    report: { type: 'string', value: 'FILE', help: 'writes each row with what became of it' },
    'existing-only': { type: 'boolean', default: false, help: 'refuses rows whose level does not exist, where it would be created' },
    columns: {
      type: 'string',
      value: 'NAME=TITLE,…',
      multiple: true,
      help: 'which column is which where the titles do not say so, as productId=SKU,stockCount=Qty; unknown ones are passed over then',
    },
    'as-of': {
      type: 'string',
      value: 'TIME',
      help: 'when the counts were taken, such as 2026-11-29T06:00Z: rows without a version refuse what was counted, sold or moved since',
    },
    ...stackOption,
    ...profileOption,
    parallel: { type: 'string', value: 'N', default: '8', help: 'rows at the same time' },
    initial: {
      type: 'boolean',
      default: false,
      help: 'fills an empty stage past the API: a first load of a large catalogue, in minutes. Needs the right to write the tables',
    },
    rate: { type: 'string', value: 'N', default: String(DEFAULT_RATE), help: 'levels a second that --initial writes at most' },
    restart: { type: 'boolean', default: false, help: 'forgets what an interrupted import of this file did, and compares anew' },
  },
  more: `The header names the columns: productId and warehouseId, and any of ${columns.slice(2).join(', ')}. With version, as npm run export
writes it, a level that was counted, sold or moved since is not overwritten. May be stopped at any time: the same command goes on where it ended.
Ends with 0 when all rows are as the file says, 1 when some are not, 2 when it was called wrongly or the file makes no sense, 130 when stopped.`,
} as const satisfies Command<Record<string, Option>>;

/** Checks what was said. Throws a `UsageError`. */
export function optionsOf({ values, positionals: [file] }: ReturnType<typeof beginCommand<typeof COMMAND.options>>): ImportOptions {
  const { stack, report, profile, restart, initial, columns: choices } = values;
  const [dryRun, existingOnly] = [values['dry-run'], values['existing-only']];
  if (file === undefined) throw new UsageError('Name one CSV file: npm run import -- FILE.csv. Run with --help for the options.');
  const asOf = values['as-of'] === undefined ? undefined : timeOf(values['as-of']);
  if (initial && asOf) throw new UsageError('--initial finds no levels, so --as-of has nothing to compare. Say one of them.');
  if (initial && existingOnly)
    throw new UsageError('--initial creates all levels, so --existing-only would refuse every row. Say one of them.');
  const parallel = wholeNumber('--parallel', values.parallel, { least: 1, most: MOST_PARALLEL });
  const rate = wholeNumber('--rate', values.rate, { least: 1, most: MOST_RATE });
  return {
    ...{ file, stack, dryRun, existingOnly, parallel, restart, initial, rate },
    ...(report !== undefined && { report }),
    ...(profile !== undefined && { profile }),
    ...(asOf && { asOf }),
    ...(choices && { columns: choiceOf(choices.join(',')) }),
  };
}

/**
 * `productId=SKU,name=Title, short`: a title may have commas, but none before a name and its `=`.
 */
function choiceOf(text: string): ColumnChoice {
  const choice: ColumnChoice = {};
  for (const pair of text.split(new RegExp(`,(?=\\s*(?:${columns.join('|')})\\s*=)`))) {
    const [name = '', ...title] = pair.split('=');
    const column = columns.find((each) => each === name.trim());
    if (!column || title.length === 0) {
      throw new UsageError(`--columns has "${pair}"; it must be NAME=TITLE with one of the names ${columns.join(', ')}.`);
    }
    choice[column] = title.join('=').trim();
  }
  return choice;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[-+]\d\d:\d\d)$/;

function timeOf(text: string): Date {
  const time = new Date(TIME.test(text) ? text : NaN);
  if (Number.isNaN(time.getTime()))
    throw new UsageError(`--as-of is "${text}"; it must be a time with its zone, such as 2026-11-29T06:00Z or 2026-11-29T07:00+01:00.`);
  if (time.getTime() > Date.now()) throw new UsageError(`--as-of is "${text}", which is still to come.`);
  return time;
}
