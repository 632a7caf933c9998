import { useCallback, useEffect, useRef, useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { StockChange } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { LevelChange } from '../connection/live-levels.ts';
import { useBackend, useChanges } from '../session/backend-context.ts';
import { DAY_MS, SALES_DAYS, type Sale } from './sales-figures.ts';

/** Pages of a level's history that are read for its sales. */
const PAGES = 10;
const SETTLE_MS = 3_000;

/** What a level shipped. */
export interface LevelSales {
  sales: readonly Sale[];
  /** Of what was read. */
  newest: number;
  /** Epoch milliseconds of the first change within the days that count, or within what was read. */
  since: number;
  /** Whether there is more than was read. */
  isCut: boolean;
}

/**
 * What a product's levels shipped in the last days, from their histories: read once, then what is
 * new.
 */
export function useSales(productId: string, warehouses: readonly string[]) {
  const { client } = useBackend();
  const [read, setRead] = useState<ReadonlyMap<string, LevelSales>>(new Map());
  const [failure, setFailure] = useState<unknown>();
  const all = JSON.stringify(warehouses);
  const known = useRef(read);
  known.current = read;
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  const keep = useCallback((warehouseId: string, next: LevelSales) => setRead((before) => new Map([...before, [warehouseId, next]])), []);

  const first = useCallback(
    async (warehouseId: string) => {
      const begin = Date.now() - SALES_DAYS * DAY_MS;
      const changes: StockChange[] = [];
      let nextToken: string | null = null;
      let oldest = Infinity;
      for (let page = 0; page < PAGES && (page === 0 || nextToken !== null) && oldest > begin; page += 1) {
        const asked = { productId, warehouseId, limit: limits.pageSize, nextToken };
        const answer: { items: StockChange[]; nextToken?: string | null } = await ask(client, documents.stockHistory, asked);
        changes.push(...answer.items);
        nextToken = answer.nextToken ?? null;
        oldest = Date.parse(changes.at(-1)?.changedAt ?? '') || begin;
      }
      const isCut = nextToken !== null && oldest > begin;
      keep(warehouseId, { sales: salesOf(changes), newest: changes[0]?.sequence ?? 0, since: Math.max(begin, oldest), isCut });
    },
    [client, productId, keep],
  );
  const follow = useCallback(
    async (warehouseId: string) => {
      const before = known.current.get(warehouseId);
      if (!before) return first(warehouseId);
      const asked = { productId, warehouseId, limit: limits.pageSize, afterSequence: before.newest };
      const { items, nextToken } = await ask(client, documents.stockHistory, asked);
      if (nextToken) return first(warehouseId);
      const newest = items.at(-1)?.sequence ?? before.newest;
      keep(warehouseId, { ...before, sales: [...before.sales, ...salesOf(items)], newest });
    },
    [client, productId, keep, first],
  );
  const readAll = useCallback(() => {
    setFailure(undefined);
    for (const warehouseId of JSON.parse(all) as string[]) {
      if (!known.current.has(warehouseId)) first(warehouseId).catch(setFailure);
    }
  }, [all, first]);
  useEffect(() => {
    readAll();
  }, [readAll]);
  useEffect(() => {
    const pending = timers.current;
    return () => pending.forEach((timer) => clearTimeout(timer));
  }, []);
  useChanges(
    useCallback(
      (changed: readonly LevelChange[]) => {
        for (const { key } of changed) {
          const { warehouseId } = key;
          if (key.productId !== productId || timers.current.has(warehouseId)) continue;
          const later = setTimeout(() => {
            timers.current.delete(warehouseId);
            follow(warehouseId).catch(setFailure);
          }, SETTLE_MS);
          timers.current.set(warehouseId, later);
        }
      },
      [productId, follow],
    ),
  );
  const complete = warehouses.every((warehouseId) => read.has(warehouseId));
  const levels = [...read].filter(([warehouseId]) => warehouses.includes(warehouseId)).map(([, each]) => each);
  return { levels: complete ? levels : undefined, failure, readAll };
}

function salesOf(changes: readonly StockChange[]): Sale[] {
  return changes
    .filter(({ cause, stockDelta }) => cause === 'FULFILLED' && stockDelta < 0)
    .map(({ changedAt, stockDelta }) => ({ at: Date.parse(changedAt), units: -stockDelta }));
}
