import { useSyncExternalStore } from 'react';

/** An import that was begun in this browser. The API knows rows, not files. */
export interface PastImport {
  id: string;
  fileName: string;
  /** ISO 8601. */
  startedAt: string;
  /** While it runs: when it last got on. */
  seenAt: string;
  state: 'running' | 'stopped' | 'finished';
  rows: number;
  /** Of them, how many have a result. */
  done?: number;
  changed: number;
  notImported: number;
}

const KEY = 'onhand.past-imports';
/** More would be a log. */
const MOST = 30;
/** A page that imports says so several times a second. */
const GONE_MS = 60_000;

const listeners = new Set<() => void>();
let cached: { text: string | null; imports: readonly PastImport[] } = { text: null, imports: [] };

function read(): readonly PastImport[] {
  let text: string | null = null;
  try {
    text = localStorage.getItem(KEY);
  } catch {
    // Forbidden: there are none.
  }
  if (text !== cached.text) cached = { text, imports: parse(text) };
  return cached.imports;
}

function parse(text: string | null): readonly PastImport[] {
  try {
    const imports: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(imports) ? (imports as PastImport[]).filter(({ id, startedAt }) => Boolean(id && startedAt)) : [];
  } catch {
    return [];
  }
}

function write(imports: readonly PastImport[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(imports.slice(0, MOST)));
  } catch {
    // Full or forbidden: the import goes on without a note of it.
  }
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // What other tabs import.
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

/** The imports of this browser, newest first. */
export function usePastImports(): readonly PastImport[] {
  return useSyncExternalStore(subscribe, read);
}

/** Notes an import, or how far it has come. */
export function noteImport(noted: PastImport): void {
  write([noted, ...read().filter(({ id }) => id !== noted.id)].toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1)));
}

/** The ids of those that were begun and have not ended. */
export function unfinished(): string[] {
  return read()
    .filter(({ state }) => state !== 'finished')
    .map(({ id }) => id);
}

export function forgetImports(): void {
  write([]);
}

/** Whether its page was closed before its end: nobody has heard of it for a while. */
export function isInterrupted({ state, seenAt }: PastImport, now: number): boolean {
  return state === 'running' && now - Date.parse(seenAt) > GONE_MS;
}

/** Whether somebody has to look after it. */
export function needsAttention(past: PastImport, now: number): boolean {
  return isInterrupted(past, now) || past.state === 'stopped' || (past.state === 'finished' && past.notImported > 0);
}
