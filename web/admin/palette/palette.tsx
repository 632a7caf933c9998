import { useEffect, useState } from 'react';
import { PartFrame } from '../components/part-frame.tsx';
import { part, usePrepared } from '../components/part.tsx';
import { OPEN_PALETTE } from './open.ts';

const PaletteDialog = part(() => import('./palette-dialog.tsx'));
const DIALOGS = [PaletteDialog];

/** Ctrl K or ⌘ K, wherever somebody is; loaded once the page rests. */
export function Palette() {
  const [open, setOpen] = useState(false);
  usePrepared(DIALOGS);
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
    <PartFrame>
      <PaletteDialog onClose={() => setOpen(false)} />
    </PartFrame>
  );
}
