import type { MovementItem } from '../../../domain/movement.ts';
import type { Finding } from '../audit.ts';
import type { StoredLevel } from './level.ts';

/** What the history of a level lacks, and how it would be whole. */
export interface HistoryProof {
  findings: Finding[];
  /** Sequences that have no movement, within the level's. Young ones are only late. */
  missing: number[];
  /** Sequences whose numbers do not continue the ones before. */
  wrong: number[];
  /** The newest movement there is, also beyond the level's sequence. */
  newest: MovementItem | undefined;
}

/** More missing movements of one level than this are counted and not rebuilt. */
export const MOST_MISSING = 1_000;

const STATE = ['stock_count', 'reserved_count', 'available_count'] as const;
const RECORDED = [...STATE, 'threshold_level', 'version', 'committed_count', 'safety_stock'] as const;
/** Stored only where they are not 0. */
const MAY_LACK: readonly string[] = ['committed_count', 'safety_stock'];

/**
 * Compares a level with its movements, oldest first. Movements never change and come after their
 * level, so a level that was read before them can be judged by them whatever has happened since.
 * `isOld` says whether what followed a change at that time, ISO 8601, must be there by now.
 */
export function proveHistory(level: StoredLevel, movements: readonly MovementItem[], isOld: (time: string) => boolean): HistoryProof {
  const newest = movements.at(-1);
  const findings: Finding[] = [];
  const wrong = wrongOnes(movements.filter(({ sequence }) => sequence <= level.sequence));
  if (wrong.length > 0) findings.push({ kind: 'MOVEMENT_WRONG', expected: 'numbers that continue the ones before', found: listed(wrong) });
  const { missing, overdue } = gaps(level, movements, isOld);
  if (overdue.length > 0)
    findings.push({ kind: 'MOVEMENT_MISSING', expected: `1 to ${level.sequence}`, found: `none for ${listed(overdue)}` });
  const recorded = movements.find(({ sequence }) => sequence === level.sequence);
  const differing = recorded ? RECORDED.filter((name) => recordedIn(recorded, name) !== recordedIn(level, name)) : [];
  if (recorded && differing.length > 0)
    findings.push({ kind: 'UNTOLD', expected: values(recorded, differing), found: values(level, differing) });
  return { findings, missing, wrong, newest };
}

/**
 * Movements of the future: nobody can have made them if the level, read after them, is not there
 * yet.
 */
export function unknownFindings(level: StoredLevel, newest: MovementItem | undefined): Finding[] {
  if (!newest || newest.sequence <= level.sequence) return [];
  return [{ kind: 'MOVEMENT_UNKNOWN', expected: `none after ${level.sequence}`, found: `${newest.sequence}` }];
}

function wrongOnes(movements: readonly MovementItem[]): number[] {
  let before: MovementItem | undefined;
  const wrong: number[] = [];
  for (const movement of movements) {
    const follows = movement.sequence === (before?.sequence ?? 0) + 1;
    const continues =
      movement.stock_count === (before?.stock_count ?? 0) + movement.stock_delta &&
      movement.reserved_count === (before?.reserved_count ?? 0) + movement.reserved_delta &&
      (movement.committed_count ?? 0) === (before?.committed_count ?? 0) + (movement.committed_delta ?? 0);
    const adds = movement.available_count === movement.stock_count - movement.reserved_count;
    if (!adds || (follows && !continues)) wrong.push(movement.sequence);
    before = movement;
  }
  return wrong;
}

/**
 * A movement is overdue when what came after it is old: that has been there for longer than the
 * feed may take.
 */
function gaps(level: StoredLevel, movements: readonly MovementItem[], isOld: (time: string) => boolean) {
  const missing: number[] = [];
  const overdue: number[] = [];
  let next = 1;
  const miss = (until: number, time: string) => {
    for (; next < until && missing.length <= MOST_MISSING; next += 1) {
      missing.push(next);
      if (isOld(time)) overdue.push(next);
    }
    next = until + 1;
  };
  for (const { sequence, changed_at } of movements) if (sequence <= level.sequence) miss(sequence, changed_at);
  miss(level.sequence + 1, level.last_updated);
  return { missing, overdue };
}

function listed(sequences: readonly number[]): string {
  const most = 5;
  return sequences.slice(0, most).join(', ') + (sequences.length > most ? ` and ${sequences.length - most} more` : '');
}

function values(item: StoredLevel | MovementItem, names: readonly (typeof RECORDED)[number][]): string {
  return names.map((name) => `${name} ${recordedIn(item, name)}`).join(', ');
}

function recordedIn(item: StoredLevel | MovementItem, name: (typeof RECORDED)[number]): number | undefined {
  return item[name] ?? (MAY_LACK.includes(name) ? 0 : undefined);
}
