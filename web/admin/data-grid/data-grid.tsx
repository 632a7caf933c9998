import { type FocusEvent, Fragment, type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import './data-grid.css';
import { becomeStop, cellAfterKey, ensureStop, focusCell } from './grid-keys.ts';
import { GridRow } from './grid-row.tsx';
import { HeaderCell } from './header-cell.tsx';
import { SelectAll } from './select-all.tsx';
import type { GridColumn, Selection, SortState } from './types.ts';
import { useSelect } from './use-select.ts';

export interface GridHandle {
  /** Gives a cell the focus. */
  focus(cell: HTMLElement): void;
}

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly GridColumn<Row>[];
  nameOf: (row: Row) => string;
  /** A hook: the row as it is now, of the row as it was read. */
  useLive: (row: Row) => Row;
  density?: 'comfortable' | 'compact';
  sort?: SortState | undefined;
  selection?: Selection<Row> | undefined;
  /** What is shown below the row of this name. */
  detail?: { name: string; content: ReactNode } | undefined;
  /** In place of rows. */
  empty?: ReactNode;
  /** A key that walks nowhere. */
  onKey?: (event: KeyboardEvent, cell: HTMLTableCellElement) => void;
  handle?: Ref<GridHandle>;
}

const SELECT_WIDTH = 44;

/**
 * A table that keys walk through and whose columns keep their widths. Only the rows that change are
 * drawn again, and none moves by itself.
 */
export function DataGrid<Row>(props: Props<Row>) {
  const { label, rows, columns, nameOf, useLive, density = 'comfortable', sort, selection, detail, empty, onKey, handle } = props;
  const table = useRef<HTMLTableElement>(null);
  const names = rows.map(nameOf);
  const select = useSelect(selection, names);
  useEffect(() => {
    if (table.current) ensureStop(table.current);
  });
  useImperativeHandle(handle, () => ({
    focus(cell) {
      if (table.current?.contains(cell)) focusCell(table.current, cell);
    },
  }));
  const least = columns.reduce((sum, { width }) => sum + width, selection ? SELECT_WIDTH : 0);
  const span = columns.length + (selection ? 1 : 0);
  const own = (target: EventTarget) => {
    const cell = (target as HTMLElement).closest<HTMLTableCellElement>('td, th');
    return cell?.closest('table') === table.current ? cell : null;
  };
  const press = (event: KeyboardEvent<HTMLTableElement>) => {
    const cell = own(event.target);
    if (!cell) return;
    const next = cellAfterKey(cell, event.nativeEvent);
    if (!next) return onKey?.(event, cell);
    event.preventDefault();
    focusCell(event.currentTarget, next);
  };
  const focus = (event: FocusEvent<HTMLTableElement>) => {
    if (own(event.target)) becomeStop(event.currentTarget, event.target);
  };
  return (
    <div className={`grid-frame ${density}`}>
      <table
        ref={table}
        role="grid"
        aria-label={label}
        className="data-grid"
        style={{ minInlineSize: least }}
        onKeyDown={press}
        onFocus={focus}
      >
        <colgroup>
          {selection && <col style={{ inlineSize: SELECT_WIDTH }} />}
          {columns.map(({ id, width, grows }) => (
            <col key={id} {...(!grows && { style: { inlineSize: width } })} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {selection && <SelectAll names={names} selection={selection} />}
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && (
            <tr>
              <td colSpan={span} className="none" tabIndex={-1}>
                <div>{empty}</div>
              </td>
            </tr>
          )}
          {rows.map((row, place) => {
            const name = names[place] as string;
            return (
              <Fragment key={name}>
                <GridRow
                  {...{ row, name, columns, useLive }}
                  select={selection && select}
                  selectLabel={selection?.labelOf(row)}
                  isSelected={selection?.keys.has(name) ?? false}
                />
                {detail?.name === name && (
                  <tr data-detail="">
                    <td colSpan={span}>{detail.content}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
