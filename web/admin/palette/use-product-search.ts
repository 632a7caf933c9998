import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useCopyState } from '../local-copy/use-copy.ts';
import { go } from '../routing/use-view.ts';
import { useBackend } from '../session/backend-context.ts';
import type { Command } from './use-commands.ts';

/** How long after the last key the search begins. */
const REST_MS = 200;
const SHOWN = 8;
/** Levels that are looked at for so many products: one has several warehouses. */
const LEVELS = 40;

interface Answer {
  text: string;
  found: readonly Command[];
  failed: boolean;
}

/**
 * Products by words of theirs, as the list finds them; before all levels are at hand those whose id
 * or name begins with a text, once it rests.
 */
export function useProductSearch(text: string) {
  const { copy } = useBackend();
  const isReady = useCopyState().phase === 'ready';
  const typed = useDeferredValue(text);
  const found = useMemo(() => (isReady && typed !== '' ? commandsOf(copy.index.find({ search: typed })) : []), [copy, isReady, typed]);
  const asked = useAskedProducts(isReady ? '' : text);
  return isReady ? { found, failed: false, searching: typed !== text } : asked;
}

function useAskedProducts(text: string) {
  const { client } = useBackend();
  const [answer, setAnswer] = useState<Answer>({ text: '', found: [], failed: false });
  useEffect(() => {
    if (text === '') return undefined;
    let late = false;
    const search = text.slice(0, limits.searchLength);
    const timer = setTimeout(() => {
      ask(client, documents.listStock, { filter: { search }, limit: LEVELS }).then(
        ({ items }) => !late && setAnswer({ text, found: commandsOf(items), failed: false }),
        () => !late && setAnswer({ text, found: [], failed: true }),
      );
    }, REST_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [client, text]);
  const current = text !== '' && answer.text === text;
  // What an earlier text found stays until the next answer, so that the list does not jump.
  return { found: text === '' ? [] : answer.found, failed: current && answer.failed, searching: text !== '' && !current };
}

function commandsOf(levels: readonly { productId: string; name?: string | null }[]): Command[] {
  const products = new Map(levels.map(({ productId, name }) => [productId, name]));
  return [...products].slice(0, SHOWN).map(([productId, name]) => ({
    id: `product ${productId}`,
    kind: 'product',
    name: name ? `${productId} · ${name}` : productId,
    run: () => go({ name: 'product', productId }),
  }));
}
