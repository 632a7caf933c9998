import { useEffect, useRef } from 'react';

/**
 * In a dialog: begins in the first field of what has this id. The design system begins at the
 * button that closes.
 */
export function FirstField({ of }: { of: string }) {
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    // After the effects of what is around it, one of which takes the focus.
    queueMicrotask(() => document.getElementById(of)?.querySelector<HTMLElement>('input, button, textarea')?.focus());
  }, [of]);
  return null;
}
