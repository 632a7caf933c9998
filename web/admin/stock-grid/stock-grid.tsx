import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Suspense, useEffect, useMemo, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { part } from '../components/part.tsx';
import { ReadFailure } from '../components/read-failure.tsx';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import { filterOf, firstPageOf, type StockView } from '../routing/view.ts';
import { useMayEdit } from '../session/backend-context.ts';
import { EditProvider } from '../stock-edit/edit-provider.tsx';
import { ExportButton } from './export-button.tsx';
import { Filters } from './filters.tsx';
import { LevelTable } from './level-table.tsx';
import { Pages } from './pages.tsx';
import { GridPreferences, type Preferences, useGridPreferences, usualPageSize } from './preferences.tsx';
import { useDrift } from './use-drift.ts';
import { useStockPage } from './use-page.ts';

const BulkEdit = part(() => import('../bulk-edit/bulk-edit.tsx'));

/** All stock levels of a view, live. */
export default function StockGrid({ view }: { view: StockView }) {
  const { grid } = useMessages();
  const mayEdit = useMayEdit();
  const filter = useMemo(() => filterOf(view), [view]);
  const [preferences, setPreferences] = useGridPreferences();
  const page = useStockPage(filter, view.after, preferences.pageSize ?? usualPageSize);
  const prefer = (next: Preferences) => {
    setPreferences(next);
    if (next.pageSize !== preferences.pageSize) go(firstPageOf(view));
  };
  const [selected, setSelected] = useState<readonly StockLevel[]>([]);
  const [bulk, setBulk] = useState<readonly StockLevel[]>();
  useEffect(() => setSelected([]), [page.rows]);
  useSpokenCount(page.rows.length, page.loading || page.failure !== undefined);
  return (
    <EditProvider>
      <StaleNote>
        <LevelTable
          label={grid.title}
          rows={page.rows}
          columns={preferences.columns}
          density={preferences.density}
          loading={page.loading && page.rows.length === 0}
          selectable={mayEdit}
          selectedItems={selected}
          onSelectionChange={({ detail }) => setSelected(detail.selectedItems)}
          header={<GridHeader view={view} selected={selected} onBulk={() => setBulk(selected)} page={page} />}
          filter={<Filters view={view} />}
          empty={page.failure === undefined ? <Nothing view={view} /> : <ReadFailure failure={page.failure} onRetry={page.reload} />}
          pagination={<Pages view={view} nextToken={page.nextToken} disabled={page.loading} />}
          preferences={<GridPreferences value={preferences} onChange={prefer} />}
        />
      </StaleNote>
      {bulk && (
        <ErrorBoundary>
          <Suspense>
            <BulkEdit levels={bulk} onClose={() => setBulk(undefined)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </EditProvider>
  );
}

interface HeaderProps {
  view: StockView;
  selected: readonly StockLevel[];
  onBulk: () => void;
  page: ReturnType<typeof useStockPage>;
}

function GridHeader({ view, selected, onBulk, page }: HeaderProps) {
  const { grid } = useMessages();
  const format = useFormat();
  const mayEdit = useMayEdit();
  const drift = useDrift(view, page);
  const more = page.nextToken !== null || view.page !== undefined;
  // Before they are read nobody knows how many there are.
  const known = page.rows.length > 0 || (!page.loading && page.failure === undefined);
  const counter = known && `(${format.number(page.rows.length)}${more ? '+' : ''})`;
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      {mayEdit && (
        <Button disabled={selected.length === 0} onClick={onBulk}>
          {grid.bulk(format.number(selected.length))}
        </Button>
      )}
      <ExportButton view={view} />
      <Button iconName="refresh" {...(drift === 0 && { ariaLabel: grid.reload })} loading={page.loading} onClick={page.reload}>
        {drift > 0 ? grid.drift(drift, format.number(drift)) : undefined}
      </Button>
    </SpaceBetween>
  );
  return (
    <SpaceBetween size="xs">
      <Header variant="h1" {...(counter && { counter })} actions={actions}>
        {grid.titles[titleOf(view)]}
      </Header>
      {page.failure !== undefined && page.rows.length > 0 && <ReadFailure failure={page.failure} onRetry={page.reload} />}
    </SpaceBetween>
  );
}

function titleOf({ status, oversold }: StockView): 'all' | 'low' | 'out' | 'oversold' {
  if (oversold) return 'oversold';
  if (status === 'LOW_STOCK') return 'low';
  return status === 'OUT_OF_STOCK' ? 'out' : 'all';
}

function Nothing({ view }: { view: StockView }) {
  const { grid, filters } = useMessages();
  const narrowed = Object.keys(filterOf(view)).length > 0;
  return (
    <SpaceBetween size="xs" alignItems="center">
      <Box variant="strong">{narrowed ? grid.noMatch : grid.empty}</Box>
      {narrowed && <Button onClick={() => go({ name: 'stock' })}>{filters.clear}</Button>}
    </SpaceBetween>
  );
}

/** Tells who cannot see the table how many rows a search brought. */
function useSpokenCount(count: number, unknown: boolean): void {
  const { grid } = useMessages();
  const format = useFormat();
  const announce = useAnnounce();
  useEffect(() => {
    if (!unknown) announce(grid.found(count, format.number(count)));
  }, [announce, grid, format, count, unknown]);
}
