import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useMemo, useRef } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { type Change, newChange } from '../stock-edit/change.ts';
import { type Draft, type Field, isProblem, readDraft } from '../stock-edit/draft.ts';
import { useSubmit } from '../stock-edit/edit-provider.tsx';
import { type ColumnId, levelColumns } from './columns.tsx';

type Passed = 'header' | 'filter' | 'empty' | 'footer' | 'pagination' | 'preferences' | 'selectedItems' | 'onSelectionChange' | 'loading';

interface Props extends Pick<TableProps<StockLevel>, Passed> {
  label: string;
  rows: readonly StockLevel[];
  columns: readonly ColumnId[];
  selectable?: boolean;
  density?: 'comfortable' | 'compact';
}

/**
 * Levels as a grid that keys walk through; admins edit in its cells. Rows stay where they are while
 * their numbers move.
 */
export function LevelTable({ label, rows, columns, selectable = false, density = 'comfortable', ...passed }: Props) {
  const messages = useMessages();
  const mayEdit = useMayEdit();
  const submit = useSubmit();
  const sent = useRef<{ draft: Draft; change: Change }>(undefined);
  const definitions = useMemo(() => levelColumns({ messages, mayEdit }), [messages, mayEdit]);
  const display = definitions.map(({ id }) => id).toSorted((one, other) => columns.indexOf(one) - columns.indexOf(other));

  const save: TableProps.SubmitEditFunction<StockLevel> = async (_level, column, value) => {
    const draft = value as Draft;
    const wanted = readDraft(draft, column.id as Field);
    if (wanted === null) return;
    // A rejection keeps the editor open, which says what is wrong, or a notice does.
    if (isProblem(wanted)) throw new Error(wanted.problem);
    const { base, reason, note } = draft;
    // Saving once more what failed is the same change, which may have taken effect.
    if (sent.current?.draft !== draft) sent.current = { draft, change: newChange({ base, wanted, reason, note }) };
    if (!(await submit(sent.current.change))) throw new Error('The change was not made.');
  };

  return (
    <Table
      {...passed}
      items={rows}
      trackBy={keyOf}
      columnDefinitions={definitions}
      columnDisplay={display.map((id) => ({ id, visible: columns.includes(id) }))}
      submitEdit={save}
      enableKeyboardNavigation
      variant="container"
      contentDensity={density}
      stickyHeader
      stickyColumns={{ first: 1 }}
      wrapLines={false}
      loadingText={messages.common.loading}
      {...(selectable && { selectionType: 'multi' as const })}
      ariaLabels={{
        tableLabel: label,
        selectionGroupLabel: messages.grid.selection,
        allItemsSelectionLabel: () => messages.grid.selectAll,
        itemSelectionLabel: (_state, { productId, warehouseId }) => messages.grid.select(productId, warehouseId),
        activateEditLabel: (column, level: StockLevel) =>
          messages.edit.open(messages.columns[column.id as Field], level.productId, level.warehouseId),
        cancelEditLabel: () => messages.edit.cancel,
        submitEditLabel: () => messages.edit.save,
        submittingEditText: () => messages.edit.saving,
        successfulEditLabel: () => messages.edit.done,
      }}
    />
  );
}
