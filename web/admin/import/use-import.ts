import { createInventoryOver } from '../../client/inventory.ts';
import { applyImport, decodeCsv, planImport, type PlannedRow, type ReadColumn, type RowResult } from '../../csv/index.ts';
import type { Backend } from '../session/backend.ts';
import { useBackend } from '../session/backend-context.ts';
import { whileImporting } from './import-lock.ts';
import { forgetFile, keepFile } from './kept-file.ts';
import { noteImport, type PastImport, unfinished } from './past-imports.ts';
import { IDLE, type ImportChoices, type ImportState, setImport, useRunningImport } from './running-import.ts';

/** How often the page is drawn while rows come in. */
const DRAW_MS = 200;

/** Ends what the import is at, after the rows that are under way. */
let stop = new AbortController();

/** One import at a time; it goes on while somebody looks at another view. */
export function useImport() {
  const backend = useBackend();
  const state = useRunningImport();
  return {
    state,
    plan: (file: File, choices: ImportChoices) => plan(backend, file, choices, state.file === file ? state.noted : undefined),
    choose: (choices: ImportChoices) => setImport({ choices }),
    apply: () => start(backend, state),
    stop: () => stop.abort(),
    reset: () => {
      if (state.noted) quietly(forgetFile(state.noted.id));
      setImport({ ...IDLE, choices: state.choices, failure: undefined });
    },
  };
}

async function plan({ client }: Backend, file: File, choices: ImportChoices, noted: ImportState['noted']): Promise<void> {
  const signal = begin();
  const begun = { ...IDLE, file, fileName: file.name, choices, noted, failure: undefined };
  setImport({ ...begun, phase: 'planning' });
  const onProgress = throttled((judged: number, rows: number) => setImport({ judged, rows }));
  let columns: readonly ReadColumn[] = [];
  const onColumns = (read: readonly ReadColumn[]) => (columns = read);
  try {
    const text = decodeCsv(new Uint8Array(await file.arrayBuffer()));
    const { existingOnly, columns: choice } = choices;
    // With a client's usual patience: a hundred reads are not begun anew for one that took as
    // long as a person waits at a cell.
    const patient = createInventoryOver(client.api);
    const options = { signal, onProgress, onColumns, existingOnly, ...(choice && { columns: choice }) };
    const planned = await planImport(patient, text, options);
    if (!signal.aborted) setImport({ phase: 'planned', columns, plan: planned, rows: planned.length });
  } catch (failure) {
    if (!signal.aborted) setImport({ ...begun, failure });
  }
}

/** With its file kept for the case that this tab is closed before the end. */
async function start({ inventory, owner }: Backend, state: ImportState): Promise<void> {
  const { file, choices } = state;
  const noted = state.noted ?? { id: crypto.randomUUID(), startedAt: new Date().toISOString() };
  if (file) quietly(keepFile(noted.id, { file, choices, owner }, unfinished()));
  await whileImporting(noted.id, async () => apply(inventory, { ...state, noted }));
}

async function apply(inventory: Backend['inventory'], { plan: rows, results: before, fileName, noted }: Applied): Promise<void> {
  const signal = begin();
  // What failed is tried again; what is done is not.
  const done = new Map([...before].filter(([, { kind }]) => kind !== 'failed'));
  const results = new Map(done);
  const note = (state: PastImport['state'], known: ReadonlyMap<number, RowResult>) =>
    noteImport({ ...noted, fileName, state, seenAt: new Date().toISOString(), rows: rows.length, ...countsOf(known, noted.changed) });
  setImport({ phase: 'applying', results: new Map(results), noted });
  note('running', results);
  const draw = throttled(() => {
    setImport({ results: new Map(results), resting: false });
    note('running', results);
  });
  const onRest = () => {
    setImport({ results: new Map(results), resting: true });
    note('running', results);
  };
  const onResult = ({ line }: PlannedRow, result: RowResult) => {
    results.set(line, result);
    draw();
  };
  const all = await applyImport(inventory, rows, { signal, done, onResult, onRest });
  const failed = [...all.values()].some(({ kind }) => kind === 'failed');
  const phase = all.size < rows.length || failed ? 'stopped' : 'finished';
  note(phase, all);
  if (phase === 'finished') quietly(forgetFile(noted.id));
  setImport({ phase, results: all, resting: false });
}

type Applied = ImportState & { noted: NonNullable<ImportState['noted']> };

/** A browser that keeps nothing: the file is then chosen again. */
function quietly(kept: Promise<void>): void {
  kept.catch(() => undefined);
}

/** Of the rows so far, how many changed stock, and how many could not. */
function countsOf(results: ReadonlyMap<number, RowResult>, before = 0): Pick<PastImport, 'done' | 'changed' | 'notImported'> {
  const kinds = [...results.values()].map(({ kind }) => kind);
  return {
    done: kinds.length,
    changed: before + kinds.filter((kind) => kind === 'created' || kind === 'changed').length,
    notImported: kinds.filter((kind) => kind === 'refused' || kind === 'conflict' || kind === 'failed').length,
  };
}

function begin(): AbortSignal {
  stop.abort();
  stop = new AbortController();
  return stop.signal;
}

function throttled<Given extends unknown[]>(call: (...given: Given) => void): (...given: Given) => void {
  let last = 0;
  return (...given) => {
    if (performance.now() - last < DRAW_MS) return;
    last = performance.now();
    call(...given);
  };
}
