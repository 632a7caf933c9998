import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { useCopyState } from '../local-copy/use-copy.ts';
import { go } from '../routing/use-view.ts';
import { cleared, filterOf, narrowed, rowsBy, type StockView } from '../routing/view.ts';
import { FacetFilter, StatusFilter } from './facet-filter.tsx';

/**
 * Everything that narrows the list. The address has it, so a link or the back button brings it
 * again.
 */
export function Filters({ view, search }: { view: StockView; search: ReactNode }) {
  const { filters } = useMessages();
  return (
    <div className="filters" role="search" aria-label={filters.label}>
      {search}
      <FacetFilters view={view} />
      <RowsBy view={view} />
      <Clear view={view} />
    </div>
  );
}

export function FacetFilters({ view }: { view: StockView }) {
  const { filters } = useMessages();
  return (
    <>
      <FacetFilter view={view} field="warehouseId" label={filters.warehouse} />
      <FacetFilter view={view} field="category" label={filters.category} />
      <StatusFilter view={view} />
      {view.barcode !== undefined && (
        <Button
          iconName="close"
          iconAlign="right"
          ariaLabel={filters.removeBarcode(view.barcode)}
          onClick={() => go(narrowed(view, { barcode: undefined }))}
        >
          {filters.withBarcode(view.barcode)}
        </Button>
      )}
    </>
  );
}

export function Clear({ view }: { view: StockView }) {
  const { filters } = useMessages();
  if (Object.keys(filterOf(view)).length === 0) return null;
  return <Button onClick={() => go(cleared(view))}>{filters.clear}</Button>;
}

/**
 * One row a level or one a product; without all levels nobody knows a product's. On a phone the
 * control is a list, which has its label over it.
 */
export function RowsBy({ view, isPhone = false }: { view: StockView; isPhone?: boolean }) {
  const { grid } = useMessages();
  const { phase } = useCopyState();
  if (phase === 'tooMany') return null;
  const control = (
    <SegmentedControl
      selectedId={view.by ?? 'level'}
      label={grid.by}
      options={[
        { id: 'level', text: grid.byLevel },
        { id: 'product', text: grid.byProduct },
      ]}
      onChange={({ detail }) => go(rowsBy(view, detail.selectedId === 'product' ? 'product' : 'level'))}
    />
  );
  if (isPhone) return control;
  return (
    <div className="rows-by">
      <FormField label={grid.by}>{control}</FormField>
    </div>
  );
}
