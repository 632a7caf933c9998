import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import type { StockChange, StockChangeCause, StockLevel } from '../../../schema/types.ts';
import { useMessages } from '../i18n/language.tsx';
import type { HistoryFilter } from './history-filter.ts';

interface Props {
  level: StockLevel;
  levels: readonly StockLevel[];
  /** What is loaded: their people and events can be chosen. */
  changes: readonly StockChange[];
  filter: HistoryFilter;
  onChange: (filter: HistoryFilter) => void;
  onWarehouse: (warehouseId: string) => void;
}

/** Which warehouse's history, and whose, what and when of it. */
export function HistoryFilters({ level, levels, changes, filter, onChange, onWarehouse }: Props) {
  const { history, causes, filters } = useMessages();
  const option = (value: string, label = value) => ({ value, label });
  const seen = (values: readonly (string | null | undefined)[], chosen: readonly string[]) =>
    [...new Set([...values, ...chosen])].filter((value) => typeof value === 'string' && value !== '').toSorted() as string[];
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
          selectedOption={option(level.warehouseId)}
          options={levels.map(({ warehouseId }) => option(warehouseId))}
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
