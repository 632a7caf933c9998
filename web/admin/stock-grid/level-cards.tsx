import Button from '@cloudscape-design/components/button';
import { type MouseEvent, type ReactNode, useCallback, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { TableLink } from '../components/view-link.tsx';
import type { Selection } from '../data-grid/types.ts';
import { useMessages } from '../i18n/language.tsx';
import { useLevel, useMayEdit } from '../session/backend-context.ts';
import { CellEditor } from '../stock-edit/cell-editor.tsx';
import { newChange } from '../stock-edit/change.ts';
import { useSubmit } from '../stock-edit/edit-provider.tsx';
import { useCellState, useKeptDraft } from '../stock-edit/kept-drafts.ts';
import { useCellEdits } from '../stock-edit/use-cell-edits.ts';
import { CountCell, StatusCell } from './cells.tsx';
import { EditableCell } from './editable-cell.tsx';
import './level-cards.css';

interface Props {
  label: string;
  rows: readonly StockLevel[];
  empty: ReactNode;
  /** While cards are selected, they are not edited one by one. */
  selection: Selection<StockLevel> | undefined;
}

/** Levels for a phone: what is there, one more and one less, within reach of a thumb. */
export function LevelCards({ label, rows, empty, selection }: Props) {
  // Its card may be far away by then.
  const stay = useCallback((from: HTMLElement) => from.querySelector('button')?.focus({ preventScroll: true }), []);
  const { open, edit, close, saveKept } = useCellEdits(stay);
  const press = ({ target }: MouseEvent) => {
    const button = (target as HTMLElement).closest<HTMLElement>('[data-edit], .not-saved button');
    const card = button?.closest<HTMLElement>('li');
    const cell = card?.querySelector<HTMLElement>('.on-hand');
    const level = rows.find((row) => keyOf(row) === card?.dataset['key']);
    if (button && cell && level) (button.dataset['edit'] ? edit : saveKept)({ level, field: 'stockCount', cell });
  };
  return (
    <>
      {rows.length === 0 && <div className="no-cards">{empty}</div>}
      <ul className="level-cards" aria-label={label} onClick={press}>
        {rows.map((row) => (
          <Card key={keyOf(row)} row={row}>
            {selection && <Tick row={row} selection={selection} />}
          </Card>
        ))}
      </ul>
      {open && <CellEditor key={keyOf(open.level)} {...open} onClose={close} />}
    </>
  );
}

/** Its area is the whole card. */
function Tick({ row, selection: { keys, onChange, labelOf } }: { row: StockLevel; selection: Selection<StockLevel> }) {
  const key = keyOf(row);
  const isSelected = keys.has(key);
  const press = () => onChange(isSelected ? new Set([...keys].filter((each) => each !== key)) : new Set([...keys, key]));
  return (
    <label className="tick">
      <input type="checkbox" aria-label={labelOf(row)} checked={isSelected} onChange={press} />
    </label>
  );
}

/** `children`: what is pressed in place of its own buttons. */
function Card({ row, children }: { row: StockLevel; children: ReactNode }) {
  const { grid, columns } = useMessages();
  const mayEdit = useMayEdit() && !children;
  const level = useLevel(row);
  const { productId, warehouseId, name } = level;
  const count = <CountCell level={level} field="stockCount" />;
  return (
    <li data-key={keyOf(row)}>
      {children}
      <div className="what">
        <TableLink to={{ name: 'product', productId }}>{name ?? productId}</TableLink>
        <span>
          {name ? `${productId} · ` : ''}
          {warehouseId}
        </span>
        <StatusCell level={level} />
      </div>
      <div className="available">
        <CountCell level={level} field="availableCount" />
        <span>{columns.availableCount}</span>
      </div>
      <div className="on-hand">
        <span>{columns.stockCount}</span>
        {mayEdit && <Step level={level} by={-1} label={grid.less(productId, warehouseId)} />}
        {mayEdit ? (
          <EditableCell level={level} field="stockCount" wordless>
            {count}
          </EditableCell>
        ) : (
          count
        )}
        {mayEdit && <Step level={level} by={1} label={grid.oneMore(productId, warehouseId)} />}
      </div>
      {mayEdit && <NotSaved level={level} />}
    </li>
  );
}

/** What was typed and is not saved, with the way to save it; the list hears the press. */
function NotSaved({ level }: { level: StockLevel }) {
  const { edit } = useMessages();
  const draft = useKeptDraft(level, 'stockCount');
  if (useCellState(level, 'stockCount') !== 'unsaved' || !draft) return null;
  return (
    <div className="not-saved">
      <span>{edit.notSaved(draft.text)}</span>
      <Button ariaLabel={edit.saveOf(draft.text, level.productId, level.warehouseId)}>{edit.save}</Button>
    </div>
  );
}

/** One unit more or less: a difference, which needs no number that was seen. */
function Step({ level, by, label }: { level: StockLevel; by: 1 | -1; label: string }) {
  const { grid } = useMessages();
  const submit = useSubmit();
  const [sending, setSending] = useState(0);
  const press = () => {
    setSending((before) => before + 1);
    const change = newChange({ base: level, wanted: { field: 'delta', value: by }, reason: 'CORRECTION', note: '' });
    void submit(change).finally(() => setSending((before) => before - 1));
  };
  return (
    <button type="button" className="step" aria-label={label} aria-busy={sending > 0} disabled={level.stockCount + by < 0} onClick={press}>
      {by > 0 ? '+' : '−'}
      {sending > 0 && <small>{grid.sending}</small>}
    </button>
  );
}
