import { INDEX_SORT_KEYS, indexKeys, isLive } from '../../../domain/level.ts';
import type { IndexKeys } from '../../../domain/level.ts';
import { marksOf } from '../../../domain/derived-status.ts';
import type { MovementItem } from '../../../domain/movement.ts';
import { whole } from '../../../domain/stored.ts';
import type { MarkedLevel } from '../../lib/derived-status.ts';
import type { Finding } from '../audit.ts';

/** A level with all that it stores. */
export type StoredLevel = MarkedLevel & Partial<IndexKeys>;

const NUMBERS = ['stock_count', 'reserved_count', 'available_count', 'threshold_level', 'version', 'sequence'] as const;

/**
 * Attributes of a level that are missing or of another kind. While there are such, nothing else can
 * be said of it.
 */
export function malformedIn(level: StoredLevel): ((typeof NUMBERS)[number] | 'last_updated')[] {
  return [
    ...NUMBERS.filter((name) => !Number.isInteger(level[name])),
    ...(Number.isNaN(Date.parse(level.last_updated)) ? (['last_updated'] as const) : []),
  ];
}

/**
 * A level with whole numbers in place of those that are none: what its newest movement says, or
 * else the units that are there as a whole.
 */
export function wholeLevel(level: StoredLevel, newest: MovementItem | undefined): StoredLevel {
  const numbers = NUMBERS.filter((name) => !Number.isInteger(level[name])).map((name) => [name, newest?.[name] ?? whole(level[name])]);
  return { ...level, ...(Object.fromEntries(numbers) as Partial<StoredLevel>) };
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
  const { stock_count: stock, reserved_count: reserved, available_count: available } = level;
  const findings: Finding[] = [];
  if (available !== stock - reserved) findings.push({ kind: 'AVAILABLE', expected: `${stock - reserved}`, found: `${available}` });
  if (stock < 0) findings.push({ kind: 'NEGATIVE', expected: '0 or more in stock', found: `${stock}` });
  const [expected, found] = [wantedKeys(level), storedKeys(level)].map((keys) => JSON.stringify(keys)) as [string, string];
  if (expected !== found) findings.push({ kind: 'INDEX', expected, found });
  return findings;
}

/**
 * What is wrong with the units that a level says are reserved, when active reservations have that
 * many.
 */
export function reservedFindings(level: StoredLevel, held: number): Finding[] {
  return level.reserved_count === held ? [] : [{ kind: 'RESERVED', expected: `${held}`, found: `${level.reserved_count}` }];
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
