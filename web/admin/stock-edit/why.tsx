import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import type { KeyboardEvent } from 'react';
import type { AdjustmentReason } from '../../../schema/types.ts';
import { useMessages } from '../i18n/language.tsx';
import { type Draft, reasons } from './draft.ts';

interface Props {
  draft: Draft;
  hasReason: boolean;
  problem: string | undefined;
  onChange: (changed: Partial<Draft>) => void;
  onEnter: () => void;
  onEscape: () => void;
}

/** Why somebody changes something: most changes need no words, so it opens when asked. */
export function Why({ draft, hasReason, problem, onChange, onEnter, onEscape }: Props) {
  const { edit, reasons: words } = useMessages();
  const option = (reason: AdjustmentReason) => ({ value: reason, label: words[reason] });
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onEnter();
    else if (event.key === 'Escape') onEscape();
  };
  return (
    <div className="why">
      {hasReason && (
        <FormField label={edit.reason} stretch>
          <Select
            autoFocus
            selectedOption={option(draft.reason)}
            options={reasons.map(option)}
            onChange={({ detail }) => onChange({ reason: detail.selectedOption.value as AdjustmentReason })}
          />
        </FormField>
      )}
      <FormField label={edit.note} stretch errorText={problem} i18nStrings={{ errorIconAriaLabel: edit.error }}>
        <div onKeyDown={press}>
          <Input autoFocus={!hasReason} value={draft.note} onChange={({ detail }) => onChange({ note: detail.value })} />
        </div>
      </FormField>
    </div>
  );
}
