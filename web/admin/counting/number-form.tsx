import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import { useEffect, useRef, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { newChange } from '../stock-edit/change.ts';
import { isProblem, readDraft, startDraft } from '../stock-edit/draft.ts';
import { useSubmit } from '../stock-edit/edit-provider.tsx';
import { useProblemText } from '../stock-edit/use-problem-text.ts';
import { useLevel } from '../session/backend-context.ts';
import { addCounted } from './counted.ts';

interface Props {
  level: StockLevel;
  /** When it is counted, or skipped. */
  onClose: () => void;
}

/**
 * Takes the number on the shelf. It replaces the one that was there when the code was scanned, or
 * asks where somebody else has changed it meanwhile.
 */
export function NumberForm({ level, onClose }: Props) {
  const { counting, edit } = useMessages();
  const format = useFormat();
  const submit = useSubmit();
  const problemText = useProblemText();
  const live = useLevel(level);
  const [draft, setDraft] = useState(() => ({ ...startDraft(live, 'stockCount'), text: '' }));
  const [busy, setBusy] = useState(false);
  const input = useRef<InputProps.Ref>(null);
  useEffect(() => input.current?.focus(), []);
  const read = draft.text === '' ? undefined : readDraft(draft, 'stockCount');
  const problem = read && isProblem(read) ? problemText(read) : '';
  const done = (after: number) => {
    addCounted({ level, before: level.stockCount, after });
    onClose();
  };
  const save = async () => {
    if (read === null) done(draft.base.stockCount);
    if (!read || isProblem(read) || busy) return;
    setBusy(true);
    const { base, reason, note } = draft;
    const after = read.field === 'delta' ? base.stockCount + read.value : Number(read.value);
    await submit(newChange({ base, wanted: read, reason, note }), () => done(after)).finally(() => setBusy(false));
  };
  return (
    <>
      <div className="found">
        <strong>{level.name ?? level.productId}</strong>
        <span>
          {level.productId} · {level.warehouseId}
        </span>
        <span>{counting.was(format.number(live.stockCount))}</span>
      </div>
      <FormField label={counting.counted} errorText={problem} i18nStrings={{ errorIconAriaLabel: edit.error }} stretch>
        <Input
          ref={input}
          value={draft.text}
          inputMode="numeric"
          autoComplete={false}
          onChange={({ detail }) => setDraft((before) => ({ ...before, text: detail.value }))}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') void save();
            else if (detail.key === 'Escape') onClose();
          }}
        />
      </FormField>
      <div className="answers">
        <Button variant="primary" loading={busy} onClick={() => void save()}>
          {counting.save}
        </Button>
        <Button onClick={onClose}>{counting.skip}</Button>
      </div>
    </>
  );
}
