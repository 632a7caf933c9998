import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import { useEffect, useRef, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useReadErrorText } from '../components/use-error-text.ts';
import { useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { findByCode } from './find-by-code.ts';

interface Props {
  warehouseId: string;
  onFound: (level: StockLevel) => void;
}

/** Takes what somebody scans or types, and finds the level that is meant. */
export function CodeForm({ warehouseId, onFound }: Props) {
  const { counting, edit } = useMessages();
  const backend = useBackend();
  const errorText = useReadErrorText();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const input = useRef<InputProps.Ref>(null);
  useEffect(() => input.current?.focus(), []);
  const find = async () => {
    const wanted = code.trim();
    if (warehouseId === '') setProblem(counting.noWarehouse);
    if (wanted === '' || warehouseId === '') return;
    setBusy(true);
    try {
      const found = await findByCode(backend, wanted, warehouseId);
      const [level] = found;
      if (level && found.length === 1) onFound(level);
      else setProblem(level ? counting.ambiguous(wanted) : counting.unknown(wanted, warehouseId));
    } catch (failure) {
      setProblem(errorText(failure));
    } finally {
      setBusy(false);
    }
    // The next scan takes its place.
    input.current?.select();
  };
  return (
    <FormField
      label={counting.code}
      description={counting.what}
      errorText={problem}
      i18nStrings={{ errorIconAriaLabel: edit.error }}
      stretch
    >
      <div className="with-button">
        <Input
          ref={input}
          value={code}
          autoComplete={false}
          spellcheck={false}
          onChange={({ detail }) => {
            setCode(detail.value);
            setProblem('');
          }}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') void find();
          }}
        />
        <Button variant="primary" loading={busy} onClick={() => void find()}>
          {counting.find}
        </Button>
      </div>
    </FormField>
  );
}
