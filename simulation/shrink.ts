import { FAULT_KINDS, type FaultKind, type FaultMask } from './faults.ts';
import type { Reduced } from './mask.ts';
import { run, type RunOptions, type RunResult } from './run.ts';

/** The smallest run that was found to fail in the same way. */
export interface Shrunk extends Reduced {
  steps: number;
  result: RunResult;
  /** How many runs that took. */
  runs: number;
}

/** A run costs seconds; what is left then is small enough to read. */
const MOST_RUNS = 60;

/**
 * Takes away what a failure does not need: calls, kinds of fault, people, single faults. A run that
 * something was taken from is another run, so each is tried whole, and counts if the same check
 * fails.
 */
export async function shrink(options: RunOptions, failed: RunResult): Promise<Shrunk> {
  let best: Shrunk = { steps: options.steps, mask: options.mask ?? {}, without: options.without ?? [], result: failed, runs: 0 };
  let runs = 0;

  async function attempt(change: Partial<Pick<Shrunk, 'steps' | 'mask' | 'without'>>): Promise<boolean> {
    if (runs >= MOST_RUNS) return false;
    runs += 1;
    const { steps, mask, without } = { ...best, ...change };
    const result = await run({ ...options, steps, mask, without });
    if (result.failure?.check !== failed.failure?.check) return false;
    best = { steps, mask, without, result, runs };
    return true;
  }

  await fewerSteps(() => best.steps, attempt);
  for (const kind of FAULT_KINDS) if (best.result.faults[kind] > 0) await attempt({ mask: { ...best.mask, [kind]: [] } });
  for (const person of best.result.people) await attempt({ without: [...best.without, person] });
  await fewerSteps(() => best.steps, attempt);
  for (const kind of FAULT_KINDS) await fewerFaults(kind, () => best, attempt);
  return { ...best, runs };
}

async function fewerSteps(steps: () => number, attempt: (change: { steps: number }) => Promise<boolean>): Promise<void> {
  for (let cut = steps() / 2; cut >= 1 && steps() > 1; cut /= 2) {
    const next = Math.max(1, Math.floor(steps() - cut));
    while (next < steps() && (await attempt({ steps: Math.max(1, Math.floor(steps() - cut)) })));
  }
}

/** Halves the faults of a kind, then leaves out one after the other. */
async function fewerFaults(kind: FaultKind, best: () => Shrunk, attempt: (change: { mask: FaultMask }) => Promise<boolean>): Promise<void> {
  const numbers = () => best().mask[kind] ?? Array.from({ length: best().result.faults[kind] }, (_, place) => place + 1);
  for (let size = Math.ceil(numbers().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < numbers().length;) {
      const kept = numbers().filter((_, place) => place < from || place >= from + size);
      if (!(await attempt({ mask: { ...best().mask, [kind]: kept } }))) from += size;
    }
  }
}
