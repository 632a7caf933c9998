import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { LevelChange } from '../connection/live-levels.ts';
import { useBackend, useChanges } from '../session/backend-context.ts';
import { inOrder, joined, type LevelHistory } from './history-order.ts';

const PAGE = 50;
/** History follows an event within about a second; many changes in that time are read at once. */
const SETTLE_MS = 1_000;

/** By warehouse. */
type Histories = ReadonlyMap<string, LevelHistory>;

/** Where a page begins: of which warehouse, and after which page; null: at the newest change. */
type Start = readonly [warehouseId: string, from: string | null];

/**
 * The history of a product in these warehouses, newest first: what is new comes by itself, what is
 * older when it is asked for, a page of each warehouse at a time.
 */
export function useHistory(productId: string, warehouses: readonly string[]) {
  const asked = JSON.stringify(warehouses);
  const { histories, loading, failure, read, refresh } = usePages(productId);
  const begun = useRef(new Set<string>());
  useEffect(() => {
    const missing = (JSON.parse(asked) as string[]).filter((warehouseId) => !begun.current.has(warehouseId));
    for (const warehouseId of missing) begun.current.add(warehouseId);
    void read(missing.map((warehouseId) => [warehouseId, null]));
  }, [asked, read]);
  useFollowing(productId, asked, refresh);
  const known = useMemo(
    () =>
      (JSON.parse(asked) as string[]).map((warehouseId): [string, LevelHistory | undefined] => [warehouseId, histories.get(warehouseId)]),
    [asked, histories],
  );
  const changes = useMemo(() => {
    const each = known.flatMap(([, history]) => history ?? []);
    return each.length < known.length ? [] : inOrder(each);
  }, [known]);
  const next = known.flatMap(([warehouseId, history]): Start[] => {
    if (history?.nextToken === null) return [];
    return [[warehouseId, history?.nextToken ?? null]];
  });
  // Also after a failure of what is new, with nothing older to read.
  const readMore = () => void read(next.length > 0 ? next : warehouses.map((warehouseId) => [warehouseId, null]));
  return { changes, more: changes.length > 0 && next.length > 0, loading, failure, readMore };
}

/** The pages that were read so far. */
function usePages(productId: string) {
  const { client } = useBackend();
  const [histories, setHistories] = useState<Histories>(new Map());
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<unknown>();
  const readPage = useCallback(
    async ([warehouseId, from]: Start) => {
      const page = await ask(client, documents.stockHistory, { productId, warehouseId, limit: PAGE, nextToken: from });
      setHistories((before) => {
        const known = before.get(warehouseId);
        // The first page read again says nothing of what is older.
        const nextToken = known && from === null ? known.nextToken : (page.nextToken ?? null);
        return new Map(before).set(warehouseId, { changes: joined(known?.changes ?? [], page.items), nextToken });
      });
    },
    [client, productId],
  );
  const read = useCallback(
    async (starts: readonly Start[]) => {
      setLoading(true);
      setFailure(undefined);
      await Promise.all(starts.map(readPage)).catch(setFailure);
      setLoading(false);
    },
    [readPage],
  );
  const refresh = useCallback(
    (warehouses: readonly string[]) =>
      void Promise.all(warehouses.map(async (warehouseId) => readPage([warehouseId, null]))).catch(setFailure),
    [readPage],
  );
  return { histories, loading, failure, read, refresh };
}

/** Has the newest page of a warehouse read again after its level changed. */
function useFollowing(productId: string, asked: string, refresh: (warehouses: readonly string[]) => void): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const changed = useRef(new Set<string>());
  useEffect(() => () => clearTimeout(timer.current), []);
  useChanges(
    useCallback(
      (heard: readonly LevelChange[]) => {
        const warehouses = new Set(JSON.parse(asked) as string[]);
        const own = heard.filter(({ key }) => key.productId === productId && warehouses.has(key.warehouseId));
        if (own.length === 0) return;
        for (const { key } of own) changed.current.add(key.warehouseId);
        clearTimeout(timer.current);
        // What is read then begins at the newest change; older ones are known, or come with their
        // own page.
        timer.current = setTimeout(() => {
          refresh([...changed.current]);
          changed.current.clear();
        }, SETTLE_MS);
      },
      [productId, asked, refresh],
    ),
  );
}
