import { useSyncExternalStore } from 'react';

/** As the style sheets have it. */
const phone = matchMedia('(max-width: 700px)');

function subscribe(listener: () => void): () => void {
  phone.addEventListener('change', listener);
  return () => phone.removeEventListener('change', listener);
}

/** Whether the page is as narrow as on a phone. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(subscribe, () => phone.matches);
}
