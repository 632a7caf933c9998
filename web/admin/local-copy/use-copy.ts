import { useSyncExternalStore } from 'react';
import { useBackend } from '../session/backend-context.ts';
import type { CopyState } from './copy.ts';

/** How far the copy of all levels is. */
export function useCopyState(): CopyState {
  const { copy } = useBackend();
  return useSyncExternalStore(
    (listener) => copy.listen(listener),
    () => copy.state,
  );
}
