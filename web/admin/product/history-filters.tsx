import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import type { StockChange, StockChangeCause, StockLevel } from '../../../schema/types.ts';
import { FilterSheet } from '../components/filter-sheet.tsx';
import { useIsPhone } from '../components/use-is-phone.ts';
import { useMessages } from '../i18n/language.tsx';
import type { HistoryFilter } from './history-filter.ts';

interface Props {
  /** Empty for all of them. */
  warehouseId: string;
  levels: readonly StockLevel[];
  /** What is loaded: their people and events can be chosen. */
  changes: readonly StockChange[];
  filter: HistoryFilter;
  onChange: (filter: HistoryFilter) => void;
  onWarehouse: (warehouseId: string) => void;
}

/** Which warehouse's history, and whose, what and when of it; on a phone behind one button. */
export function HistoryFilters(props: Props) {
  if (!useIsPhone()) return <Fields {...props} />;
  const { filter, levels, warehouseId } = props;
  const isNarrowed = warehouseId !== '' && levels.length > 1;
  const used = [isNarrowed, filter.who !== '', filter.causes.length > 0, filter.since !== '', filter.until !== ''].filter(Boolean).length;
  return (
    <FilterSheet used={used}>
      <Fields {...props} />
    </FilterSheet>
  );
}

function Fields({ warehouseId, levels, changes, filter, onChange, onWarehouse }: Props) {
  const { history, causes, filters } = useMessages();
  const option = (value: string, label = value) => ({ value, label });
  const seen = (values: readonly (string | null | undefined)[], chosen: readonly string[]) =>
    [...new Set([...values, ...chosen])].filter((value) => typeof value === 'string' && value !== '').toSorted() as string[];
  const known = levels.map((level) => option(level.warehouseId));
  const warehouses = levels.length > 1 ? [option('', filters.any), ...known] : known;
  const people = [
    option('', filters.any),
    ...seen(
      changes.map(({ actor }) => actor),
      [filter.who],
    ).map((name) => option(name)),
  ];
  const kinds = seen(
    changes.map(({ cause }) => cause),
    filter.causes,
  ).map((cause) => option(cause, causes[cause as StockChangeCause]));
  return (
    <div className="filters narrow" role="search" aria-label={filters.label}>
      <FormField label={history.warehouse}>
        <Select
          selectedOption={warehouses.find(({ value }) => value === warehouseId) ?? null}
          options={warehouses}
          onChange={({ detail }) => onWarehouse(detail.selectedOption.value ?? '')}
        />
      </FormField>
      <FormField label={history.who}>
        <Select
          selectedOption={people.find(({ value }) => value === filter.who) ?? null}
          options={people}
          onChange={({ detail }) => onChange({ ...filter, who: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      <FormField label={history.cause}>
        <Multiselect
          selectedOptions={kinds.filter(({ value }) => filter.causes.includes(value as StockChangeCause))}
          options={kinds}
          placeholder={filters.any}
          tokenLimit={1}
          onChange={({ detail }) => onChange({ ...filter, causes: detail.selectedOptions.map(({ value }) => value as StockChangeCause) })}
        />
      </FormField>
      <div className="dates">
        {(['since', 'until'] as const).map((end) => (
          <label key={end}>
            {history[end]}
            <input type="date" value={filter[end]} onChange={({ target }) => onChange({ ...filter, [end]: target.value })} />
          </label>
        ))}
      </div>
    </div>
  );
}
