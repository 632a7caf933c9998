import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import type { ReactNode } from 'react';
import { FilterSheet } from '../components/filter-sheet.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import type { SortField } from '../local-copy/question.ts';
import { useCopyState } from '../local-copy/use-copy.ts';
import { go } from '../routing/use-view.ts';
import { filterOf, ordered, type StockView } from '../routing/view.ts';
import { Clear, FacetFilters, RowsBy } from './filters.tsx';

const SORTS = ['availableCount', 'aboveThreshold', 'lastUpdated', 'name'] as const satisfies SortField[];

interface Props {
  view: StockView;
  search: ReactNode;
  /** How many rows there are with these filters, where that is known. */
  total: number | undefined;
}

/** The search, and a sheet with all that narrows and orders the list. */
export function PhoneFilters({ view, search, total }: Props) {
  const { filters } = useMessages();
  const format = useFormat();
  const { phase } = useCopyState();
  const used = Object.keys(filterOf(view)).filter((key) => key !== 'search').length;
  const done = total === undefined ? undefined : filters.show(total, format.number(total));
  return (
    <div className="phone-filters" role="search" aria-label={filters.label}>
      {search}
      <FilterSheet used={used} done={done} extra={<Clear view={view} />}>
        <div className="filter-sheet">
          <FacetFilters view={view} />
          <RowsBy view={view} isPhone />
          {phase === 'ready' && <SortBy view={view} />}
        </div>
      </FilterSheet>
    </div>
  );
}

function SortBy({ view }: { view: StockView }) {
  const { filters, columns } = useMessages();
  const options: SelectProps.Option[] = [
    { value: '', label: columns.productId },
    ...SORTS.flatMap((field) => [
      { value: field, label: filters.ascending(columns[field]) },
      { value: `-${field}`, label: filters.descending(columns[field]) },
    ]),
  ];
  const value = view.sort ? `${view.descending ? '-' : ''}${view.sort}` : '';
  const choose = (chosen: string) => {
    const sort = SORTS.find((field) => chosen.endsWith(field));
    go(ordered(view, sort, chosen.startsWith('-')));
  };
  return (
    <FormField label={filters.sort} stretch>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
