import { useCallback, useEffect, useRef, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { LevelChange } from '../connection/live-levels.ts';
import { useChanges } from '../session/backend-context.ts';

/** How long changes are gathered before they are looked at: nobody waits for this number. */
const GATHER_MS = 500;

/**
 * How many levels would come to a list or leave it if it were read again. Rows do not move by
 * themselves: whoever points at one must not hit another. Both arguments stay the same while the
 * list does. `paused`: what is being read tells the store of its levels before they are rows.
 */
export function useDrift(listed: readonly StockLevel[], belongs: (level: StockLevel) => boolean, paused: boolean): number {
  const [drift, setDrift] = useState<{ of: unknown; count: number }>({ of: listed, count: 0 });
  const waiting = useRef(new Map<string, LevelChange>());
  useEffect(() => {
    const changed = waiting.current;
    changed.clear();
    const drifted = new Set<string>();
    let keys: ReadonlySet<string> | undefined;
    const look = () => {
      if (changed.size === 0) return;
      keys ??= new Set(listed.map(keyOf));
      for (const [key, { level }] of changed) {
        if (keys.has(key) === (level !== null && belongs(level))) drifted.delete(key);
        else drifted.add(key);
      }
      changed.clear();
      setDrift((before) => (before.of === listed && before.count === drifted.size ? before : { of: listed, count: drifted.size }));
    };
    const timer = setInterval(look, GATHER_MS);
    return () => clearInterval(timer);
  }, [listed, belongs]);
  useChanges(
    useCallback(
      (changed: readonly LevelChange[]) => {
        if (!paused) for (const change of changed) waiting.current.set(keyOf(change.key), change);
      },
      [paused],
    ),
  );
  return drift.of === listed ? drift.count : 0;
}
