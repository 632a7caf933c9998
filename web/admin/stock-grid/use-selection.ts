import { useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { StockList } from './use-list.ts';

/** Which levels of a list are selected, on whatever page; they leave with the question. */
export interface SelectedLevels {
  keys: ReadonlySet<string>;
  change: (keys: ReadonlySet<string>) => void;
  /** Selects all that match. */
  selectAll: () => void;
  /** The selected ones, in the order of the list, as `get` has them now. */
  levels: (get: (key: string) => StockLevel | undefined) => StockLevel[];
}

const NONE: ReadonlySet<string> = new Set();

export function useSelection({ request, all, rows }: StockList): SelectedLevels {
  const [selected, setSelected] = useState({ request, keys: NONE });
  const keys = selected.request === request ? selected.keys : NONE;
  return {
    keys,
    change: (next) => setSelected({ request, keys: next }),
    selectAll: () => setSelected({ request, keys: new Set((all ?? rows).map(keyOf)) }),
    levels: (get) =>
      (all ?? rows).flatMap((level) => {
        const key = keyOf(level);
        return keys.has(key) ? (get(key) ?? level) : [];
      }),
  };
}
