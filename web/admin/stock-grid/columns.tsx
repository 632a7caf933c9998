import type { TableProps } from '@cloudscape-design/components/table';
import { textFields, type Field as LevelField } from '../../../domain/level-fields.ts';
import { ViewLink } from '../components/view-link.tsx';
import type { StockLevel } from '../../../schema/types.ts';
import type { Messages } from '../i18n/messages.ts';
import type { Draft, Field } from '../stock-edit/draft.ts';
import { LevelEditor } from '../stock-edit/level-editor.tsx';
import { AlertsCell } from './alerts-cell.tsx';
import { ChangedCell, CountCell, type CountField, PictureCell, StatusCell, TextCell } from './cells.tsx';

export type ColumnId = 'productId' | 'warehouseId' | CountField | 'status' | 'lastUpdated' | LevelField['field'];

export type Column = TableProps.ColumnDefinition<StockLevel> & { id: ColumnId };

/** What the columns need of their surroundings. */
export interface ColumnSettings {
  messages: Messages;
  mayEdit: boolean;
}

/**
 * The columns of a table of stock levels. Their cells read the live level, so the table itself need
 * not be drawn again.
 */
export function levelColumns(settings: ColumnSettings): Column[] {
  const { columns: words } = settings.messages;
  const link = (level: StockLevel) => <ViewLink to={{ name: 'product', productId: level.productId }}>{level.productId}</ViewLink>;
  const count = (field: CountField): Column => ({
    id: field,
    header: words[field],
    cell: (level) => <CountCell level={level} field={field} />,
    minWidth: 95,
  });
  return [
    { id: 'productId', header: words.productId, cell: link, isRowHeader: true, minWidth: 120 },
    ...textFields.map(({ field, kind }): Column => ({
      id: field,
      header: words[field],
      cell: (level) => (kind === 'url' ? <PictureCell level={level} field={field} /> : <TextCell level={level} field={field} />),
      minWidth: 130,
      maxWidth: 260,
      ...editable(field, settings),
    })),
    { id: 'warehouseId', header: words.warehouseId, cell: (level) => level.warehouseId, minWidth: 120 },
    { ...count('stockCount'), ...editable('stockCount', settings) },
    count('reservedCount'),
    count('committedCount'),
    count('availableCount'),
    { ...count('safetyStock'), ...editable('safetyStock', settings) },
    count('sellableCount'),
    { ...count('thresholdLevel'), ...editable('thresholdLevel', settings) },
    { id: 'status', header: words.status, cell: (level) => <StatusCell level={level} />, minWidth: 130 },
    { id: 'muted', header: words.muted, cell: (level) => <AlertsCell level={level} mayEdit={settings.mayEdit} />, minWidth: 130 },
    { id: 'lastUpdated', header: words.lastUpdated, cell: (level) => <ChangedCell level={level} />, minWidth: 130 },
  ];
}

/** The editor of a column; nothing for who may not edit. */
function editable(field: Field, { messages, mayEdit }: ColumnSettings): Pick<Column, 'editConfig'> {
  if (!mayEdit) return {};
  const { edit, columns } = messages;
  return {
    editConfig: {
      ariaLabel: columns[field],
      editIconAriaLabel: edit.editable,
      editingCell: (level: StockLevel, { currentValue, setValue }: TableProps.CellContext<Draft>) => (
        <LevelEditor field={field} level={level} draft={currentValue} onChange={setValue} />
      ),
    },
  };
}
