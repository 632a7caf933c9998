import { Suspense, useEffect, useState } from 'react';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { part } from '../components/part.tsx';
import { OPEN_PALETTE } from './open.ts';

const PaletteDialog = part(() => import('./palette-dialog.tsx'));

/** Ctrl K or ⌘ K, wherever somebody is; loaded when it is first opened. */
export function Palette() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const show = () => setOpen(true);
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey || event.ctrlKey === event.metaKey) return;
      event.preventDefault();
      show();
    };
    addEventListener(OPEN_PALETTE, show);
    addEventListener('keydown', press);
    return () => {
      removeEventListener(OPEN_PALETTE, show);
      removeEventListener('keydown', press);
    };
  }, []);
  if (!open) return null;
  return (
    <ErrorBoundary>
      <Suspense>
        <PaletteDialog onClose={() => setOpen(false)} />
      </Suspense>
    </ErrorBoundary>
  );
}
