import type { Drift, DriftKind } from './audit.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import type { Run } from './run.ts';

/** What an audit says in the end, and the object that it leaves in the bucket. */
export interface Report {
  /** When it began, ISO 8601, which is also its name. */
  run: string;
  finishedAt: string;
  checked: { levels: number; holds: number };
  /** How much drifted, without products that are described differently. */
  drifted: number;
  /** How much of each kind. */
  counts: Partial<Record<DriftKind, number>>;
  /** The first thousand. */
  drift: Drift[];
  /** Levels that never stood still for long enough. The next audit looks at them again. */
  undecided: number;
  /** Marks that the change feed had not stored yet. */
  lateMarks: number;
  /** Levels of the release before that got the counts of this one. */
  broughtUp: number;
  /** Whether somebody had asked for repairs. */
  repairs: boolean;
  /**
   * Of one level that there is not: those whose ids stand next to its own in their order, for who
   * has mistyped one.
   */
  neighbours?: StockKeyInput[];
}

/** How far an audit is that is not at its end. */
export interface Interim {
  run: string;
  phase: Run['phase'];
  checked: Run['checked'];
}

export function reportOf(run: Run, repairs: boolean): Report {
  // A product with two names is what staff made it: it rings no alarm.
  const drifted = Object.entries(run.counts).reduce((sum, [kind, count]) => (kind === 'DESCRIPTION' ? sum : sum + count), 0);
  return {
    ...{ run: run.id, finishedAt: new Date().toISOString(), checked: run.checked, drifted, counts: run.counts, drift: run.drift },
    ...{ undecided: run.undecided, lateMarks: run.late, broughtUp: run.broughtUp ?? 0, repairs },
  };
}

export function interimOf({ id, phase, checked }: Run): Interim {
  return { run: id, phase, checked };
}

/** Where the report of a run lies. */
export function reportKey(run: string): string {
  return `reports/${run}.json`;
}
