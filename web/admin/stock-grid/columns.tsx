import { textFields, type Field as LevelField } from '../../../domain/level-fields.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { TableLink } from '../components/view-link.tsx';
import { roomFor } from '../data-grid/room.ts';
import type { GridColumn } from '../data-grid/types.ts';
import type { Messages } from '../i18n/messages.ts';
import type { CountField, SortField } from '../local-copy/question.ts';
import type { Field } from '../stock-edit/draft.ts';
import { AlertsCell } from './alerts-cell.tsx';
import { ChangedCell, CountCell, PictureCell, StatusCell, TextCell } from './cells.tsx';
import { EditableCell } from './editable-cell.tsx';

export type ColumnId = 'productId' | 'warehouseId' | CountField | 'status' | 'lastUpdated' | LevelField['field'];

export type Column = GridColumn<StockLevel> & { id: ColumnId };

/** What the columns need of their surroundings. */
export interface ColumnSettings {
  messages: Messages;
  mayEdit: boolean;
}

/** The columns of a table of stock levels, each as wide as its longest word in either language. */
export function levelColumns({ messages, mayEdit }: ColumnSettings): Column[] {
  const { columns: words } = messages;
  const count = (field: CountField, width: number): Column => ({
    ...column(field, width),
    numeric: true,
    cell: (level) => <CountCell level={level} field={field} />,
  });
  const column = (id: ColumnId & SortField, width: number) => ({
    id,
    header: words[id],
    width: Math.max(width, roomFor(words[id])),
    sort: id,
  });
  const editable = (each: Column & { id: Field }): Column => {
    if (!mayEdit) return each;
    const cell = (level: StockLevel) => (
      <EditableCell level={level} field={each.id}>
        {each.cell(level)}
      </EditableCell>
    );
    return { ...each, cell };
  };
  const text = ({ field, kind }: (typeof textFields)[number]): Column =>
    editable({
      ...column(field, field === 'name' ? 112 : 96),
      ...(field === 'name' && { grows: true as const }),
      id: field,
      cell: (level) => (kind === 'url' ? <PictureCell level={level} field={field} /> : <TextCell level={level} field={field} />),
    });
  const link = ({ productId }: StockLevel) => <TableLink to={{ name: 'product', productId }}>{productId}</TableLink>;
  return [
    { ...column('productId', 108), isRowHeader: true, cell: link },
    ...textFields.map(text),
    { ...column('warehouseId', 114), cell: ({ warehouseId }) => <span title={warehouseId}>{warehouseId}</span> },
    editable({ ...count('stockCount', 86), id: 'stockCount' }),
    count('reservedCount', 94),
    count('committedCount', 108),
    count('availableCount', 96),
    editable({ ...count('safetyStock', 114), id: 'safetyStock' }),
    count('sellableCount', 90),
    editable({ ...count('thresholdLevel', 102), id: 'thresholdLevel' }),
    count('aboveThreshold', 136),
    { ...column('status', 124), cell: (level) => <StatusCell level={level} /> },
    { ...column('muted', 110), cell: (level) => <AlertsCell level={level} mayEdit={mayEdit} /> },
    { ...column('lastUpdated', 128), cell: (level) => <ChangedCell level={level} /> },
  ];
}
