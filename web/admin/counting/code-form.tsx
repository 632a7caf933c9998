import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import { useEffect, useRef, useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useReadErrorText } from '../components/use-error-text.ts';
import { useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { type Found, findByCode, MOST_CHOICES } from './find-by-code.ts';

interface Props {
  warehouseId: string;
  onFound: (level: StockLevel) => void;
}

/** What came of the last search that did not find exactly one. */
interface Result {
  problem?: string;
  found?: Found;
}

/** Takes what somebody scans or types, and finds the level that is meant. */
export function CodeForm({ warehouseId, onFound }: Props) {
  const { counting, edit } = useMessages();
  const backend = useBackend();
  const errorText = useReadErrorText();
  const [code, setCode] = useState('');
  const [result, setResult] = useState<Result>({});
  const [busy, setBusy] = useState(false);
  const input = useRef<InputProps.Ref>(null);
  /** Only what the newest search brings counts, and not once something else is typed. */
  const newest = useRef(0);
  useEffect(() => input.current?.focus(), []);
  const find = async () => {
    const wanted = code.trim();
    if (warehouseId === '') setResult({ problem: counting.noWarehouse });
    if (wanted === '' || warehouseId === '') return;
    newest.current += 1;
    const own = newest.current;
    const isLate = () => own !== newest.current;
    setBusy(true);
    try {
      const answer = await findByCode(backend, wanted, warehouseId);
      if (isLate()) return;
      const [level] = answer.levels;
      // Words are no proof of what lies on the shelf: the person chooses.
      if (level && answer.levels.length === 1 && answer.by === 'code') onFound(level);
      else if (level) setResult({ found: answer });
      else setResult({ problem: counting.unknown(wanted, warehouseId) });
    } catch (failure) {
      if (isLate()) return;
      setResult({ problem: errorText(failure) });
    } finally {
      if (!isLate()) setBusy(false);
    }
    // The next scan takes its place.
    input.current?.select();
  };
  return (
    <>
      <FormField
        label={counting.code}
        description={counting.what}
        errorText={result.problem}
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
              newest.current += 1;
              setBusy(false);
              setCode(detail.value);
              setResult({});
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
      {result.found && <Choices found={result.found} onChoose={onFound} />}
    </>
  );
}

function Choices({ found: { by, levels }, onChoose }: { found: Found; onChoose: (level: StockLevel) => void }) {
  const { counting } = useMessages();
  const title = by === 'code' ? counting.ambiguous : counting.similar;
  return (
    <div className="choices">
      <span id="choices" role="status">
        {title}
      </span>
      <ul aria-labelledby="choices">
        {levels.slice(0, MOST_CHOICES).map((level) => (
          <li key={level.productId}>
            <Button onClick={() => onChoose(level)} fullWidth>
              {level.name ? `${level.productId} · ${level.name}` : level.productId}
            </Button>
          </li>
        ))}
      </ul>
      {levels.length > MOST_CHOICES && <span>{counting.more}</span>}
    </div>
  );
}
