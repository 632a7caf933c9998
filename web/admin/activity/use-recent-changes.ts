import { useCallback, useEffect, useRef, useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { ChangeFilterInput, StockChange } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useBackend, useChanges } from '../session/backend-context.ts';

/** The list follows a change within about a second; many changes in that time are read at once. */
const SETTLE_MS = 1_200;
/** A change may be listed late, at the place of its moment. */
const OVERLAP_MS = 120_000;
/** Pages that are read at once, as a filter may leave little of one. */
const PAGES = 4;

/** Names a change among those of all levels. */
export function changeKey({ productId, warehouseId, sequence }: StockChange): string {
  return JSON.stringify([productId, warehouseId, sequence]);
}

interface Answer {
  filter: ChangeFilterInput | undefined;
  changes: readonly StockChange[];
  nextToken: string | null;
  failure: unknown;
}

const NONE: Answer = { filter: undefined, changes: [], nextToken: null, failure: undefined };

/**
 * The changes of all levels that match, newest first: what is new comes by itself, what is older
 * when it is asked for. `filter` has to stay the same while it need not be exchanged.
 */
export function useRecentChanges(filter: ChangeFilterInput, wanted: number = limits.defaultPageSize) {
  const { client } = useBackend();
  const [answer, setAnswer] = useState<Answer>(NONE);
  const [loading, setLoading] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The reads that were begun: only what the newest of them brings counts. */
  const begun = useRef(0);
  const current = answer.filter === filter ? answer : NONE;
  const newest = useRef<string>(undefined);
  newest.current = current.changes[0]?.changedAt;

  const pages = useCallback(
    async (from: string | null, since?: string) => {
      const items: StockChange[] = [];
      let nextToken = from;
      for (let page = 0; page < PAGES && items.length < wanted && (page === 0 || nextToken !== null); page += 1) {
        const asked = { filter, limit: wanted, nextToken, ...(since !== undefined && { since }) };
        const read = await ask(client, documents.recentChanges, asked);
        items.push(...read.items);
        nextToken = read.nextToken ?? null;
      }
      return { items, nextToken };
    },
    [client, filter, wanted],
  );
  const read = useCallback(
    async (bring: () => Promise<(before: Answer) => Answer>) => {
      begun.current += 1;
      const own = begun.current;
      setLoading(true);
      try {
        const change = await bring();
        if (own === begun.current) setAnswer((before) => change(before.filter === filter ? before : { ...NONE, filter }));
      } catch (failure) {
        if (own === begun.current) setAnswer((before) => ({ ...(before.filter === filter ? before : { ...NONE, filter }), failure }));
      } finally {
        if (own === begun.current) setLoading(false);
      }
    },
    [filter],
  );
  const anew = useCallback(
    () =>
      read(async () => {
        const { items, nextToken } = await pages(null);
        return () => ({ filter, changes: items, nextToken, failure: undefined });
      }),
    [read, pages, filter],
  );
  const follow = useCallback(
    () =>
      read(async () => {
        if (newest.current === undefined) {
          const { items, nextToken } = await pages(null);
          return () => ({ filter, changes: items, nextToken, failure: undefined });
        }
        const since = new Date(Date.parse(newest.current) - OVERLAP_MS).toISOString();
        const { items, nextToken } = await pages(null, since);
        // More came than was read: what lies between is unknown, so the list begins anew. Its token
        // would end at `since`.
        if (nextToken !== null) {
          const first = await pages(null);
          return () => ({ filter, changes: first.items, nextToken: first.nextToken, failure: undefined });
        }
        return (before) => ({ ...before, changes: merge(before.changes, items), failure: undefined });
      }),
    [read, pages, filter],
  );
  const readMore = useCallback(
    () =>
      void read(async () => {
        const { items, nextToken } = await pages(current.nextToken);
        return (before) => ({ ...before, changes: merge(before.changes, items), nextToken, failure: undefined });
      }),
    [read, pages, current.nextToken],
  );
  useEffect(() => {
    void anew();
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [anew]);
  useChanges(
    useCallback(() => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void follow();
      }, SETTLE_MS);
    }, [follow]),
  );
  const { changes, nextToken, failure } = current;
  return { changes, more: nextToken !== null, loading: loading || answer.filter !== filter, failure, anew, readMore };
}

/** Each change once, newest first; of one moment in a fixed order. */
function merge(one: readonly StockChange[], other: readonly StockChange[]): StockChange[] {
  const byKey = new Map([...one, ...other].map((change) => [changeKey(change), change]));
  const placed = [...byKey].map(([key, change]) => ({
    place: `${change.changedAt} ${String(change.sequence).padStart(10, '0')} ${key}`,
    change,
  }));
  return placed.toSorted((a, b) => (a.place < b.place ? 1 : -1)).map(({ change }) => change);
}
