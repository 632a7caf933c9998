import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface ImportOptions {
  file: string;
  /** Path of the stage's description. */
  stack: string;
  dryRun: boolean;
  /** Where the report goes. */
  report?: string;
  parallel: number;
  /** Fill an empty stage, past the API. */
  initial: boolean;
  /** Levels a second of an initial load, at most. */
  rate: number;
  /** Forget what an interrupted import of this file has done. */
  restart: boolean;
  /** Which of the SDK's profiles; the stage's own keys, or the environment's, when left out. */
  profile?: string;
}

/** Below the 1,000 a second that the index over all levels takes, so that a stage that has just been deployed need not refuse any. */
const DEFAULT_RATE = 800;
const MOST_RATE = 100_000;

export const USAGE = `Brings stock levels to what a CSV file says.

  npm run import -- [options] FILE.csv

  --dry-run        shows what would change, and changes nothing
  --report FILE    writes each row with what became of it
  --stack FILE     description of the stage (default .local/stack.json)
  --profile NAME   AWS profile whose role has the policy catalogue; without it AWS_ACCESS_KEY_ID and so on when they are set, else stack.json's keys
  --parallel N     rows at the same time (default 8)
  --initial        fills an empty stage past the API: a first load of a large catalogue, in minutes. Needs the right to write the tables
  --rate N         levels a second that --initial writes at most (default ${DEFAULT_RATE})
  --restart        forgets what an interrupted import of this file did, and compares anew
  --help           this text

The first line names the columns: productId and warehouseId, and any of stockCount, thresholdLevel, name, category, version, reason, note.
May be stopped at any time: the same command goes on where it ended.
Ends with 0 when all rows are as the file says, 1 when some are not, 2 when it was called wrongly or the file makes no sense, 130 when stopped.
`;

const MOST_PARALLEL = 64;

/** Reads the arguments; undefined when they ask for help. Throws a sentence. */
export function readOptions(args: readonly string[]): ImportOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      report: { type: 'string' },
      stack: { type: 'string', default: '.local/stack.json' },
      profile: { type: 'string' },
      parallel: { type: 'string', default: '8' },
      initial: { type: 'boolean', default: false },
      rate: { type: 'string', default: String(DEFAULT_RATE) },
      restart: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new Error('Name one CSV file: npm run import -- FILE.csv. Run with --help for the options.');
  const parallel = wholeNumber('--parallel', values.parallel, MOST_PARALLEL);
  const rate = wholeNumber('--rate', values.rate, MOST_RATE);
  const { stack, report, profile, restart, initial } = values;
  return {
    ...{ file, stack, dryRun: values['dry-run'], parallel, restart, initial, rate },
    ...(report !== undefined && { report }),
    ...(profile !== undefined && { profile }),
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number >= 1 && number <= most) return number;
  throw new Error(`${option} is "${text}"; it must be a whole number from 1 to ${most}.`);
}
