import { useEffect, useReducer } from 'react';
import { keyOf } from '../../client/stores/stock-state.ts';
import { useBackend } from '../session/backend-context.ts';
import type { ProductRow } from './product-rows.ts';

/** The product with its levels as they are now. */
export function useLiveProduct(row: ProductRow): ProductRow {
  const { levels } = useBackend();
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const ends = row.levels.map((level) => levels.watch(keyOf(level), draw));
    return () => ends.forEach((end) => end());
  }, [levels, row]);
  return { ...row, levels: row.levels.map((level) => levels.get(keyOf(level)) ?? level) };
}
