import { useSyncExternalStore } from 'react';
import type { StockLevel } from '../../../schema/types.ts';

/** What was counted, and what it was before. */
export interface Counted {
  level: StockLevel;
  before: number;
  after: number;
}

/** As many as somebody looks back at. */
const SHOWN = 20;

/** Of this tab, newest first: who looks at another view for a moment goes on where he was. */
let counted: readonly Counted[] = [];
const listeners = new Set<() => void>();

export function addCounted(entry: Counted): void {
  counted = [entry, ...counted].slice(0, SHOWN);
  for (const tell of listeners) tell();
}

export function useCounted(): readonly Counted[] {
  return useSyncExternalStore(subscribe, () => counted);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
