// A tab that imports holds a lock, which the browser takes away when the tab is closed or ends
// otherwise: the others hear of it at once, and need no clock for it.

function nameOf(id: string): string {
  return `onhand-import ${id}`;
}

/** Runs an import, of which other tabs see that it goes on. */
export async function whileImporting(id: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(nameOf(id), work);
}

/** Calls `ended` when no tab is at this import any more; returns the end of that. */
export function whenNobodyImports(id: string, ended: () => void): () => void {
  const waiting = new AbortController();
  const wait = navigator.locks.request(nameOf(id), { mode: 'shared', signal: waiting.signal }, () => undefined);
  wait.then(() => !waiting.signal.aborted && ended()).catch(() => undefined);
  return () => waiting.abort();
}
