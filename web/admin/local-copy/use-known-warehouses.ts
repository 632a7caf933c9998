import { useMemo } from 'react';
import { useBackend } from '../session/backend-context.ts';
import { useCopyState } from './use-copy.ts';

/** The warehouses that there are, as far as this browser knows, in order. */
export function useKnownWarehouses(): readonly string[] {
  const { copy, levels } = useBackend();
  const { phase } = useCopyState();
  return useMemo(() => {
    const known = phase === 'ready' ? copy.index.counts({}).warehouseId.keys() : levels.store.all().map(({ warehouseId }) => warehouseId);
    return [...new Set(known)].toSorted();
  }, [copy, levels, phase]);
}
