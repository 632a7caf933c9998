import { memo, type MouseEvent } from 'react';
import type { GridColumn } from './types.ts';

interface Props<Row> {
  row: Row;
  name: string;
  columns: readonly GridColumn<Row>[];
  /** A hook: the row as it is now. */
  useLive: (row: Row) => Row;
  /** Nothing where rows are not selected. */
  select: ((name: string, toHere: boolean) => void) | undefined;
  selectLabel: string | undefined;
  isSelected: boolean;
}

function Row<Row>({ row, name, columns, useLive, select, selectLabel, isSelected }: Props<Row>) {
  const live = useLive(row);
  const press = (event: MouseEvent) => select?.(name, event.shiftKey);
  return (
    <tr data-key={name} {...(select && { 'aria-selected': isSelected })}>
      {select && (
        <td className="select">
          <label>
            <input type="checkbox" tabIndex={-1} aria-label={selectLabel} checked={isSelected} onClick={press} onChange={nothing} />
          </label>
        </td>
      )}
      {columns.map(({ id, cell, numeric, isRowHeader }) => {
        const Cell = isRowHeader ? 'th' : 'td';
        return (
          <Cell key={id} data-column={id} className={numeric ? 'numeric' : ''} tabIndex={-1} {...(isRowHeader && { scope: 'row' })}>
            {cell(live)}
          </Cell>
        );
      })}
    </tr>
  );
}

/** A press tells more than a change, such as of Shift; React asks for a listener of both. */
const nothing = () => undefined;

/** One row, drawn again when it changes. */
export const GridRow = memo(Row) as typeof Row;
