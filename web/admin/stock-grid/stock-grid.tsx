import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useMemo, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { PartFrame } from '../components/part-frame.tsx';
import { Loading } from '../components/loading.tsx';
import { part, usePrepared } from '../components/part.tsx';
import { ReadFailure } from '../components/read-failure.tsx';
import { useIsPhone } from '../components/use-is-phone.ts';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useCopyState } from '../local-copy/use-copy.ts';
import { go } from '../routing/use-view.ts';
import { cleared, filterOf, firstPageOf, type StockView } from '../routing/view.ts';
import { useBackend, useMayEdit } from '../session/backend-context.ts';
import { EditProvider } from '../stock-edit/edit-provider.tsx';
import { Filters } from './filters.tsx';
import { GridFooter } from './grid-footer.tsx';
import { GridHeader } from './grid-header.tsx';
import { GridRows } from './grid-rows.tsx';
import { Pages } from './pages.tsx';
import { PhoneFilters } from './phone-filters.tsx';
import { GridPreferences, type Preferences, useGridPreferences, usualPageSize } from './preferences.tsx';
import { SearchField } from './search-field.tsx';
import { SelectBar } from './select-bar.tsx';
import { useRows } from './use-rows.ts';
import { useSearch } from './use-search.ts';
import { useSelection } from './use-selection.ts';
import './stock-grid.css';

const BulkEdit = part(() => import('../bulk-edit/bulk-edit.tsx'));
const DIALOGS = [BulkEdit];

/** All stock levels of a view, live. */
export default function StockGrid({ view: asked }: { view: StockView }) {
  const { levels } = useBackend();
  const isPhone = useIsPhone();
  usePrepared(DIALOGS);
  const [preferences, setPreferences] = useGridPreferences();
  const size = preferences.pageSize ?? usualPageSize;
  const { text, setText, view } = useSearch(asked);
  const { list, page, total, pages } = useRows(view, size);
  const selection = useSelection(list);
  const [bulk, setBulk] = useState<readonly StockLevel[]>();
  const hasSelectMode = useMayEdit() && isPhone && view.by !== 'product';
  const [mode, setMode] = useState(false);
  const isSelecting = hasSelectMode && mode;
  useSpokenCount(total ?? list.rows.length, list.loading || list.failure !== undefined);

  const prefer = (next: Preferences) => {
    setPreferences(next);
    if (next.pageSize !== preferences.pageSize) go(firstPageOf(view));
  };
  const selecting = (begins: boolean) => {
    setMode(begins);
    if (!begins) selection.change(new Set());
  };
  const bulkEdit = () => setBulk(selection.levels((key) => levels.get(key)));
  // What failed stays selected, to be tried again.
  const bulkEdited = (isDone: boolean) => {
    setBulk(undefined);
    if (isDone) selection.change(new Set());
  };
  const search = <SearchField text={text} onChange={setText} />;
  const header = (
    <GridHeader
      {...{ view, list, total, isPhone, isSelecting }}
      selected={selection.keys.size}
      onBulk={bulkEdit}
      onSelecting={hasSelectMode ? selecting : undefined}
      filters={isPhone ? <PhoneFilters {...{ view, search, total }} /> : <Filters {...{ view, search }} />}
      preferences={!isPhone && <GridPreferences value={preferences} onChange={prefer} />}
    />
  );
  const chosen = { selected: selection.keys.size, total: list.all?.length, onSelectAll: () => selection.selectAll() };
  const bar = isSelecting && <SelectBar {...chosen} onBulk={bulkEdit} onDone={() => selecting(false)} />;
  const footer = (
    <GridFooter
      {...chosen}
      selected={isSelecting ? 0 : chosen.selected}
      onClear={() => selection.change(new Set())}
      pages={<Pages view={view} pages={pages} nextToken={list.nextToken} disabled={list.loading} />}
    />
  );
  return (
    <EditProvider>
      <StaleNote>
        <GridRows
          {...{ view, list, page, preferences, selection, header, bar, footer, isPhone, isSelecting }}
          empty={<Empty view={view} list={list} />}
        />
      </StaleNote>
      {bulk && (
        <PartFrame>
          <BulkEdit levels={bulk} onClose={bulkEdited} />
        </PartFrame>
      )}
    </EditProvider>
  );
}

type List = ReturnType<typeof useRows>['list'];

/** In place of rows: on their way, not to be read, or none. */
function Empty({ view, list }: { view: StockView; list: List }) {
  const { grid, filters } = useMessages();
  const { phase } = useCopyState();
  if (list.failure !== undefined) return <ReadFailure failure={list.failure} onRetry={list.reload} />;
  // A search of the API finds beginnings only: until all levels are there, none is not an answer.
  const isLooking = view.search !== undefined && (phase === 'opening' || phase === 'loading');
  if (list.loading || isLooking) return <Loading />;
  const isNarrowed = Object.keys(filterOf(view)).length > 0;
  return (
    <SpaceBetween size="xs" alignItems="center">
      <Box variant="strong">{isNarrowed ? grid.noMatch : grid.empty}</Box>
      {isNarrowed && <Button onClick={() => go(cleared(view))}>{filters.clear}</Button>}
    </SpaceBetween>
  );
}

/** Tells who cannot see the table how many rows a search brought. */
function useSpokenCount(count: number, unknown: boolean): void {
  const { grid } = useMessages();
  const format = useFormat();
  const announce = useAnnounce();
  const text = useMemo(() => grid.found(count, format.number(count)), [grid, format, count]);
  useEffect(() => {
    if (!unknown) announce(text);
  }, [announce, text, unknown]);
}
