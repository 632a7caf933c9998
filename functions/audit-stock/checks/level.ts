import { LISTING, isLive, listKey } from '../../../domain/level.ts';
import { marksOf } from '../../../domain/marks.ts';
import { sortKey } from '../../../domain/text.ts';
import type { MarkedLevel } from '../../lib/marks.ts';
import type { Finding } from '../audit.ts';

/** What puts a level into the indexes over all levels. */
export interface IndexKeys {
  listing?: string;
  list_key?: string;
  name_key?: string;
}

/** A level with all that it stores. */
export type StoredLevel = MarkedLevel & IndexKeys;

const NUMBERS = ['stock_count', 'reserved_count', 'available_count', 'threshold_level', 'version', 'sequence'] as const;

/** What is wrong with a level by itself. One item is always read as it was at one moment, so this needs no second look. */
export function levelFindings(level: StoredLevel): Finding[] {
  const missing = NUMBERS.filter((name) => !Number.isInteger(level[name]));
  if (missing.length > 0) return [{ kind: 'MALFORMED', expected: `whole numbers in ${missing.join(', ')}`, found: 'none' }];
  const { stock_count: stock, reserved_count: reserved, available_count: available } = level;
  const findings: Finding[] = [];
  if (available !== stock - reserved) findings.push({ kind: 'AVAILABLE', expected: `${stock - reserved}`, found: `${available}` });
  if (stock < 0) findings.push({ kind: 'NEGATIVE', expected: '0 or more in stock', found: `${stock}` });
  const [expected, found] = [indexKeys(level), storedKeys(level)].map((keys) => JSON.stringify(keys)) as [string, string];
  if (expected !== found) findings.push({ kind: 'INDEX', expected, found });
  return findings;
}

/** What is wrong with the pieces that a level says are held, when active holds have that many. */
export function heldFindings(level: StoredLevel, held: number): Finding[] {
  return level.reserved_count === held ? [] : [{ kind: 'RESERVED', expected: `${held}`, found: `${level.reserved_count}` }];
}

/** What is wrong with the marks; within the time that the change feed may take they are only late. */
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
export function indexKeys(level: StoredLevel): IndexKeys {
  const { product_id, warehouse_id, name } = level;
  if (!isLive(level)) return {};
  return {
    listing: LISTING,
    list_key: listKey(product_id, warehouse_id),
    ...(name && { name_key: sortKey(name, product_id, warehouse_id) }),
  };
}

/** A retired level keeps its partition, which without a sort key puts it into no index. */
function storedKeys({ listing, list_key, name_key, ...level }: StoredLevel): IndexKeys {
  return {
    ...(listing !== undefined && isLive(level) && { listing }),
    ...(list_key !== undefined && { list_key }),
    ...(name_key !== undefined && { name_key }),
  };
}

function orderedMarks({ status, attention, oversold }: { status?: unknown; attention?: unknown; oversold?: unknown }): unknown[] {
  return [status ?? null, attention ?? null, oversold ?? null];
}
