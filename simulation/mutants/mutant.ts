import type { FaultRates } from '../faults.ts';
import type { Settings } from '../settings.ts';

/** A rule of the product that is broken on purpose. */
export interface Mutant {
  name: string;
  /** From the root of the repository. */
  file: string;
  /** A text that is there exactly once, and what stands in its place. */
  find: string;
  replace: string;
  /** What a run needs for the rule to matter. */
  needs?: Partial<Settings>;
  rates?: FaultRates;
}
