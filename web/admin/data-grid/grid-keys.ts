// Keys that walk through the cells of a table, as the ARIA pattern for grids has them. The table is
// one stop of the Tab key: of all that can be focused in it one has the tab index 0.

const FOCUSABLE = 'a[href], button, input, [role="switch"]';
/** Rows of a page for Page up and Page down. */
const PAGE = 10;

/** What takes the focus for a cell: the control in it, or the cell. */
export function focusOf(cell: HTMLElement): HTMLElement {
  return cell.querySelector<HTMLElement>(FOCUSABLE) ?? cell;
}

/** Makes this the one stop of the table. */
export function becomeStop(table: HTMLElement, target: HTMLElement): void {
  for (const other of table.querySelectorAll<HTMLElement>('[tabindex="0"]')) if (other !== target) other.tabIndex = -1;
  target.tabIndex = 0;
}

/** Gives a table a stop that has none, as its row has left. */
export function ensureStop(table: HTMLTableElement): void {
  if (table.querySelector('[tabindex="0"]')) return;
  const cell = table.tBodies[0]?.rows[0]?.cells[0] ?? table.rows[0]?.cells[0];
  if (cell) focusOf(cell).tabIndex = 0;
}

export function focusCell(table: HTMLTableElement, cell: HTMLElement | undefined): void {
  if (!cell) return;
  const target = focusOf(cell);
  becomeStop(table, target);
  target.focus();
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** The cell beside another one; undefined at the edge. Opened details of a row are no row. */
export function neighbour(cell: HTMLTableCellElement, rows: number, columns: number): HTMLTableCellElement | undefined {
  const all = rowsOf(cell);
  const at = all.indexOf(cell.parentElement as HTMLTableRowElement);
  const to = Math.max(0, Math.min(all.length - 1, at + rows));
  return all[to]?.cells[cell.cellIndex + columns];
}

function rowsOf(cell: HTMLElement): HTMLTableRowElement[] {
  return [...(cell.closest('table')?.rows ?? [])].filter((row) => row.dataset['detail'] === undefined);
}

/** The cell to which a key leads from this one; undefined for other keys and beyond the edge. */
export function cellAfterKey(cell: HTMLTableCellElement, { key, ctrlKey, metaKey }: KeyboardEvent): HTMLTableCellElement | undefined {
  const whole = ctrlKey || metaKey;
  const last = (cell.parentElement as HTMLTableRowElement).cells.length - 1;
  switch (key) {
    case 'ArrowUp':
      return neighbour(cell, -1, 0);
    case 'ArrowDown':
      return neighbour(cell, 1, 0);
    case 'ArrowLeft':
      return neighbour(cell, 0, -1);
    case 'ArrowRight':
      return neighbour(cell, 0, 1);
    case 'Home':
      return neighbour(cell, whole ? -Infinity : 0, -cell.cellIndex);
    case 'End':
      return neighbour(cell, whole ? Infinity : 0, last - cell.cellIndex);
    case 'PageUp':
      return neighbour(cell, -PAGE, 0);
    case 'PageDown':
      return neighbour(cell, PAGE, 0);
    default:
      return undefined;
  }
}
