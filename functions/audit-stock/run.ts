import type { Drift, DriftKind, Finding } from './audit.ts';
import type { StockKeyInput } from '../../schema/types.ts';

/** The steps of a run, in their order. */
export const PHASES = [
  'RESERVATIONS',
  'REQUESTS',
  'LEVELS',
  'MISSING',
  'CONFIRM',
  'REPAIR',
  'SUMMARY',
  'SUMMARY_REPAIR',
  'REPORT',
] as const;

/** Where a segment of a scan is. */
export interface Position {
  /** The last key that has been looked at; absent at the beginning. */
  from?: Record<string, unknown>;
  done?: true;
}

/** Something that looked wrong. */
export interface Suspect {
  level?: StockKeyInput;
  product?: string;
  reservation?: string;
  request?: string;
  /** What was found, as `sameness` names it; empty when it could not be decided. */
  findings: string[];
  /** Epoch milliseconds. */
  seenAt: number;
}

/**
 * How far a run has come. All of it is saved at once, so whatever is counted in it is counted with
 * the position up to which it was counted.
 */
export interface Run {
  /** When it began, ISO 8601. */
  id: string;
  phase: (typeof PHASES)[number];
  /** Of the segments of the scan that a phase makes. */
  positions: Position[];
  /** The next suspect to confirm or drift to repair. */
  next: number;
  /** Objects with the reservations that have been read. */
  holdKeys: string[];
  /** Levels with reserved units that have been met. */
  matched: number;
  checked: { levels: number; holds: number };
  /** Marks that had not followed yet and were stored. */
  late: number;
  /** Levels of the release before that were brought up. Absent where that one began the run. */
  broughtUp?: number;
  undecided: number;
  suspects: Suspect[];
  /** The first ones; `counts` has all. */
  drift: Drift[];
  counts: Partial<Record<DriftKind, number>>;
}

/** Segments of a parallel scan: what one processor can look at. */
export const SEGMENTS = 4;

/**
 * What is kept of one run: beyond this something is wrong as a whole, and a thousand examples say
 * as much as a million.
 */
export const MOST_DRIFT = 1_000;
export const MOST_SUSPECTS = 20_000;

/** A run at its beginning. */
export function newRun(now: Date): Run {
  return {
    ...{ id: now.toISOString(), phase: PHASES[0], positions: beginning(), next: 0, holdKeys: [], matched: 0 },
    ...{ checked: { levels: 0, holds: 0 }, late: 0, undecided: 0, suspects: [], drift: [], counts: {} },
  };
}

/** Goes on to the next phase. */
export function enterNextPhase(run: Run): void {
  run.phase = PHASES[PHASES.indexOf(run.phase) + 1] ?? 'REPORT';
  run.positions = beginning();
  run.next = 0;
}

/** Takes drift down. */
export function note(run: Run, drift: Drift): void {
  run.counts[drift.kind] = (run.counts[drift.kind] ?? 0) + 1;
  if (run.drift.length < MOST_DRIFT) run.drift.push(drift);
}

/** Takes down what has to be looked at once more. */
export function suspect(run: Run, suspected: Omit<Suspect, 'seenAt'>): void {
  if (run.suspects.length < MOST_SUSPECTS) run.suspects.push({ ...suspected, seenAt: Date.now() });
}

/**
 * Equal for two findings that can be one that lasted: of reserved and committed units the
 * difference has to be the same.
 */
export function sameness({ kind, expected, found }: Finding): string {
  return kind === 'RESERVED' || kind === 'COMMITTED' ? `${kind} ${Number(expected) - Number(found)}` : kind;
}

function beginning(): Position[] {
  return Array.from({ length: SEGMENTS }, () => ({}));
}
