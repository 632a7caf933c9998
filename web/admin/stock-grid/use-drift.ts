import { useCallback, useEffect, useState } from 'react';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { LevelChange } from '../connection/live-levels.ts';
import type { StockView } from '../routing/view.ts';
import { useChanges } from '../session/backend-context.ts';
import { isBefore, matches } from './matches.ts';
import type { StockPageRead } from './use-page.ts';

/**
 * How many levels would come to this page or leave it if it were read again. Rows do not move by
 * themselves: whoever points at one must not hit another.
 */
export function useDrift(view: StockView, { rows, nextToken, loading }: StockPageRead & { loading: boolean }): number {
  const [drifted, setDrifted] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setDrifted(new Set()), [rows]);
  const heard = useCallback(
    (changed: readonly LevelChange[]) => {
      // What is being read tells the store of its levels before they are rows.
      if (loading) return;
      const listed = new Set(rows.map(keyOf));
      const [first, last] = [rows[0], rows.at(-1)];
      const belongs = ({ level }: LevelChange) => {
        if (!level || !matches(view, level)) return false;
        const afterFirst = view.page === undefined || (first !== undefined && !isBefore(level, first));
        const beforeLast = nextToken === null || (last !== undefined && isBefore(level, last));
        return afterFirst && beforeLast;
      };
      setDrifted((before) => {
        const after = new Set(before);
        for (const change of changed) {
          const key = keyOf(change.key);
          const drifts = listed.has(key) ? !change.level || !matches(view, change.level) : belongs(change);
          if (drifts) after.add(key);
          else after.delete(key);
        }
        const same = after.size === before.size && [...after].every((key) => before.has(key));
        return same ? before : after;
      });
    },
    [view, rows, nextToken, loading],
  );
  useChanges(heard);
  return drifted.size;
}
