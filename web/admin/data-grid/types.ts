import type { ReactNode } from 'react';

export interface GridColumn<Row> {
  id: string;
  header: string;
  /** The header is there for who listens only. */
  isUnseen?: true;
  /** Of the row as it is now. */
  cell: (row: Row) => ReactNode;
  /** Pixels. A column that grows takes what the others leave, and has at least so many. */
  width: number;
  grows?: true;
  numeric?: true;
  /** Names the row to who listens. */
  isRowHeader?: true;
  /** What its header sorts by; nothing where it cannot. */
  sort?: string;
}

/** What the rows are sorted by. */
export interface SortState {
  by: string;
  descending: boolean;
  onSort: (by: string, descending: boolean) => void;
}

/** Rows that can be selected, by key. */
export interface Selection<Row> {
  keys: ReadonlySet<string>;
  onChange: (keys: ReadonlySet<string>) => void;
  labelAll: string;
  labelOf: (row: Row) => string;
}
