import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { StockStatus } from '../../../schema/types.ts';
import { useTyped } from '../components/use-typed.ts';
import { useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import { filterOf, type StockView } from '../routing/view.ts';
import { useBackend } from '../session/backend-context.ts';

/**
 * Everything that narrows the list. The address has it, so a link or the back button brings it
 * again.
 */
export function Filters({ view }: { view: StockView }) {
  const { filters } = useMessages();
  const active = Object.keys(filterOf(view)).length > 0;
  return (
    <div className="filters" role="search" aria-label={filters.label}>
      <Search view={view} />
      <Known view={view} field="warehouseId" label={filters.warehouse} />
      <Known view={view} field="category" label={filters.category} />
      <Barcode view={view} />
      <Status view={view} />
      {active && <Button onClick={() => go({ name: 'stock' })}>{filters.clear}</Button>}
    </div>
  );
}

/** The view with other filters, from its first page. */
function narrowed(view: StockView, field: 'search' | 'warehouseId' | 'category' | 'barcode' | 'status', value: string): StockView {
  const filter = { ...filterOf(view), [field]: value };
  return { name: 'stock', ...Object.fromEntries(Object.entries(filter).filter(([, kept]) => kept !== '')) };
}

function Search({ view }: { view: StockView }) {
  const { filters } = useMessages();
  const [text, setText] = useTyped(view.search ?? '', (typed) =>
    go(narrowed(view, 'search', typed.trim()), { replace: view.search !== undefined }),
  );
  return (
    <FormField label={filters.search} stretch>
      <Input
        type="search"
        value={text}
        placeholder={filters.searchHint}
        onChange={({ detail }) => setText(detail.value.slice(0, limits.searchLength))}
      />
    </FormField>
  );
}

/** A field whose values are those that the page has seen so far; another one can be typed. */
function Known({ view, field, label }: { view: StockView; field: 'warehouseId' | 'category'; label: string }) {
  const { filters } = useMessages();
  const { levels } = useBackend();
  const [text, setText] = useTyped(view[field] ?? '', (typed) => go(narrowed(view, field, typed)));
  const [options, setOptions] = useState<{ value: string }[]>([]);
  const collect = () => {
    const seen = new Set(levels.store.all().map((level) => level[field] ?? ''));
    setOptions(
      [...seen]
        .filter(Boolean)
        .toSorted()
        .map((value) => ({ value })),
    );
  };
  return (
    <FormField label={label} stretch>
      <Autosuggest
        value={text}
        options={options}
        enteredTextLabel={filters.use}
        placeholder={filters.any}
        onFocus={collect}
        onChange={({ detail }) => setText(detail.value)}
      />
    </FormField>
  );
}

/** A whole barcode, typed or from a scanner, which ends it with Enter. */
function Barcode({ view }: { view: StockView }) {
  const { filters } = useMessages();
  const [text, setText] = useTyped(view.barcode ?? '', (typed) => go(narrowed(view, 'barcode', typed)));
  return (
    <FormField label={filters.barcode} stretch>
      <Input value={text} placeholder={filters.any} onChange={({ detail }) => setText(detail.value.slice(0, limits.barcodeLength))} />
    </FormField>
  );
}

function Status({ view }: { view: StockView }) {
  const { filters, statuses } = useMessages();
  const options: SelectProps.Option[] = [
    { value: '', label: filters.any },
    ...(['IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK'] satisfies StockStatus[]).map((status) => ({ value: status, label: statuses[status] })),
  ];
  const selected = options.find(({ value }) => value === (view.status ?? '')) ?? null;
  return (
    <FormField label={filters.status} stretch>
      <Select
        selectedOption={selected}
        options={options}
        onChange={({ detail }) => go(narrowed(view, 'status', detail.selectedOption.value ?? ''))}
      />
    </FormField>
  );
}
