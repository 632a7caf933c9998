import { useCallback, useEffect, useRef, useState } from 'react';
import type { StockChange, StockKeyInput } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { LevelChange } from '../connection/live-levels.ts';
import { useBackend, useChanges } from '../session/backend-context.ts';

const PAGE = 50;
/** History follows an event within about a second; many changes in that time are read at once. */
const SETTLE_MS = 1_000;

/**
 * The history of a level, newest first: what is new comes by itself, what is older when it is asked
 * for.
 */
export function useHistory({ productId, warehouseId }: StockKeyInput) {
  const { client } = useBackend();
  const [changes, setChanges] = useState<readonly StockChange[]>([]);
  const [nextToken, setNextToken] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<unknown>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const read = useCallback(
    async (from: string | null) => {
      const page = await ask(client, documents.stockHistory, { productId, warehouseId, limit: PAGE, nextToken: from });
      setChanges((before) => merge(before, page.items));
      return page.nextToken ?? null;
    },
    [client, productId, warehouseId],
  );
  const older = useCallback(
    (from: string | null) => {
      setLoading(true);
      setFailure(undefined);
      read(from)
        .then(setNextToken)
        .catch(setFailure)
        .finally(() => setLoading(false));
    },
    [read],
  );
  useEffect(() => {
    setChanges([]);
    older(null);
    return () => clearTimeout(timer.current);
  }, [older]);
  const heard = useCallback(
    (changed: readonly LevelChange[]) => {
      if (!changed.some(({ key }) => key.productId === productId && key.warehouseId === warehouseId)) return;
      clearTimeout(timer.current);
      // The page that is read here begins at the newest change; older ones are known, or come with
      // their own page.
      timer.current = setTimeout(() => void read(null).catch(setFailure), SETTLE_MS);
    },
    [read, productId, warehouseId],
  );
  useChanges(heard);
  const readMore = useCallback(() => older(nextToken), [older, nextToken]);
  return { changes, more: nextToken !== null, loading, failure, readMore };
}

/** Each change once, newest first. */
function merge(one: readonly StockChange[], other: readonly StockChange[]): StockChange[] {
  const bySequence = new Map([...one, ...other].map((change) => [change.sequence, change]));
  return [...bySequence.values()].toSorted((a, b) => b.sequence - a.sequence);
}
