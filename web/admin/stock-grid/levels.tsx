import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useMemo, useRef } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { DataGrid, type GridHandle } from '../data-grid/data-grid.tsx';
import { neighbour } from '../data-grid/grid-keys.ts';
import type { Selection, SortState } from '../data-grid/types.ts';
import { useMessages } from '../i18n/language.tsx';
import { useLevel, useMayEdit } from '../session/backend-context.ts';
import { CellEditor, type Move } from '../stock-edit/cell-editor.tsx';
import type { Field } from '../stock-edit/draft.ts';
import { useCellEdits } from '../stock-edit/use-cell-edits.ts';
import { type ColumnId, levelColumns } from './columns.tsx';

interface Props {
  label: string;
  rows: readonly StockLevel[];
  columns: readonly ColumnId[];
  /** In place of rows. */
  empty?: ReactNode;
  density?: 'comfortable' | 'compact';
  sort?: SortState | undefined;
  selection?: Selection<StockLevel> | undefined;
}

/**
 * Levels as a grid that keys walk through; admins edit in its cells. Rows stay where they are while
 * their numbers move.
 */
export function Levels({ rows, columns, ...grid }: Props) {
  const messages = useMessages();
  const mayEdit = useMayEdit();
  const handle = useRef<GridHandle>(null);
  const goOn = useCallback((from: HTMLElement, move: Move) => handle.current?.focus(afterMove(from as HTMLTableCellElement, move)), []);
  const { open, edit, close } = useCellEdits(goOn);
  const shown = useMemo(() => {
    const all = levelColumns({ messages, mayEdit });
    return columns.flatMap((id) => all.find((column) => column.id === id) ?? []);
  }, [messages, mayEdit, columns]);

  const openCell = (cell: HTMLElement | null | undefined, typed?: string) => {
    const name = cell?.closest<HTMLElement>('tr')?.dataset['key'];
    const level = rows.find((row) => keyOf(row) === name);
    const field = cell?.querySelector<HTMLElement>('[data-edit]')?.dataset['edit'];
    if (cell && level && field !== undefined) edit({ level, field: field as Field, cell, typed });
  };
  const press = ({ target }: MouseEvent) => {
    const button = (target as HTMLElement).closest('[data-edit]');
    if (button) openCell(button.closest<HTMLElement>('td, th'));
  };
  const type = (event: KeyboardEvent, cell: HTMLTableCellElement) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    // What the page takes for itself: a space scrolls or presses, the others are its shortcuts.
    if (key.length !== 1 || ' /?'.includes(key) || ctrlKey || metaKey || altKey || !cell.querySelector('[data-edit]')) return;
    event.preventDefault();
    openCell(cell, key);
  };
  return (
    <div onClick={press}>
      <DataGrid rows={rows} columns={shown} nameOf={keyOf} useLive={useLevel} onKey={type} handle={handle} {...grid} />
      {open && <CellEditor key={`${open.field} ${keyOf(open.level)}`} {...open} onClose={close} />}
    </div>
  );
}

/** Down to the next row, or to the next cell at the side that can be edited. */
function afterMove(from: HTMLTableCellElement, move: Move): HTMLElement {
  if (move === 'stay') return from;
  if (move === 'down') return neighbour(from, 1, 0) ?? from;
  const step = move === 'right' ? 1 : -1;
  for (let at = step, cell; (cell = neighbour(from, 0, at)); at += step) if (cell.querySelector('[data-edit]')) return cell;
  return from;
}
