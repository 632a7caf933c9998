import { FAULT_KINDS } from './faults.ts';
import { maskText } from './mask.ts';
import { run, type RunOptions, type RunResult } from './run.ts';
import { shrink, type Shrunk } from './shrink.ts';

/** Something that happened, virtual milliseconds after the start. */
export interface Happening {
  at: number;
  who: string;
  what: string;
}

/** So much of what led to a failure is shown. */
const TIMELINE = 80;
const LONGEST_LINE = 300;

/** A run in one line. */
export function oneLine({ seed, steps, digest, calls, awsCalls, virtualMs, faults, failure }: RunResult): string {
  const faulty = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const end = failure ? `FAILED ${failure.message.slice(0, 1_000)}` : 'ok';
  const minutes = (virtualMs / 60_000).toFixed(1);
  return `seed ${seed} steps ${steps}: ${calls} calls, ${awsCalls} of AWS, ${faulty} faults, ${minutes} virtual minutes, digest ${digest.slice(0, 16)}: ${end}`;
}

/** A happening as a line of a timeline. */
export function linesOf({ at, who, what }: Happening): string {
  return `${(at / 1000).toFixed(3).padStart(10)} s  ${who}: ${what}`.slice(0, LONGEST_LINE);
}

/**
 * Shrinks a failure and says what is left of it: who did what with which fault, and how to see it
 * again.
 */
export async function explain(options: RunOptions, failed: RunResult, say: (line: string) => void): Promise<Shrunk> {
  say('Looking for the shortest run that fails in the same way.');
  const shrunk = await shrink(options, failed);
  const { result, steps, mask, without } = shrunk;
  const told: Happening[] = [];
  await run({ seed: options.seed, steps, mask, without, tell: (at, who, what) => void told.push({ at, who, what }) });
  const relevant = told.filter(({ what }) => !what.startsWith('{"_aws"'));
  say(
    `The last ${Math.min(TIMELINE, relevant.length)} of ${relevant.length} things that happened, after ${shrunk.runs} shorter runs were tried:`,
  );
  for (const happening of relevant.slice(-TIMELINE)) say(linesOf(happening));
  say(result.failure?.message ?? '');
  const faults = FAULT_KINDS.filter((kind) => result.faults[kind] > 0).map((kind) => `${kind} ${result.faults[kind]}`);
  say(`Faults: ${faults.join(', ') || 'none'}. People: ${result.people.join(', ')}.`);
  say(`To see it again: ${commandOf(options.seed, shrunk)}`);
  return shrunk;
}

/** The command line of a run. */
export function commandOf(seed: number, { steps, mask, without }: Pick<Shrunk, 'steps' | 'mask' | 'without'>): string {
  const only = Object.keys(mask).length > 0 ? ` --only-faults '${maskText(mask)}'` : '';
  return `npm run sim -- --seed ${seed} --steps ${steps}${only}${without.map((name) => ` --without '${name}'`).join('')} --timeline`;
}
