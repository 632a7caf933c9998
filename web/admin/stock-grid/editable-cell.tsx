import type { ReactNode } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useMessages } from '../i18n/language.tsx';
import type { Field } from '../stock-edit/draft.ts';
import { useCellState } from '../stock-edit/kept-drafts.ts';

interface Props {
  level: StockLevel;
  field: Field;
  children: ReactNode;
}

/** A cell whose whole area opens its editor; the table hears the press. */
export function EditableCell({ level, field, children }: Props) {
  const { edit, columns } = useMessages();
  const state = useCellState(level, field);
  return (
    <span className={`editable ${state}`} aria-busy={state === 'sending'}>
      {children}
      <button
        type="button"
        tabIndex={-1}
        data-edit={field}
        aria-label={edit.open(columns[field], level.productId, level.warehouseId)}
        {...(state === 'unsaved' && { title: edit.unsaved })}
      />
    </span>
  );
}
