import { useMemo, useSyncExternalStore } from 'react';
import { formatView, parseView, type View } from './view.ts';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}

/**
 * Shows a view. `replace`: without a step of its own for the back button, as while somebody types.
 */
export function go(view: View, { replace = false } = {}): void {
  const address = hrefOf(view);
  if (address === `${location.pathname}${location.search}`) return;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  for (const listener of listeners) listener();
}

/** The address of a view, for links. */
export function hrefOf(view: View): string {
  return `${location.pathname}${formatView(view)}`;
}

/** The view that the address names. */
export function useView(): View {
  const query = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => parseView(query), [query]);
}
