import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface ReplayOptions {
  /** Path of the stack's description. */
  stack: string;
  /** Invoices under way at the same time. */
  parallel: number;
  /** What chooses the orders that are extended, changed and abandoned. */
  seed: number;
  verify: boolean;
  /** Only the first so many invoices; all when left out. */
  first?: number;
}

export const USAGE = `Sends the order lines in data/ through a running stack, as a shop would.

  npm run replay -- [options]

  --stack FILE   description of the stack (default .local/stack.json)
  --parallel N   invoices at the same time (default 8)
  --seed N       chooses the orders that are extended, changed and abandoned (default 1)
  --first N      only the first N invoices
  --no-verify    does not look afterwards whether stock, holds and history add up
  --help         this text

May be stopped and run again with the same seed: every effect happens once.
`;

const MOST_PARALLEL = 256;
const MOST_SEED = 2 ** 32 - 1;

/** Reads the arguments; undefined when they ask for help. Throws a sentence. */
export function readOptions(args: readonly string[]): ReplayOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      stack: { type: 'string', default: '.local/stack.json' },
      parallel: { type: 'string', default: '8' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string' },
      verify: { type: 'boolean', default: true },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { stack, parallel, seed, first, verify, help } = values;
  if (help) return undefined;
  return {
    stack,
    parallel: wholeNumber('--parallel', parallel, 1, MOST_PARALLEL),
    seed: wholeNumber('--seed', seed, 0, MOST_SEED),
    verify,
    ...(first === undefined ? {} : { first: wholeNumber('--first', first, 1, MOST_SEED) }),
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= least && number <= most) return number;
  throw new Error(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
}
