import { useCallback, useRef, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import type { Move } from './cell-editor.tsx';
import { type Change, newChange } from './change.ts';
import { type Draft, type Field, isProblem, readDraft } from './draft.ts';
import { useSubmit } from './edit-provider.tsx';
import { keepDraft, keptDraft, setSending } from './kept-drafts.ts';

/** The cell that is being edited. */
export interface OpenCell {
  level: StockLevel;
  field: Field;
  cell: HTMLElement;
  typed?: string | undefined;
}

/** Saving once more what failed is the same change, which may have taken effect. */
const changes = new WeakMap<Draft, Change>();

function changeOf(draft: Draft, field: Field): Change | undefined {
  const wanted = readDraft(draft, field);
  if (wanted === null || isProblem(wanted)) return undefined;
  const { base, reason, note } = draft;
  const change = changes.get(draft) ?? newChange({ base, wanted, reason, note });
  changes.set(draft, change);
  return change;
}

/** Whether the focus is where it must stay: in a field or a dialog. */
function isTyping(): boolean {
  return Boolean(document.activeElement?.closest('input:not([type="checkbox"]), textarea, [role="dialog"]'));
}

/**
 * Which cell is open. A change is sent while its person is in the next cell already; one that
 * failed opens its editor again with what was typed, unless that person is typing elsewhere, and
 * then waits in its cell.
 */
export function useCellEdits(goOn: (from: HTMLElement, move: Move) => void) {
  const submit = useSubmit();
  const [open, setOpen] = useState<OpenCell>();
  const now = useRef(open);
  now.current = open;

  const send = useCallback(
    async (cell: OpenCell, draft: Draft) => {
      const change = changeOf(draft, cell.field);
      if (!change) return;
      setSending(cell.level, cell.field, true);
      const drop = () => {
        if (keptDraft(cell.level, cell.field) === draft) keepDraft(cell.level, cell.field, undefined);
      };
      const done = await submit(change, drop).finally(() => setSending(cell.level, cell.field, false));
      if (done) return;
      keepDraft(cell.level, cell.field, draft);
      if (!now.current && cell.cell.isConnected && !isTyping()) setOpen({ ...cell, typed: undefined });
    },
    [submit],
  );
  const close = (move: Move, draft?: Draft) => {
    if (!open) return;
    setOpen(undefined);
    goOn(open.cell, move);
    if (draft) void send(open, draft);
  };
  /** Saves what was kept of a cell, or opens it where that cannot be. */
  const saveKept = (cell: OpenCell) => {
    const draft = keptDraft(cell.level, cell.field);
    const read = draft && readDraft(draft, cell.field);
    if (!draft || (read && isProblem(read))) {
      setOpen(cell);
      return;
    }
    keepDraft(cell.level, cell.field, undefined);
    void send(cell, draft);
  };
  return { open, edit: setOpen, close, saveKept };
}
