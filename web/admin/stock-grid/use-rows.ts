import { useMemo } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import type { StockView } from '../routing/view.ts';
import type { ProductRow } from './product-rows.ts';
import { useLookedAt, useStockList } from './use-list.ts';

/** The rows of a page: levels, or products where the view has one row for each. */
export type Page = { levels: readonly StockLevel[] } | { products: readonly ProductRow[] };

/** What a view lists, and the page of it that is shown. Without `total` the API makes the pages. */
export function useRows(view: StockView, size: number) {
  const list = useStockList(view, size);
  const { all, products, rows, request } = list;
  const total = products?.length ?? all?.length;
  const pages = total === undefined ? undefined : Math.ceil(total / size);
  const at = Math.min(view.page ?? 1, Math.max(1, pages ?? Infinity));
  const page = useMemo((): Page => {
    const start = (at - 1) * size;
    if (products) return { products: products.slice(start, start + size) };
    return { levels: all ? all.slice(start, start + size) : rows };
  }, [products, all, rows, at, size]);
  const shown = useMemo(() => ('levels' in page ? page.levels : page.products.flatMap(({ levels }) => levels)), [page]);
  useLookedAt(all ? shown : NONE);
  return { list, page, total, pages, request };
}

/** What the API has just answered need not be read again. */
const NONE: readonly StockLevel[] = [];
