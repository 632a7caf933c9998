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
  /** Forget what an interrupted import of this file has done. */
  restart: boolean;
  /** Which of the SDK's profiles; the stage's own keys, or the environment's, when left out. */
  profile?: string;
}

export const USAGE = `Brings stock levels to what a CSV file says.

  npm run import -- [options] FILE.csv

  --dry-run        shows what would change, and changes nothing
  --report FILE    writes each row with what became of it
  --stack FILE     description of the stage (default .local/stack.json)
  --profile NAME   AWS profile whose role has the policy catalogue; without it AWS_ACCESS_KEY_ID and so on when they are set, else stack.json's keys
  --parallel N     rows at the same time (default 8)
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
      restart: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new Error('Name one CSV file: npm run import -- FILE.csv. Run with --help for the options.');
  const parallel = Number(values.parallel);
  if (!/^\d{1,3}$/.test(values.parallel) || parallel < 1 || parallel > MOST_PARALLEL) {
    throw new Error(`--parallel is "${values.parallel}"; it must be a whole number from 1 to ${MOST_PARALLEL}.`);
  }
  const { stack, report, profile, restart } = values;
  return {
    ...{ file, stack, dryRun: values['dry-run'], parallel, restart },
    ...(report !== undefined && { report }),
    ...(profile !== undefined && { profile }),
  };
}
