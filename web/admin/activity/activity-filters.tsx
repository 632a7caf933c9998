import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { limits } from '../../../domain/limits.ts';
import { useTyped } from '../components/use-typed.ts';
import { useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import { ACTOR_KINDS, type ActivityView } from '../routing/view.ts';

type Text = 'actor' | 'warehouseId' | 'productId';

/** Who, what, where: the address has it, so that a link shows the same. */
export function ActivityFilters({ view }: { view: ActivityView }) {
  const { activity: words, filters, causes, columns } = useMessages();
  const any = { value: '', label: filters.any };
  const causeOptions = [any, ...Object.entries(causes).map(([value, label]) => ({ value, label }))];
  const kindOptions = [any, ...ACTOR_KINDS.map((value) => ({ value, label: words.kinds[value] }))];
  const choose = (field: 'cause' | 'actorKind', value: string) => go(withField(view, field, value));
  return (
    <div className="filters narrow with-clear" role="search" aria-label={filters.label}>
      <TextFilter view={view} field="productId" label={columns.productId} hint={words.wholeId} />
      <TextFilter view={view} field="warehouseId" label={columns.warehouseId} hint={words.wholeId} />
      <TextFilter view={view} field="actor" label={words.person} hint={words.personHint} />
      <FormField label={words.kind}>
        <Select
          options={kindOptions}
          selectedOption={kindOptions.find(({ value }) => value === (view.actorKind ?? '')) ?? any}
          onChange={({ detail }) => choose('actorKind', detail.selectedOption.value ?? '')}
        />
      </FormField>
      <FormField label={words.cause}>
        <Select
          options={causeOptions}
          selectedOption={causeOptions.find(({ value }) => value === (view.cause ?? '')) ?? any}
          onChange={({ detail }) => choose('cause', detail.selectedOption.value ?? '')}
        />
      </FormField>
      <Button disabled={Object.keys(view).length === 1} onClick={() => go({ name: 'activity' })}>
        {filters.clear}
      </Button>
    </div>
  );
}

function TextFilter({ view, field, label, hint }: { view: ActivityView; field: Text; label: string; hint: string }) {
  const [text, type] = useTyped(view[field] ?? '', (typed) => go(withField(view, field, typed), { replace: true }));
  return (
    <FormField label={label}>
      <Input
        value={text}
        placeholder={hint}
        type={field === 'productId' ? 'search' : 'text'}
        onChange={({ detail }) => type(detail.value.slice(0, limits.idLength))}
      />
    </FormField>
  );
}

/** The view with that filter, or without where it is empty. */
function withField(view: ActivityView, field: Text | 'cause' | 'actorKind', value: string): ActivityView {
  const others = Object.entries(view).filter(([key]) => key !== field);
  return Object.fromEntries(value === '' ? others : [...others, [field, value]]) as unknown as ActivityView;
}
