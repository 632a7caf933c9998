import { useState } from 'react';
import { keyOf } from '../../client/stores/stock-state.ts';
import { inParallel } from '../components/in-parallel.ts';
import { useBackend } from '../session/backend-context.ts';
import { type Change, type Outcome, submitChange } from '../stock-edit/change.ts';
import { undoOf } from './undo.ts';

/** Enough to be quick, few enough to leave room for shoppers. */
const AT_ONCE = 4;
/** How often the screen follows: each time it copies what became of thousands. */
const SHOWN_EVERY_MS = 200;

export interface BulkRun {
  changes: readonly Change[];
  outcomes: ReadonlyMap<string, Outcome>;
  running: boolean;
  /** Whether it takes another one back. */
  isUndo: boolean;
}

/**
 * Sends many changes and keeps what became of each. Those that failed are sent again as they were,
 * so none counts twice. `undoNote` is kept with what takes changes back.
 */
export function useBulk(undoNote: string) {
  const backend = useBackend();
  const [run, setRun] = useState<BulkRun>();
  const start = async (changes: readonly Change[], before: ReadonlyMap<string, Outcome>, isUndo = false) => {
    const outcomes = new Map(before);
    const left = changes.filter(({ base }) => (outcomes.get(keyOf(base))?.kind ?? 'failed') === 'failed');
    for (const change of left) outcomes.delete(keyOf(change.base));
    const show = () => setRun({ changes, outcomes: new Map(outcomes), running: true, isUndo });
    show();
    const shown = setInterval(show, SHOWN_EVERY_MS);
    await inParallel(left, AT_ONCE, async (change) => {
      outcomes.set(keyOf(change.base), await submitChange(backend, change));
    }).finally(() => clearInterval(shown));
    setRun({ changes, outcomes, running: false, isUndo });
  };
  return {
    run,
    start: (changes: readonly Change[]) => start(changes, new Map()),
    retry: () => (run ? start(run.changes, run.outcomes, run.isUndo) : Promise.resolve()),
    /** Takes back what was done. */
    undo: () => {
      const done = (run?.changes ?? []).flatMap((change) => {
        const outcome = run?.outcomes.get(keyOf(change.base));
        return outcome?.kind === 'done' ? [undoOf(change, outcome.level, undoNote)] : [];
      });
      return start(done, new Map(), true);
    },
  };
}
