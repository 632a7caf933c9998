import { useEffect, useState } from 'react';
import { go } from '../routing/use-view.ts';
import { useBackend } from '../session/backend-context.ts';
import { whenNobodyImports } from './import-lock.ts';
import { keptFile } from './kept-file.ts';
import { noteImport, type PastImport, usePastImports } from './past-imports.ts';
import { IDLE, setImport, useRunningImport } from './running-import.ts';

/** An import of another tab of this browser. */
export interface OtherImport {
  past: PastImport;
  /** Its tab was closed before it had ended. */
  abandoned: boolean;
  /** Compares its file with the stock and offers the rest; one that is gone is chosen again. */
  goOn: () => void;
  leave: () => void;
}

/** The newest of them that has not ended; undefined while this page has one of its own. */
export function useOtherImport(): OtherImport | undefined {
  const { owner } = useBackend();
  const own = useRunningImport();
  const past = usePastImports().find(({ id, state }) => state === 'running' && id !== own.noted?.id);
  const [abandoned, setAbandoned] = useState<string>();
  const id = past?.id;
  useEffect(() => (id === undefined ? undefined : whenNobodyImports(id, () => setAbandoned(id))), [id]);
  if (!past || own.phase === 'planning' || own.phase === 'applying') return undefined;
  const leave = () => noteImport({ ...past, state: 'stopped' });
  const goOn = async () => {
    const kept = await keptFile(past.id, owner).catch(() => undefined);
    const noted = { id: past.id, startedAt: past.startedAt, changed: past.changed };
    if (kept) setImport({ ...IDLE, file: kept.file, fileName: past.fileName, choices: kept.choices, noted, failure: undefined });
    leave();
    go({ name: 'import' });
  };
  return { past, abandoned: abandoned === past.id, goOn: () => void goOn(), leave };
}
