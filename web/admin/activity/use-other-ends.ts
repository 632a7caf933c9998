import { useEffect, useMemo, useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { StockChange, StockChangePage } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { isTransfer } from '../product/use-counterparts.ts';
import { useBackend } from '../session/backend-context.ts';

/** Both halves of a transfer are made at once; their clocks may differ. */
const APART_MS = 60_000;
/** Pages that are looked through for halves that a filter left out. */
const PAGES = 4;

const causes = ['TRANSFERRED_IN', 'TRANSFERRED_OUT'] as const;

/** Names one half of a transfer by the other half's cause. */
function endKey(reference: string, cause: StockChange['cause']): string {
  return JSON.stringify([reference, cause]);
}

function endsOf(changes: readonly StockChange[]): ReadonlyMap<string, string> {
  return new Map(changes.filter(isTransfer).map(({ reference, cause, warehouseId }) => [endKey(reference ?? '', cause), warehouseId]));
}

/**
 * The warehouse at the other end of a transfer, which its change does not name: that of the change
 * with the same reference. Where a filter leaves that one out it is looked for among the transfers
 * since then; one that is not found there is not named.
 */
export function useOtherEnds(changes: readonly StockChange[]): (change: StockChange) => string | undefined {
  const { client } = useBackend();
  const [found, setFound] = useState<ReadonlyMap<string, string>>(new Map());
  const shown = useMemo(() => endsOf(changes), [changes]);
  const otherEnd = (change: StockChange) => {
    const key = endKey(change.reference ?? '', change.cause === 'TRANSFERRED_IN' ? 'TRANSFERRED_OUT' : 'TRANSFERRED_IN');
    return isTransfer(change) ? (shown.get(key) ?? found.get(key)) : undefined;
  };
  const missing = changes.filter((change) => isTransfer(change) && otherEnd(change) === undefined);
  const [newest, oldest] = [missing[0]?.changedAt, missing.at(-1)?.changedAt];
  useEffect(() => {
    if (newest === undefined || oldest === undefined) return undefined;
    const left = new AbortController();
    const look = async () => {
      const since = new Date(Date.parse(oldest) - APART_MS).toISOString();
      let nextToken: string | null = null;
      for (let page = 0; page < PAGES && (page === 0 || nextToken !== null); page += 1) {
        const asked = { filter: { causes: [...causes] }, since, limit: limits.pageSize, nextToken };
        const read: StockChangePage = await ask(client, documents.recentChanges, asked);
        if (left.signal.aborted) return;
        nextToken = read.nextToken ?? null;
        setFound((before) => new Map([...before, ...endsOf(read.items)]));
      }
    };
    // The list stands without it.
    look().catch(() => undefined);
    return () => left.abort();
  }, [client, newest, oldest]);
  return otherEnd;
}
