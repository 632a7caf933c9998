import type { ReactNode } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useMessages } from '../i18n/language.tsx';
import type { Field } from '../stock-edit/draft.ts';
import { useCellState, useKeptDraft } from '../stock-edit/kept-drafts.ts';

interface Props {
  level: StockLevel;
  field: Field;
  /** What is around it says what is not saved. */
  wordless?: true;
  children: ReactNode;
}

/** A cell whose whole area opens its editor; the table hears the press. */
export function EditableCell({ level, field, wordless, children }: Props) {
  const { edit, columns } = useMessages();
  const state = useCellState(level, field);
  const draft = useKeptDraft(level, field);
  const unsaved = state === 'unsaved' && draft;
  return (
    <span className={`editable ${state}`} aria-busy={state === 'sending'}>
      {children}
      {unsaved && !wordless && (
        <>
          {` → ${draft.text} `}
          <small>{edit.notSavedCell}</small>
        </>
      )}
      <button
        type="button"
        tabIndex={-1}
        data-edit={field}
        aria-label={edit.open(columns[field], level.productId, level.warehouseId)}
        {...(unsaved && { title: edit.notSaved(draft.text) })}
      />
    </span>
  );
}
