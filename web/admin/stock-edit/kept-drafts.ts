import { type RefObject, useEffect, useRef } from 'react';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { Draft, Field } from './draft.ts';

const kept = new Map<string, Draft>();

function nameOf({ base }: Pick<Draft, 'base'>, field: Field): string {
  return `${field} ${keyOf(base)}`;
}

/** What was typed into this cell when its editor was last left by pressing somewhere else. */
export function keptDraft(base: Draft['base'], field: Field): Draft | undefined {
  return kept.get(nameOf({ base }, field));
}

/**
 * Keeps a draft when its editor closes because somebody pressed elsewhere, for example to sign in
 * again. Cancel, Escape and saving drop it. `inside` is an element of the editor.
 */
export function useKeptDraft(inside: RefObject<HTMLElement | null>, field: Field, draft: Draft): void {
  const newest = useRef(draft);
  useEffect(() => {
    newest.current = draft;
  });
  useEffect(() => {
    let left = false;
    const editor = inside.current?.closest('[role="dialog"]');
    const press = ({ target }: Event) => (left = !(target instanceof Node && editor?.contains(target)));
    for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, press, true);
    return () => {
      for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, press, true);
      if (left) kept.set(nameOf(newest.current, field), newest.current);
      else kept.delete(nameOf(newest.current, field));
    };
  }, [inside, field]);
}
