import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { StockLevel } from '../../../schema/types.ts';
import { useIsPhone } from '../components/use-is-phone.ts';
import { useMessages } from '../i18n/language.tsx';
import { useLevel } from '../session/backend-context.ts';
import { isProductField } from './change.ts';
import { type Draft, type Field, isNoteTooLong, isProblem, readDraft, startDraft, withSign } from './draft.ts';
import './cell-editor.css';
import { Effect } from './effect.tsx';
import { keepDraft, keptDraft } from './kept-drafts.ts';
import { useOverCell } from './use-over-cell.ts';
import { useProblemText } from './use-problem-text.ts';
import { Why } from './why.tsx';

/** Where somebody goes on when an editor closes. */
export type Move = 'stay' | 'down' | 'right' | 'left';

interface Props {
  level: StockLevel;
  field: Field;
  /** The cell that it lies over. */
  cell: HTMLElement;
  /** The first character, of whoever began to type on the cell. */
  typed?: string | undefined;
  /** Without a draft nothing is to be saved. */
  onClose: (move: Move, draft?: Draft) => void;
}

/**
 * A small editor over a cell, which neither grows nor moves. Enter saves and goes down, Tab goes to
 * the side, Escape drops what was typed; pressing elsewhere keeps it for later. What others change
 * meanwhile is shown and never touches what is typed.
 */
export function CellEditor({ level, field, cell, typed, onClose }: Props) {
  const { edit, columns } = useMessages();
  const problemText = useProblemText();
  const isPhone = useIsPhone();
  const live = useLevel(level);
  const [begun] = useState(() => beginning(live, field, typed));
  const [draft, setDraft] = useState(begun);
  const [showsWhy, setShowsWhy] = useState(begun.note !== '' || begun.reason !== 'CORRECTION');
  const editor = useOverCell(cell);
  // The digits of a phone have no sign beside them.
  const hasSigns = isPhone && field === 'stockCount';
  const input = useRef<InputProps.Ref>(null);
  useEffect(() => {
    input.current?.focus();
    // What is typed takes the place of what was there.
    if (typed === undefined) input.current?.select();
  }, [typed]);
  const set = (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed }));
  const read = readDraft(draft, field);
  const problem = read && isProblem(read) ? read : undefined;
  const aboutNote = isNoteTooLong(draft);
  const cancel = () => {
    keepDraft(level, field, undefined);
    onClose('stay');
  };
  const save = (move: Move) => {
    if (problem) return;
    keepDraft(level, field, undefined);
    onClose(move, read === null ? undefined : draft);
  };
  useElsewhere(editor, () => {
    keepDraft(level, field, draft.text === begun.text && keptDraft(level, field) === undefined ? undefined : draft);
    onClose('stay');
  });
  const sign = (wanted: '+' | '-') => {
    set({ text: withSign(draft, wanted) });
    input.current?.focus();
  };
  const title = edit.open(columns[field], live.productId, live.warehouseId);
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') cancel();
    else if (event.key === 'ArrowDown') setShowsWhy(true);
    else if (event.key === 'Enter') save('down');
    else if (event.key === 'Tab') save(event.shiftKey ? 'left' : 'right');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={editor} className="cell-editor" role="dialog" aria-label={title}>
      {isPhone && (
        <div className="what">
          <h2>{title}</h2>
          {live.name}
        </div>
      )}
      <FormField
        stretch
        errorText={problem && !aboutNote && problemText(problem)}
        i18nStrings={{ errorIconAriaLabel: edit.error }}
        constraintText={<Effect field={field} draft={draft} live={live} />}
      >
        <div className="entry" onKeyDownCapture={press}>
          <Input
            ref={input}
            value={draft.text}
            ariaLabel={columns[field]}
            inputMode={field === 'thresholdLevel' || field === 'safetyStock' || hasSigns ? 'numeric' : 'text'}
            onChange={({ detail }) => set({ text: detail.value })}
          />
          {hasSigns && <Button iconName="subtract-minus" ariaLabel={edit.takeAway} onClick={() => sign('-')} />}
          {hasSigns && <Button iconName="add-plus" ariaLabel={edit.add} onClick={() => sign('+')} />}
        </div>
      </FormField>
      <div className="answers">
        <Button variant="primary" onClick={() => save('stay')}>
          {edit.save}
        </Button>
        <Button onClick={cancel}>{edit.cancel}</Button>
        {!showsWhy && (
          <Button variant="inline-link" onClick={() => setShowsWhy(true)}>
            {isProductField(field) ? edit.addNote : edit.addWhy}
          </Button>
        )}
      </div>
      {showsWhy && (
        <Why
          draft={draft}
          hasReason={!isProductField(field)}
          problem={aboutNote && problem ? problemText(problem) : undefined}
          onChange={set}
          onEnter={() => save('down')}
          onEscape={cancel}
        />
      )}
    </div>
  );
}

/** What was kept stays the same object, by which the same change is known. */
function beginning(level: StockLevel, field: Field, typed: string | undefined): Draft {
  const draft = keptDraft(level, field) ?? startDraft(level, field);
  return typed === undefined ? draft : { ...draft, text: typed };
}

/**
 * Calls `left` when somebody presses outside of it. A finger has pressed once there is a click:
 * until then it may be scrolling, and nothing may move below it. Messages are no other place.
 */
function useElsewhere(inside: { current: HTMLElement | null }, left: () => void): void {
  const newest = useRef(left);
  useEffect(() => {
    newest.current = left;
  });
  useEffect(() => {
    const leave = ({ target }: Event) => {
      if (!(target instanceof Element) || !target.isConnected || target.closest('.notices')) return;
      if (!inside.current?.contains(target)) keepingInPlace(target, newest.current);
    };
    const press = (event: PointerEvent) => event.pointerType === 'mouse' && leave(event);
    // What keys press is a click as well, of no presses.
    const click = (event: MouseEvent) => event.detail > 0 && leave(event);
    document.addEventListener('pointerdown', press, true);
    document.addEventListener('click', click, true);
    return () => {
      document.removeEventListener('pointerdown', press, true);
      document.removeEventListener('click', click, true);
    };
  }, [inside]);
}

/**
 * Does what may move things on the page, and scrolls so that this one stays where it was pressed.
 * Browsers make up for it by themselves, but not where they scroll or resize at the same moment.
 */
function keepingInPlace(element: Element, change: () => void): void {
  const top = element.getBoundingClientRect().top;
  flushSync(change);
  const moved = element.getBoundingClientRect().top - top;
  if (element.isConnected && moved !== 0) scrollBy({ top: moved, behavior: 'instant' });
}
