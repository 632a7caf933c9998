import { INDEX_SORT_KEYS, indexKeys, isLive } from '../../../domain/level.ts';
import type { IndexKeys } from '../../../domain/level.ts';
import { marksOf } from '../../../domain/derived-status.ts';
import type { MovementItem } from '../../../domain/movement.ts';
import { whole } from '../../../domain/stored.ts';
import type { MarkedLevel } from '../../lib/derived-status.ts';
import type { DriftKind, Finding } from '../audit.ts';
import type { Units } from '../units.ts';

/** A level with all that it stores. */
export type StoredLevel = MarkedLevel & Partial<IndexKeys>;

const NUMBERS = ['stock_count', 'reserved_count', 'available_count', 'threshold_level', 'version', 'sequence'] as const;
/** Absent in levels of a release that had none of them. */
const ADDED = ['committed_count', 'safety_stock', 'sellable_count', 'withheld_count'] as const;

/** The counts of a level that it may lack. */
export type AddedCounts = Record<(typeof ADDED)[number], number>;

/**
 * Attributes of a level that are missing or of another kind. While there are such, nothing else can
 * be said of it.
 */
export function malformedIn(level: StoredLevel): ((typeof NUMBERS | typeof ADDED)[number] | 'last_updated')[] {
  return [
    ...NUMBERS.filter((name) => !Number.isInteger(level[name])),
    ...ADDED.filter((name) => level[name] !== undefined && !Number.isInteger(level[name])),
    ...(Number.isNaN(Date.parse(level.last_updated)) ? (['last_updated'] as const) : []),
  ];
}

/**
 * A level with whole numbers in place of those that are none: what its newest movement says, or
 * else the units that are there as a whole.
 */
export function wholeLevel(level: StoredLevel, newest: MovementItem | undefined): StoredLevel {
  const names = malformedIn(level).filter((name) => name !== 'last_updated');
  const recorded = newest as Partial<Record<string, number>> | undefined;
  return { ...level, ...Object.fromEntries(names.map((name) => [name, recorded?.[name] ?? whole(level[name])])) };
}

/** What a level should have of these counts: it says two of them itself, and the others follow. */
export function addedCounts(level: StoredLevel): AddedCounts {
  const { available_count, reserved_count, committed_count = 0, safety_stock = 0 } = level;
  return {
    ...{ committed_count, safety_stock, sellable_count: available_count - safety_stock },
    withheld_count: reserved_count + safety_stock,
  };
}

/**
 * Whether a level is as the release before leaves it, which is no drift: that one creates levels
 * without these counts and, while a deploy is under way, moves the others alone. It knows no safety
 * stock, and where there is none nothing reads what it left behind.
 */
export function isOfReleaseBefore(level: StoredLevel): boolean {
  const wanted = addedCounts(level);
  return wanted.safety_stock === 0 && ADDED.some((name) => level[name] !== wanted[name]);
}

/**
 * What is wrong with a level by itself. One item is always read as it was at one moment, so this
 * needs no second look.
 */
export function levelFindings(level: StoredLevel): Finding[] {
  const malformed = malformedIn(level);
  if (malformed.length > 0) {
    const found = malformed.map((name) => `${name} ${(level[name] as unknown) === undefined ? 'missing' : JSON.stringify(level[name])}`);
    return [{ kind: 'MALFORMED', expected: 'whole numbers and a time', found: found.join(', ') }];
  }
  const { stock_count: stock, reserved_count: reserved, available_count: available, safety_stock: safety = 0 } = level;
  const findings: Finding[] = [];
  if (available !== stock - reserved) findings.push({ kind: 'AVAILABLE', expected: `${stock - reserved}`, found: `${available}` });
  if (stock < 0) findings.push({ kind: 'NEGATIVE', expected: '0 or more in stock', found: `${stock}` });
  if (safety < 0) findings.push({ kind: 'NEGATIVE', expected: 'a safety stock of 0 or more', found: `${safety}` });
  findings.push(...sellableFindings(level));
  const [expected, found] = [wantedKeys(level), storedKeys(level)].map((keys) => JSON.stringify(keys)) as [string, string];
  if (expected !== found) findings.push({ kind: 'INDEX', expected, found });
  return findings;
}

/** What is wrong with the two counts that follow from a safety stock, where one is kept. */
function sellableFindings(level: StoredLevel): Finding[] {
  const wanted = addedCounts(level);
  if (wanted.safety_stock === 0) return [];
  const names = (['sellable_count', 'withheld_count'] as const).filter((name) => level[name] !== wanted[name]);
  const listed = (counts: Partial<AddedCounts>) => names.map((name) => `${name} ${counts[name] ?? 'missing'}`).join(', ');
  return names.length === 0 ? [] : [{ kind: 'SELLABLE', expected: listed(wanted), found: listed(level) }];
}

/** What is wrong with what a level says is reserved, when open reservations have these units. */
export function reservedFindings({ reserved_count, committed_count = 0 }: StoredLevel, { reserved, committed }: Units): Finding[] {
  const compare = (kind: DriftKind, expected: number, found: number): Finding[] =>
    expected === found ? [] : [{ kind, expected: `${expected}`, found: `${found}` }];
  return [...compare('RESERVED', reserved, reserved_count), ...compare('COMMITTED', committed, committed_count)];
}

/**
 * What is wrong with the marks; within the time that the change feed may take they are only late.
 */
export function markFindings(level: StoredLevel): Finding[] {
  const { status, attention, oversold } = level;
  const wanted = marksOf(level);
  const [expected, found] = [wanted, { status, attention, oversold }].map((marks) => JSON.stringify(orderedMarks(marks))) as [
    string,
    string,
  ];
  return expected === found ? [] : [{ kind: 'MARKS', expected, found }];
}

/** The index attributes that a level should have: a retired one is in no list. */
export function wantedKeys(level: StoredLevel): Partial<IndexKeys> {
  return isLive(level) ? indexKeys(level) : {};
}

/** A retired level keeps its partition, which without a sort key puts it into no index. */
function storedKeys(level: StoredLevel): Partial<IndexKeys> {
  const names = [...(isLive(level) ? (['listing'] as const) : []), ...INDEX_SORT_KEYS];
  return Object.fromEntries(names.filter((name) => level[name] !== undefined).map((name) => [name, level[name]]));
}

function orderedMarks({ status, attention, oversold }: { status?: unknown; attention?: unknown; oversold?: unknown }): unknown[] {
  return [status ?? null, attention ?? null, oversold ?? null];
}
