import { useSyncExternalStore } from 'react';
import type { StockKeyInput } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { Draft, Field } from './draft.ts';

const kept = new Map<string, Draft>();
/** The cells whose changes are on their way. */
const sending = new Set<string>();
const listeners = new Set<() => void>();

function nameOf(key: StockKeyInput, field: Field): string {
  return `${field} ${keyOf(key)}`;
}

/**
 * What was typed into this cell and is not saved: somebody pressed elsewhere, for example to sign
 * in again, or it could not be sent.
 */
export function keptDraft(level: StockKeyInput, field: Field): Draft | undefined {
  return kept.get(nameOf(level, field));
}

/** Keeps a draft until its cell is opened again; undefined drops it. */
export function keepDraft(level: StockKeyInput, field: Field, draft: Draft | undefined): void {
  if (draft) kept.set(nameOf(level, field), draft);
  else kept.delete(nameOf(level, field));
  for (const tell of listeners) tell();
}

/** Says that a change of this cell is on its way, or that it is no more. */
export function setSending(level: StockKeyInput, field: Field, isSending: boolean): void {
  if (isSending) sending.add(nameOf(level, field));
  else sending.delete(nameOf(level, field));
  for (const tell of listeners) tell();
}

/** Whether this cell has a change on its way, or something that is not saved. */
export function useCellState(level: StockKeyInput, field: Field): 'sending' | 'unsaved' | '' {
  const name = nameOf(level, field);
  return useSyncExternalStore(subscribe, () => (sending.has(name) ? 'sending' : kept.has(name) ? 'unsaved' : ''));
}

/** The same as `keptDraft`, for what shows it. */
export function useKeptDraft(level: StockKeyInput, field: Field): Draft | undefined {
  return useSyncExternalStore(subscribe, () => keptDraft(level, field));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
