import { useSyncExternalStore } from 'react';
import { useBackend } from '../session/backend-context.ts';

/** Whether the browser has no network. */
export function useOffline(): boolean {
  const { link } = useBackend().client.api;
  return useSyncExternalStore(
    (listener) => link.onState(listener),
    () => link.state.name === 'offline',
  );
}
