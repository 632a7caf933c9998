import type { StockLevel } from '../../../schema/types.ts';
import { type Change, reverse } from '../stock-edit/change.ts';

/**
 * What takes a change of a bulk edit back that made this `level`. Units go back whatever happened
 * since; a setting goes back to what it was only if nobody has changed the level since.
 */
export function undoOf(change: Change, level: StockLevel, note: string): Change {
  const { field } = change.wanted;
  const back = { ...reverse(change, note), base: level };
  if (field !== 'thresholdLevel' && field !== 'safetyStock') return back;
  return { ...back, wanted: { field, value: change.base[field] } };
}
