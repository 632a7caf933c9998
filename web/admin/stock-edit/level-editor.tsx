import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import type { AdjustmentReason, StockLevel } from '../../../schema/types.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useLevel } from '../session/backend-context.ts';
import { isProductField } from './change.ts';
import { type Draft, type Field, isNoteTooLong, isProblem, readDraft, reasons, startDraft } from './draft.ts';
import { keptDraft, useKeptDraft } from './kept-drafts.ts';
import { useProblemText } from './use-problem-text.ts';

interface Props {
  field: Field;
  level: StockLevel;
  draft: Draft | undefined;
  onChange: (draft: Draft) => void;
}

/**
 * The editor of one cell. What others change meanwhile is shown beside it and never touches what is
 * typed.
 */
export function LevelEditor({ field, level, draft: given, onChange }: Props) {
  const { edit, columns, reasons: words } = useMessages();
  const problemText = useProblemText();
  const live = useLevel(level);
  const [begun] = useState(() => keptDraft(live, field) ?? startDraft(live, field));
  const draft = given ?? begun;
  const inside = useRef<HTMLDivElement>(null);
  useKeptDraft(inside, field, draft);
  // What is typed takes the place of what was there.
  useEffect(() => inside.current?.querySelector('input')?.select(), []);
  // What was kept counts as typed, so that saving it as it is saves it.
  useEffect(() => onChange(begun), []);
  const set = (changed: Partial<Draft>) => onChange({ ...draft, ...changed });
  const read = readDraft(draft, field);
  const problem = read && isProblem(read) ? read : undefined;
  const aboutNote = isNoteTooLong(draft);
  const option = (reason: AdjustmentReason) => ({ value: reason, label: words[reason] });
  return (
    <div ref={inside} className="level-editor">
      <SpaceBetween size="xs">
        <FormField
          stretch
          errorText={problem && !aboutNote && problemText(problem)}
          i18nStrings={{ errorIconAriaLabel: edit.error }}
          constraintText={<Effect field={field} draft={draft} live={live} />}
        >
          <Input
            value={draft.text}
            ariaLabel={columns[field]}
            inputMode={field === 'thresholdLevel' || field === 'safetyStock' ? 'numeric' : 'text'}
            autoFocus
            onChange={({ detail }) => set({ text: detail.value })}
          />
        </FormField>
        {!isProductField(field) && (
          <FormField label={edit.reason} stretch>
            <Select
              expandToViewport
              selectedOption={option(draft.reason)}
              options={reasons.map(option)}
              onChange={({ detail }) => set({ reason: detail.selectedOption.value as AdjustmentReason })}
            />
          </FormField>
        )}
        <FormField
          label={edit.note}
          stretch
          errorText={problem && aboutNote && problemText(problem)}
          i18nStrings={{ errorIconAriaLabel: edit.error }}
        >
          <Input value={draft.note} onChange={({ detail }) => set({ note: detail.value })} />
        </FormField>
      </SpaceBetween>
    </div>
  );
}

/** What the draft would do, and whether somebody else was there meanwhile. */
function Effect({ field, draft, live }: { field: Field; draft: Draft; live: StockLevel }) {
  const { edit, conflict, columns } = useMessages();
  const format = useFormat();
  const show = (value: string | number | null | undefined) => (typeof value === 'number' ? format.number(value) : value || conflict.empty);
  const wanted = readDraft(draft, field);
  if (live.version !== draft.base.version) {
    return <Box color="text-status-warning">{edit.meanwhile(show(draft.base[field]), show(live[field]))}</Box>;
  }
  if (wanted && isProblem(wanted)) return null;
  if (field === 'safetyStock' && wanted) {
    const sellable = edit.effect(show(live.sellableCount), show(live.availableCount - Number(wanted.value)));
    return (
      <>
        {columns.sellableCount}: {sellable}
      </>
    );
  }
  if (field !== 'stockCount') return null;
  if (wanted === null) return <>{edit.hint}</>;
  const after = wanted.field === 'delta' ? live.stockCount + wanted.value : Number(wanted.value);
  return <>{edit.effect(show(live.stockCount), show(after))}</>;
}
