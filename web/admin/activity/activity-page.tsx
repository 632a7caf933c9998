import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useCallback, useMemo } from 'react';
import type { ChangeFilterInput, StockChange } from '../../../schema/types.ts';
import { ReadFailure } from '../components/read-failure.tsx';
import { Stacked } from '../components/stacked.tsx';
import { useIsPhone } from '../components/use-is-phone.ts';
import { ViewLink } from '../components/view-link.tsx';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import type { ActivityView } from '../routing/view.ts';
import { ActivityFilters } from './activity-filters.tsx';
import { useChangeWords } from './change-words.ts';
import { useOtherEnds } from './use-other-ends.ts';
import { changeKey, useRecentChanges } from './use-recent-changes.ts';

/** The changes of all levels, newest first, as they happen. */
export default function ActivityPage({ view }: { view: ActivityView }) {
  const { activity: words, common, grid, causes, history } = useMessages();
  const format = useFormat();
  const { actor, actorKind, cause, warehouseId, productId } = view;
  const filter = useMemo<ChangeFilterInput>(
    () => ({
      ...(actor !== undefined && { actor }),
      ...(actorKind !== undefined && { actorKind }),
      // An address may name one that there is not.
      ...(cause !== undefined && Object.hasOwn(causes, cause) && { causes: [cause] }),
      ...(warehouseId !== undefined && { warehouseId }),
      ...(productId !== undefined && { productId }),
    }),
    [actor, actorKind, cause, warehouseId, productId, causes],
  );
  const { changes, more, loading, failure, anew, readMore } = useRecentChanges(filter);
  const again = useCallback(() => void anew(), [anew]);
  const columns = useActivityColumns(changes);
  const failed = failure !== undefined && <ReadFailure failure={failure} onRetry={again} />;
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <StaleNote>
      <Table
        items={[...changes]}
        trackBy={changeKey}
        columnDefinitions={columns}
        enableKeyboardNavigation
        stickyHeader
        wrapLines
        contentDensity="compact"
        loading={loading && changes.length === 0}
        loadingText={common.loading}
        ariaLabels={{ tableLabel: words.title }}
        filter={<ActivityFilters view={view} />}
        header={
          <SpaceBetween size="xs">
            <Header
              variant="h1"
              actions={<Button iconName="refresh" ariaLabel={grid.reload} onClick={again} />}
              description={`${words.what} ${history.zone(format.zone)}`}
            >
              {words.title}
            </Header>
            {changes.length > 0 && failed}
          </SpaceBetween>
        }
        empty={failed || <Box>{isFiltered ? words.noMatch : words.none}</Box>}
        footer={
          more && (
            <Button loading={loading} onClick={readMore}>
              {changes.length === 0 ? words.older : grid.more}
            </Button>
          )
        }
      />
    </StaleNote>
  );
}

function useActivityColumns(changes: readonly StockChange[]): TableProps.ColumnDefinition<StockChange>[] {
  const { columns, causes, history, activity } = useMessages();
  const format = useFormat();
  const words = useChangeWords();
  const isPhone = useIsPhone();
  const otherEnd = useOtherEnds(changes);
  const known = new Map(changes.map((change) => [changeKey(change), change]));
  const before = (change: StockChange) => known.get(changeKey({ ...change, sequence: change.sequence - 1 }));
  const why = (change: StockChange) =>
    [...words.moves(change), words.why(change, before(change), words.about(change, otherEnd(change)))].filter(Boolean).join(' · ');
  const when = ({ changedAt }: StockChange) => <time dateTime={changedAt}>{format.instant(changedAt)}</time>;
  const product = ({ productId, name }: StockChange) => (
    <>
      <ViewLink to={{ name: 'product', productId }}>{productId}</ViewLink> {name}
    </>
  );
  // Two lines or more a row, so that nothing lies beside the screen.
  if (isPhone) {
    return [
      {
        id: 'when',
        header: history.when,
        isRowHeader: true,
        cell: (change) => <Stacked first={when(change)} rest={[words.who(change)]} />,
      },
      {
        id: 'what',
        header: activity.change,
        cell: (change) => <Stacked first={product(change)} rest={[`${change.warehouseId}: ${causes[change.cause]}`, why(change)]} />,
      },
    ];
  }
  return [
    {
      id: 'when',
      header: history.when,
      isRowHeader: true,
      minWidth: 180,
      cell: when,
    },
    {
      id: 'product',
      header: columns.productId,
      minWidth: 200,
      cell: product,
    },
    { id: 'warehouse', header: columns.warehouseId, minWidth: 120, cell: ({ warehouseId }) => warehouseId },
    { id: 'cause', header: history.cause, minWidth: 130, cell: ({ cause }) => causes[cause] },
    { id: 'who', header: history.who, minWidth: 120, cell: words.who },
    { id: 'what', header: activity.change, minWidth: 280, cell: why },
  ];
}
