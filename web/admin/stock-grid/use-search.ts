import { useDeferredValue, useMemo } from 'react';
import { useTyped } from '../components/use-typed.ts';
import { useCopyState } from '../local-copy/use-copy.ts';
import { go } from '../routing/use-view.ts';
import { narrowed, type StockView } from '../routing/view.ts';

/**
 * What is typed, and the view with it. With all levels at hand the rows follow each key, as soon as
 * there is time; the API is asked when the typing rests, and then the address has it too.
 */
export function useSearch(asked: StockView) {
  const { phase } = useCopyState();
  const [text, setText] = useTyped(asked.search ?? '', (typed) =>
    go(narrowed(asked, { search: typed }), { replace: asked.search !== undefined }),
  );
  const typed = useDeferredValue(text.trim());
  const view = useMemo(() => {
    if (phase !== 'ready' || typed === (asked.search ?? '')) return asked;
    return narrowed(asked, { search: typed });
  }, [phase, typed, asked]);
  return { text, setText, view };
}
