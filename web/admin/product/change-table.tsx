import Box from '@cloudscape-design/components/box';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { StockChange } from '../../../schema/types.ts';
import { useChangeWords } from '../activity/change-words.ts';
import { changeKey } from '../activity/use-recent-changes.ts';
import { Stacked } from '../components/stacked.tsx';
import { useIsPhone } from '../components/use-is-phone.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';

type Columns = TableProps.ColumnDefinition<StockChange>[];

interface Props {
  label: string;
  changes: readonly StockChange[];
  /** Those that are not shown, too: a change of settings is told by the one before it. */
  known: readonly StockChange[];
  loading: boolean;
  /** The other warehouse of a transfer. */
  otherEnd: (change: StockChange) => string | undefined;
  /** Whether they are of several warehouses. */
  namesWarehouse: boolean;
  /** In place of rows. */
  none: string;
}

/** Changes of a product's levels, newest first, with what was before and after each. */
export function ChangeTable({ label, changes, known, loading, otherEnd, namesWarehouse, none }: Props) {
  const { history, columns, causes, common } = useMessages();
  const format = useFormat();
  const words = useChangeWords();
  const byKey = new Map(known.map((change) => [changeKey(change), change]));
  const isPhone = useIsPhone();
  const before = (change: StockChange) => byKey.get(changeKey({ ...change, sequence: change.sequence - 1 }));
  const why = (change: StockChange) => words.why(change, before(change), words.about(change, otherEnd(change)));
  const when = ({ changedAt }: StockChange) => <time dateTime={changedAt}>{format.instant(changedAt)}</time>;
  const warehouse = { id: 'warehouse', header: columns.warehouseId, minWidth: 100, cell: ({ warehouseId }: StockChange) => warehouseId };
  const wide: Columns = [
    {
      id: 'when',
      header: history.when,
      isRowHeader: true,
      minWidth: 170,
      cell: when,
    },
    ...(namesWarehouse ? [warehouse] : []),
    { id: 'cause', header: history.cause, minWidth: 120, cell: ({ cause }) => causes[cause] },
    { id: 'who', header: history.who, minWidth: 100, cell: words.who },
    {
      id: 'stock',
      header: columns.stockCount,
      minWidth: 130,
      cell: ({ stockDelta, stockCount }) => words.moved(stockDelta, stockCount),
    },
    {
      id: 'reserved',
      header: columns.reservedCount,
      minWidth: 100,
      cell: ({ reservedDelta, reservedCount }) => words.moved(reservedDelta, reservedCount),
    },
    {
      id: 'committed',
      header: columns.committedCount,
      minWidth: 100,
      cell: ({ committedDelta, committedCount }) => words.moved(committedDelta ?? 0, committedCount ?? 0),
    },
    { id: 'available', header: columns.availableCount, minWidth: 90, cell: ({ availableCount }) => format.number(availableCount) },
    {
      id: 'why',
      header: history.why,
      minWidth: 180,
      cell: why,
    },
  ];
  /** Two lines or more a row, so that nothing lies beside the screen. */
  const narrow: Columns = [
    { id: 'when', header: history.when, isRowHeader: true, cell: (change) => <Stacked first={when(change)} rest={[words.who(change)]} /> },
    {
      id: 'cause',
      header: history.cause,
      cell: (change) => (
        <Stacked
          first={[...(namesWarehouse ? [change.warehouseId] : []), causes[change.cause], ...words.moves(change)].join(' · ')}
          rest={[why(change)]}
        />
      ),
    },
  ];
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      ariaLabels={{ tableLabel: label }}
      loading={loading && changes.length === 0}
      loadingText={common.loading}
      empty={<Box>{none}</Box>}
      items={[...changes]}
      trackBy={changeKey}
      columnDefinitions={isPhone ? narrow : wide}
    />
  );
}
