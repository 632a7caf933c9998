import { beginCommand, stackOption, wholeNumber } from '../../tools/command-line.ts';

const MOST_PARALLEL = 256;
const MOST_SEED = 2 ** 32 - 1;

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

/** Reads the command line of this process. */
export function readOptions(): ReplayOptions {
  const { values } = beginCommand({
    usage: 'npm run replay -- [options]',
    about: 'Sends the order lines in data/ through a running stack, as a shop would.',
    options: {
      ...stackOption,
      parallel: { type: 'string', value: 'N', default: '8', help: 'invoices at the same time' },
      seed: { type: 'string', value: 'N', default: '1', help: 'chooses the orders that are extended, changed and abandoned' },
      first: { type: 'string', value: 'N', help: 'only the first N invoices' },
      'no-verify': { type: 'boolean', help: 'does not look afterwards whether stock, reservations and history add up' },
    },
    more: `May be stopped and run again with the same seed: every effect happens once.
Ends with 0 when everything went well, 1 when not, 2 when it was called wrongly, 130 when it was stopped.`,
  });
  const { stack, parallel, seed, first } = values;
  return {
    stack,
    parallel: wholeNumber('--parallel', parallel, { least: 1, most: MOST_PARALLEL }),
    seed: wholeNumber('--seed', seed, { least: 0, most: MOST_SEED }),
    verify: values['no-verify'] !== true,
    ...(first !== undefined && { first: wholeNumber('--first', first, { least: 1, most: MOST_SEED }) }),
  };
}
