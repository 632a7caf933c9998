import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import ToggleButton from '@cloudscape-design/components/toggle-button';
import type { ReactNode } from 'react';
import type { StockSummary } from '../../../schema/types.ts';
import { ReadFailure } from '../components/read-failure.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { filterOf, type StockView } from '../routing/view.ts';
import { useMayEdit } from '../session/backend-context.ts';
import { ExportButton } from './export-button.tsx';
import { SavedViews } from './saved-views.tsx';
import type { StockList } from './use-list.ts';
import { useSummary } from './use-summary.ts';

interface Props {
  view: StockView;
  list: StockList;
  /** How many rows there are; undefined where the API makes the pages. */
  total: number | undefined;
  /** How many rows are selected. */
  selected: number;
  onBulk: () => void;
  /** Begins and ends to select cards; undefined where there are none. */
  onSelecting: ((begins: boolean) => void) | undefined;
  isSelecting: boolean;
  filters: ReactNode;
  preferences: ReactNode;
  /** A phone has room for what one does there. */
  isPhone: boolean;
}

/** What the list is called, how many rows it has, and what can be done with them. */
export function GridHeader({ view, list, total, selected, onBulk, onSelecting, isSelecting, filters, preferences, isPhone }: Props) {
  const { grid } = useMessages();
  const format = useFormat();
  const mayEdit = useMayEdit();
  const known = useKnownTotal(view, total);
  const { rows, loading, failure, drift, reload } = list;
  // Before they are read nobody knows how many there are.
  const isRead = rows.length > 0 || (!loading && failure === undefined);
  const more = list.more || view.page !== undefined;
  const counter = known !== undefined ? format.number(known) : isRead && `${format.number(rows.length)}${more ? '+' : ''}`;
  const actions = (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {mayEdit && !isPhone && (
        <Button disabled={selected === 0} onClick={onBulk}>
          {grid.bulk(format.number(selected))}
        </Button>
      )}
      {onSelecting && (
        <ToggleButton pressed={isSelecting} onChange={({ detail }) => onSelecting(detail.pressed)}>
          {grid.selectRows}
        </ToggleButton>
      )}
      <SavedViews view={view} />
      {!isPhone && <ExportButton view={view} levels={list.all} />}
      <Button iconName="refresh" {...(drift === 0 && { ariaLabel: grid.reload })} loading={loading} onClick={reload}>
        {drift > 0 ? grid.drift(drift, format.number(drift)) : undefined}
      </Button>
      {preferences}
    </SpaceBetween>
  );
  return (
    <SpaceBetween size="xs">
      <Header variant="h1" {...(counter && { counter: `(${counter})` })} actions={actions}>
        {view.title ?? grid.titles[titleOf(view)]}
      </Header>
      {filters}
      {failure !== undefined && rows.length > 0 && <ReadFailure failure={failure} onRetry={reload} />}
    </SpaceBetween>
  );
}

/** Without the copy the service has counted those lists that the navigation shows. */
function useKnownTotal(view: StockView, total: number | undefined): number | undefined {
  const summary = useSummary();
  if (total !== undefined || !summary || view.by === 'product') return total;
  const { status, oversold, ...others } = filterOf(view);
  if (Object.keys(others).length > 0 || status === 'IN_STOCK') return undefined;
  return summary[oversold ? 'oversold' : (LISTS[status ?? ''] ?? 'levels')];
}

const LISTS: Readonly<Record<string, keyof StockSummary>> = { LOW_STOCK: 'low', OUT_OF_STOCK: 'out' };

function titleOf({ status, oversold }: StockView): 'all' | 'low' | 'out' | 'oversold' {
  if (oversold) return 'oversold';
  if (status === 'LOW_STOCK') return 'low';
  return status === 'OUT_OF_STOCK' ? 'out' : 'all';
}
