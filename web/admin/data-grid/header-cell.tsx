import type { GridColumn, SortState } from './types.ts';

/** The head of a column; sorts by it, and the other way when it is pressed again. */
export function HeaderCell<Row>({ column, sort }: { column: GridColumn<Row>; sort: SortState | undefined }) {
  const { id, header, numeric } = column;
  const className = numeric ? 'numeric' : '';
  const by = column.sort;
  if (!sort || by === undefined) {
    return (
      <th scope="col" data-column={id} className={className} tabIndex={-1}>
        {column.isUnseen ? <span className="visually-hidden">{header}</span> : header}
      </th>
    );
  }
  const sorted = sort.by === by;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" data-column={id} className={className} aria-sort={sorted ? direction : 'none'}>
      <button type="button" tabIndex={-1} onClick={() => sort.onSort(by, sorted && !sort.descending)}>
        {header}
        <span aria-hidden="true" className="sort">
          {sorted && (sort.descending ? '▼' : '▲')}
        </span>
      </button>
    </th>
  );
}
