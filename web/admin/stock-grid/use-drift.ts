import { useCallback, useEffect, useRef, useState } from 'react';
import type { StockKeyInput, StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { LevelChange } from '../connection/live-levels.ts';
import { useChanges } from '../session/backend-context.ts';

/** How long changes are gathered before they are looked at: nobody waits for this number. */
const GATHER_MS = 500;

/** Which rows belong to a list: levels or products. */
export interface Listing {
  nameOf: (key: StockKeyInput) => string;
  /** Whether the row of a level that changed belongs to it now. */
  has: (change: LevelChange) => boolean;
}

/**
 * How many rows would come to a list or leave it if it were read again. Rows do not move by
 * themselves: whoever points at one must not hit another. `listed` and `listing` stay the same
 * while the list does. `paused`: what is being read tells the store of its levels before they are
 * rows.
 */
export function useDrift(listed: readonly StockLevel[], listing: Listing, paused: boolean): number {
  const [drift, setDrift] = useState<{ of: unknown; count: number }>({ of: listed, count: 0 });
  const waiting = useRef(new Map<string, LevelChange>());
  useEffect(() => {
    const changed = waiting.current;
    changed.clear();
    const drifted = new Set<string>();
    let names: ReadonlySet<string> | undefined;
    const look = () => {
      if (changed.size === 0) return;
      names ??= new Set(listed.map(listing.nameOf));
      for (const change of changed.values()) {
        const name = listing.nameOf(change.key);
        if (names.has(name) === listing.has(change)) drifted.delete(name);
        else drifted.add(name);
      }
      changed.clear();
      setDrift((before) => (before.of === listed && before.count === drifted.size ? before : { of: listed, count: drifted.size }));
    };
    const timer = setInterval(look, GATHER_MS);
    return () => clearInterval(timer);
  }, [listed, listing]);
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
