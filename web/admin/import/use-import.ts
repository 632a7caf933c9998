import { useEffect, useRef, useState } from 'react';
import { createInventoryOver } from '../../client/inventory.ts';
import {
  applyImport,
  type ColumnChoice,
  decodeCsv,
  planImport,
  type PlannedRow,
  type ReadColumn,
  type RowResult,
} from '../../csv/index.ts';
import { useBackend } from '../session/backend-context.ts';

/**
 * Where an import is: from a file to a plan that changes nothing, and from there to its results,
 * with stops in between.
 */
export interface ImportState {
  phase: 'idle' | 'planning' | 'planned' | 'applying' | 'stopped' | 'finished';
  file: File | undefined;
  fileName: string;
  /** What the columns of the file are read as. */
  columns: readonly ReadColumn[];
  plan: readonly PlannedRow[];
  results: ReadonlyMap<number, RowResult>;
  /** Of the rows of the file, how many are judged while planning. */
  judged: number;
  rows: number;
  /** The firewall lets no more through for the moment; the import goes on by itself. */
  resting: boolean;
  failure?: unknown;
}

const IDLE: ImportState = {
  ...{ phase: 'idle', file: undefined, fileName: '', columns: [], plan: [], results: new Map() },
  ...{ judged: 0, rows: 0, resting: false },
};
/** How often the page is drawn while rows come in. */
const DRAW_MS = 200;

/** What a person says of a file beside it. */
export interface ImportChoices {
  existingOnly: boolean;
  columns?: ColumnChoice | undefined;
}

/** One import at a time; leaving the view stops it after the rows that are under way. */
export function useImport() {
  const { client, inventory } = useBackend();
  const [state, setState] = useState(IDLE);
  const [choices, setChoices] = useState<ImportChoices>({ existingOnly: false });
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  useEffect(() => {
    if (state.phase !== 'applying') return undefined;
    const ask = (event: Event) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [state.phase]);

  const plan = async (file: File, chosen: ImportChoices) => {
    const { signal } = begin(stop);
    const begun = { ...IDLE, file, fileName: file.name };
    setChoices(chosen);
    setState({ ...begun, phase: 'planning' });
    const onProgress = throttled((judged: number, rows: number) => setState((before) => ({ ...before, judged, rows })));
    let columns: readonly ReadColumn[] = [];
    const onColumns = (read: readonly ReadColumn[]) => (columns = read);
    try {
      const text = decodeCsv(new Uint8Array(await file.arrayBuffer()));
      const { existingOnly, columns: choice } = chosen;
      // With a client's usual patience: a hundred reads are not begun anew for one that took as
      // long as a person waits at a cell.
      const patient = createInventoryOver(client.api);
      const options = { signal, onProgress, onColumns, existingOnly, ...(choice && { columns: choice }) };
      const planned = await planImport(patient, text, options);
      setState({ ...begun, phase: 'planned', columns, plan: planned, rows: planned.length });
    } catch (failure) {
      if (!signal.aborted) setState({ ...begun, failure });
    }
  };
  const apply = async () => {
    const { signal } = begin(stop);
    // What failed is tried again; what is done is not.
    const done = new Map([...state.results].filter(([, { kind }]) => kind !== 'failed'));
    const results = new Map(done);
    setState({ ...state, phase: 'applying', results: new Map(results) });
    const draw = throttled(() => setState((before) => ({ ...before, results: new Map(results), resting: false })));
    const onRest = () => setState((before) => ({ ...before, results: new Map(results), resting: true }));
    const onResult = ({ line }: PlannedRow, result: RowResult) => {
      results.set(line, result);
      draw();
    };
    const all = await applyImport(inventory, state.plan, { signal, done, onResult, onRest });
    const failed = [...all.values()].some(({ kind }) => kind === 'failed');
    setState({ ...state, phase: all.size < state.plan.length || failed ? 'stopped' : 'finished', results: all });
  };
  return { state, choices, plan, choose: setChoices, apply, stop: () => stop.current?.abort(), reset: () => setState(IDLE) };
}

function begin(stop: { current: AbortController | undefined }): AbortController {
  stop.current?.abort();
  return (stop.current = new AbortController());
}

function throttled<Given extends unknown[]>(call: (...given: Given) => void): (...given: Given) => void {
  let last = 0;
  return (...given) => {
    if (performance.now() - last < DRAW_MS) return;
    last = performance.now();
    call(...given);
  };
}
