import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useState } from 'react';
import { fold } from '../../../domain/text.ts';
import type { StockStatus } from '../../../schema/types.ts';
import { useTyped } from '../components/use-typed.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useCopyState } from '../local-copy/use-copy.ts';
import { go } from '../routing/use-view.ts';
import { filterOf, narrowed, type StockView } from '../routing/view.ts';
import { useBackend } from '../session/backend-context.ts';
import { countProducts } from './product-rows.ts';

/** So many values are looked through faster by typing. */
const TYPED_FROM = 8;

/** A filter that offers all its values, and how many rows each would leave. */
export function FacetFilter({ view, field, label }: { view: StockView; field: 'warehouseId' | 'category'; label: string }) {
  const { filters } = useMessages();
  const { phase } = useCopyState();
  const counts = useCounts(view);
  const { [field]: value = '' } = view;
  if (phase !== 'ready') return <TypedFilter view={view} field={field} label={label} />;
  const values = [...counts.of(field)].toSorted(([one], [other]) => one.localeCompare(other));
  const options = values.map(([each, count]): SelectProps.Option => ({ value: each, labelTag: count }));
  const known = options.find((option) => fold(option.value ?? '') === fold(value));
  return (
    <FormField label={label} stretch>
      <Select
        selectedOption={value === '' ? { value: '', label: filters.any } : (known ?? { value })}
        options={[{ value: '', label: filters.any }, ...options]}
        filteringType={options.length > TYPED_FROM ? 'auto' : 'none'}
        filteringAriaLabel={label}
        expandToViewport
        onFocus={counts.count}
        onChange={({ detail }) => go(narrowed(view, { [field]: detail.selectedOption.value }))}
      />
    </FormField>
  );
}

/** What is in stock, low, out; oversold is one more answer to the same question. */
export function StatusFilter({ view }: { view: StockView }) {
  const { filters, statuses } = useMessages();
  const counts = useCounts(view);
  const all = ['IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK'] satisfies StockStatus[];
  const options: SelectProps.Option[] = [
    { value: '', label: filters.any },
    ...all.map((status) => {
      const count = counts.of('status').get(status);
      return { value: status, label: statuses[status], ...(count !== undefined && { labelTag: count }) };
    }),
    { value: 'OVERSOLD', label: statuses.OVERSOLD },
  ].map(({ labelTag, ...option }: { value: string; label: string; labelTag?: string }) => ({ ...option, ...(labelTag && { labelTag }) }));
  const value = view.oversold ? 'OVERSOLD' : (view.status ?? '');
  const choose = (chosen: string) =>
    go(
      narrowed(
        view,
        chosen === 'OVERSOLD' ? { oversold: true, status: undefined } : { oversold: undefined, status: chosen as StockStatus },
      ),
    );
  return (
    <FormField label={filters.status} stretch>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        expandToViewport
        onFocus={counts.count}
        onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}

/** Counted when somebody looks: it takes a look at every level. */
function useCounts(view: StockView) {
  const { copy } = useBackend();
  const format = useFormat();
  const count = () => (view.by === 'product' ? countProducts(copy.index, filterOf(view)) : copy.index.counts(filterOf(view)));
  const [counted, setCounted] = useState(count);
  return {
    count: () => setCounted(count()),
    of: (field: 'warehouseId' | 'category' | 'status') =>
      new Map([...counted[field]].map(([value, count]) => [value, format.number(count)] as const)),
  };
}

/**
 * Without the copy: the values that the page has seen, and any other, whole. One that is known is
 * found whatever its case.
 */
function TypedFilter({ view, field, label }: { view: StockView; field: 'warehouseId' | 'category'; label: string }) {
  const { filters } = useMessages();
  const { levels } = useBackend();
  const [seen, setSeen] = useState<string[]>([]);
  const [text, setText] = useTyped(view[field] ?? '', (typed) => {
    const known = seen.find((value) => fold(value) === fold(typed));
    go(narrowed(view, { [field]: known ?? typed }));
  });
  const collect = () => setSeen([...new Set(levels.store.all().map((level) => level[field] ?? ''))].filter(Boolean).toSorted());
  return (
    <FormField label={label} stretch>
      <Autosuggest
        value={text}
        options={seen.map((value) => ({ value }))}
        enteredTextLabel={filters.use}
        placeholder={filters.any}
        onFocus={collect}
        onChange={({ detail }) => setText(detail.value)}
      />
    </FormField>
  );
}
