import { startTransition, useCallback, useEffect, useReducer, useState } from 'react';
import type { StockFilterInput, StockLevel } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { Backend } from '../session/backend.ts';
import { useBackend } from '../session/backend-context.ts';

/** A page of the list as it was read. Its order stays while its numbers move. */
export interface StockPageRead {
  rows: readonly StockLevel[];
  nextToken: string | null;
}

const NOTHING: StockPageRead = { rows: [], nextToken: null };

/**
 * The page after a token, kept up to date in the store. The API may answer short pages, so several
 * answers can make one.
 */
async function readPage({ client, levels }: Backend, filter: StockFilterInput, after: string | null, size: number): Promise<StockPageRead> {
  let page: StockPageRead = { rows: [], nextToken: after };
  do {
    const since = levels.store.mark();
    const answer = await ask(client, documents.listStock, { filter, limit: size - page.rows.length, nextToken: page.nextToken });
    levels.store.put(answer.items, since);
    page = { rows: [...page.rows, ...answer.items], nextToken: answer.nextToken ?? null };
  } while (page.nextToken !== null && page.rows.length < size);
  return page;
}

/** The page of a filter. While another is on its way the old one stays, and `loading` says so. */
export function useStockPage(filter: StockFilterInput, after: string | undefined, size: number) {
  const backend = useBackend();
  const [page, setPage] = useState(NOTHING);
  const [failure, setFailure] = useState<unknown>();
  const [asked, reload] = useReducer((count: number) => count + 1, 0);
  const request = JSON.stringify([filter, after ?? null, size, asked]);
  const [answered, setAnswered] = useState('');
  useEffect(() => {
    let late = false;
    const [wanted, token, rows] = JSON.parse(request) as [StockFilterInput, string | null, number];
    readPage(backend, wanted, token, rows)
      .then((read) => {
        if (late) return;
        // Many rows take some frames to draw; who types on must not wait for them.
        startTransition(() => {
          setPage(read);
          setFailure(undefined);
        });
      })
      .catch((error: unknown) => !late && setFailure(error))
      .finally(() => !late && setAnswered(request));
    return () => void (late = true);
  }, [backend, request]);
  return { ...page, failure, loading: answered !== request, reload: useCallback(() => reload(), []) };
}
