import { useCallback, useRef } from 'react';
import type { Selection } from './types.ts';

/**
 * What pressing the box of a row does: selects it or not, and with Shift all rows from the one
 * before. Stays the same function, so that rows need not be drawn again.
 */
export function useSelect<Row>(selection: Selection<Row> | undefined, names: readonly string[]) {
  const newest = useRef({ selection, names });
  newest.current = { selection, names };
  const last = useRef<string>(undefined);
  return useCallback((name: string, toHere: boolean) => {
    const { selection: now, names: all } = newest.current;
    if (!now) return;
    const next = new Set(now.keys);
    const [from, to] = [toHere && last.current !== undefined ? all.indexOf(last.current) : -1, all.indexOf(name)];
    const some = from < 0 ? [name] : all.slice(Math.min(from, to), Math.max(from, to) + 1);
    const adds = !now.keys.has(name);
    for (const each of some) {
      if (adds) next.add(each);
      else next.delete(each);
    }
    last.current = name;
    now.onChange(next);
  }, []);
}
