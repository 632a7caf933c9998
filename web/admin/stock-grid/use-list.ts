import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { LevelIndex } from '../local-copy/level-index.ts';
import { belongs, matcherOf, type Question, textOf } from '../local-copy/question.ts';
import { useCopyState } from '../local-copy/use-copy.ts';
import { filterOf, type StockView } from '../routing/view.ts';
import { useBackend } from '../session/backend-context.ts';
import { isOnPage } from './matches.ts';
import { findProducts, productMatcher, type ProductRow } from './product-rows.ts';
import { type Listing, useDrift } from './use-drift.ts';
import { useStockPage } from './use-page.ts';

/** The levels that a view asks for. */
export interface StockList {
  /** All of them, in their order; undefined where the API makes the pages. */
  all: readonly StockLevel[] | undefined;
  /** The same by product, where the view has one row for each. */
  products: readonly ProductRow[] | undefined;
  /** The same, or those of the page that the API made. */
  rows: readonly StockLevel[];
  nextToken: string | null;
  /** There are more than these. */
  more: boolean;
  loading: boolean;
  failure: unknown;
  /** How many came or went since. */
  drift: number;
  /** What was asked for: rows, and what is selected of them, belong to one question. */
  request: string;
  reload: () => void;
}

const NONE: readonly StockLevel[] = [];
const NOTHING = { found: undefined, products: undefined };

/** How long a page is looked at before its levels are read once more. */
const LOOK_MS = 300;

/**
 * From the copy of all levels, at once, where there is one; before and without one from the API,
 * page by page. What stands there when the copy is complete stays: the levels that only the copy
 * finds count as drift.
 */
export function useStockList(view: StockView, size: number): StockList {
  const { copy } = useBackend();
  const state = useCopyState();
  const { phase } = state;
  const [asked, reload] = useReducer((count: number) => count + 1, 0);
  const question = JSON.stringify(questionOf(view));
  const isByProduct = view.by === 'product';
  const request = `${asked} ${isByProduct ? 'products' : 'levels'} ${question}`;
  const isReady = phase === 'ready';
  const { found, products } = useMemo(
    () => (isReady ? find(copy.index, isByProduct, JSON.parse(question) as Question) : NOTHING),
    [copy, isReady, request],
  );
  const needsAll = isByProduct || view.sort !== undefined;
  const waits = needsAll && (phase === 'opening' || phase === 'loading');

  // What is on disk is shown while it is read: the same rows stand there when all are.
  const isBeginning = !needsAll && view.page === undefined && question === '{}';
  const first = state.phase === 'opening' && isBeginning ? state.first : undefined;
  const begun = useMemo(() => first?.slice(0, size), [first, size]);
  const stands = useRef('');
  const isHeld = found !== undefined && stands.current === request;
  const server = useStockPage(
    useMemo(() => filterOf(view), [view]),
    view.after,
    size,
    waits || begun !== undefined || (found !== undefined && !isHeld),
  );
  const start = ((view.page ?? 1) - 1) * size;
  const holds = isHeld && server.rows.length > 0 && !isSame(found.slice(start, start + server.rows.length), server.rows);
  const all = holds ? undefined : found;
  useEffect(() => {
    stands.current = (!isReady || holds) && !begun && server.rows.length > 0 ? request : '';
  });

  const rows = all ?? begun ?? (waits ? NONE : server.rows);
  const { nextToken } = server;
  const listing = useMemo((): Listing => {
    if (!all) return ofLevels(isOnPage(view, rows, nextToken));
    const narrowing = JSON.parse(question) as Question;
    if (isByProduct) return ofProducts(productMatcher(copy.index, narrowing));
    const matcher = matcherOf(narrowing);
    return ofLevels((level) => belongs(matcher, level, textOf(level)));
  }, [copy, all, rows, view, nextToken, question, isByProduct]);
  const drift = useDrift(rows, listing, !all && (server.loading || begun !== undefined));
  // Beyond a page of the API nobody knows how many it would have had.
  const missed = nextToken === null ? Math.abs((found?.length ?? 0) - (start + server.rows.length)) : 1;

  const again = useCallback(() => {
    reload();
    server.reload();
  }, [server.reload]);
  return {
    ...{ all, products: all && products, rows, nextToken, request, reload: again },
    more: !all && (begun !== undefined || nextToken !== null),
    loading: all ? false : waits || begun !== undefined || server.loading,
    failure: all ? undefined : server.failure,
    drift: holds ? Math.max(drift, missed) : drift,
  };
}

function find(index: LevelIndex, isByProduct: boolean, question: Question) {
  if (!isByProduct) return { found: index.find(question), products: undefined };
  const products = findProducts(index, question);
  return { found: products.flatMap(({ levels }) => levels), products };
}

function ofLevels(belongsToIt: (level: StockLevel) => boolean): Listing {
  return { nameOf: keyOf, has: ({ level }) => level !== null && belongsToIt(level) };
}

function ofProducts(belongsToIt: (productId: string) => boolean): Listing {
  return { nameOf: ({ productId }) => productId, has: ({ key }) => belongsToIt(key.productId) };
}

/**
 * Reads the levels that somebody looks at once more: from then on the store reads them again with
 * each start, before it says that it is live.
 */
export function useLookedAt(rows: readonly StockLevel[]): void {
  const { levels } = useBackend();
  useEffect(() => {
    if (rows.length === 0) return undefined;
    const timer = setTimeout(() => levels.store.read(rows), LOOK_MS);
    return () => clearTimeout(timer);
  }, [levels, rows]);
}

function questionOf(view: StockView): Question {
  const { sort, descending } = view;
  return { ...filterOf(view), ...(sort !== undefined && { sort }), ...(descending && { descending }) };
}

function isSame(ones: readonly StockLevel[], others: readonly StockLevel[]): boolean {
  return ones.length === others.length && ones.every((one, place) => keyOf(one) === keyOf(others[place] as StockLevel));
}
