import { limits } from '../../../domain/limits.ts';
import type { StockLevel } from '../../../schema/types.ts';
import type { DraftProblem } from '../stock-edit/draft.ts';
import type { Count, Wanted } from '../stock-edit/change.ts';

/** What is done to every selected level. */
export type BulkAction = 'set' | 'add' | 'threshold' | 'safety';

const FIELDS: Readonly<Record<BulkAction, Count>> = {
  set: 'stockCount',
  add: 'stockCount',
  threshold: 'thresholdLevel',
  safety: 'safetyStock',
};

/** What the action does to one level; `null`: nothing, it is so already. */
export interface BulkEffect {
  before: number;
  after: number;
  wanted: Wanted | null;
  problem?: DraftProblem;
}

export function planBulk(action: BulkAction, amount: number, level: StockLevel): BulkEffect {
  const field = FIELDS[action];
  const before = level[field];
  const after = action === 'add' ? before + amount : amount;
  if (after < 0) return { before, after, wanted: null, problem: { problem: 'below', have: before } };
  if (after > limits.stockCount) return { before, after, wanted: null, problem: { problem: 'range', most: limits.stockCount } };
  if (after === before) return { before, after, wanted: null };
  return { before, after, wanted: action === 'add' ? { field: 'delta', value: amount } : { field, value: amount } };
}

/** The number of a level that a change of a bulk edit is about. */
export function fieldOf({ field }: Wanted): Count {
  return field === 'thresholdLevel' || field === 'safetyStock' ? field : 'stockCount';
}

/**
 * What is meant by an action and a text: a number of pieces that has a sign is a difference, as in
 * a cell.
 */
export function meantBy(action: BulkAction, text: string): BulkAction {
  return action === 'set' && /^\s*[+\u2212-]/.test(text) ? 'add' : action;
}

/** A whole number, with a sign only where a difference is meant. */
export function readAmount(action: BulkAction, text: string): number | undefined {
  const trimmed = text.trim().replace('\u2212', '-');
  const pattern = action === 'add' ? /^[+-]?\d{1,10}$/ : /^\d{1,10}$/;
  return pattern.test(trimmed) ? Number(trimmed) : undefined;
}
