import { createContext, useContext, useEffect, useReducer, useSyncExternalStore } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { LevelChange } from '../connection/live-levels.ts';
import type { Backend } from './backend.ts';
import type { Role } from './token.ts';

export const BackendContext = createContext<Backend | undefined>(undefined);
export const RoleContext = createContext<Role>('none');

/** The API of who is signed in. */
export function useBackend(): Backend {
  const backend = useContext(BackendContext);
  if (!backend) throw new Error('useBackend works inside of a BackendContext only.');
  return backend;
}

/** Whether this person may change anything; the API decides again. */
export function useMayEdit(): boolean {
  return useContext(RoleContext) === 'admin';
}

/** The level as it is now; as it was read until the store has it. */
export function useLevel(read: StockLevel): StockLevel {
  const { levels } = useBackend();
  const key = keyOf(read);
  return useSyncExternalStore(
    (listener) => levels.watch(key, listener),
    () => levels.get(key) ?? read,
  );
}

/** How far what is on screen can be trusted. */
export function useTrust(): { state: 'loading' | 'live' | 'stale'; staleSince: number | undefined } {
  const { levels } = useBackend();
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let last = levels.state;
    render();
    return levels.listen(() => {
      if (levels.state === last) return;
      last = levels.state;
      render();
    });
  }, [levels]);
  return { state: levels.state, staleSince: levels.staleSince };
}

/**
 * Calls `heard` with what changed in each frame. `heard` has to stay the same while it need not be
 * exchanged.
 */
export function useChanges(heard: (changed: readonly LevelChange[]) => void): void {
  const { levels } = useBackend();
  useEffect(() => levels.listen((changed) => changed.length > 0 && heard(changed)), [levels, heard]);
}
