import { useSyncExternalStore } from 'react';
import type { ColumnChoice, PlannedRow, ReadColumn, RowResult } from '../../csv/index.ts';
import type { PastImport } from './past-imports.ts';

/** What a person says of a file beside it. */
export interface ImportChoices {
  existingOnly: boolean;
  columns?: ColumnChoice | undefined;
}

/**
 * Where an import is: from a file to a plan that changes nothing, and from there to its results,
 * with stops in between.
 */
export interface ImportState {
  phase: 'idle' | 'planning' | 'planned' | 'applying' | 'stopped' | 'finished';
  file: File | undefined;
  fileName: string;
  choices: ImportChoices;
  /** What the columns of the file are read as. */
  columns: readonly ReadColumn[];
  plan: readonly PlannedRow[];
  results: ReadonlyMap<number, RowResult>;
  /**
   * The note of it among the imports of this browser, from its first row on; `changed`: rows that
   * another tab had changed before this one went on with it.
   */
  noted: (Pick<PastImport, 'id' | 'startedAt'> & { changed?: number }) | undefined;
  /** Of the rows of the file, how many are judged while planning. */
  judged: number;
  rows: number;
  /** The firewall lets no more through for the moment; the import goes on by itself. */
  resting: boolean;
  failure?: unknown;
}

export const IDLE: ImportState = {
  ...{ phase: 'idle', file: undefined, fileName: '', choices: { existingOnly: false }, columns: [], plan: [], results: new Map() },
  ...{ noted: undefined, judged: 0, rows: 0, resting: false },
};

// The page's one import. It is nobody's state but the page's: views come and go over it, and what
// loads the CSV code is only the view of it.
let state = IDLE;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The import of this page, whichever view is shown. */
export function useRunningImport(): ImportState {
  return useSyncExternalStore(subscribe, () => state);
}

/** Changes it. While rows are written the browser asks before it leaves the page. */
export function setImport(changed: Partial<ImportState>): void {
  state = { ...state, ...changed };
  if (state.phase === 'applying') addEventListener('beforeunload', ask);
  else removeEventListener('beforeunload', ask);
  for (const listener of listeners) listener();
}

function ask(event: Event): void {
  event.preventDefault();
}
