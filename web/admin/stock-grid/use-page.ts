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

/** What came of the last request, and the list that its rows are of. */
interface Answer extends StockPageRead {
  list: string;
  request: string;
  failure: unknown;
}

const NONE: Answer = { ...NOTHING, list: '', request: '', failure: undefined };

/**
 * The page of a filter. Rows are of no other one: they leave with their filter. `loading` while its
 * newest request has no answer; rows that are being read again, or could not be, stay. `disabled`:
 * nobody needs it.
 */
export function useStockPage(filter: StockFilterInput, after: string | undefined, size: number, disabled: boolean) {
  const backend = useBackend();
  const [answer, setAnswer] = useState(NONE);
  const [asked, reload] = useReducer((count: number) => count + 1, 0);
  const list = JSON.stringify([filter, after ?? null, size]);
  const request = `${asked} ${list}`;
  useEffect(() => {
    if (disabled) return undefined;
    let late = false;
    const [wanted, token, rows] = JSON.parse(list) as [StockFilterInput, string | null, number];
    readPage(backend, wanted, token, rows)
      .then((read) => {
        // Many rows take some frames to draw; who types on must not wait for them.
        if (!late) startTransition(() => setAnswer({ ...read, list, request, failure: undefined }));
      })
      .catch((failure: unknown) => {
        if (!late) setAnswer((before) => ({ ...(before.list === list ? before : NOTHING), list, request, failure }));
      });
    return () => void (late = true);
  }, [backend, list, request, disabled]);
  const { rows, nextToken } = answer.list === list ? answer : NOTHING;
  const loading = !disabled && answer.request !== request;
  return { rows, nextToken, loading, failure: loading ? undefined : answer.failure, reload: useCallback(() => reload(), []) };
}
