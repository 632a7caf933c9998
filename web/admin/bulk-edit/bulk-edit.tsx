import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { AdjustmentReason, StockLevel } from '../../../schema/types.ts';
import { Answers } from '../components/answers.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import { newChange } from '../stock-edit/change.ts';
import { isNoteTooLong, reasons } from '../stock-edit/draft.ts';
import { useProblemText } from '../stock-edit/use-problem-text.ts';
import { BulkPreview } from './bulk-preview.tsx';
import { type BulkAction, meantBy, planBulk, readAmount } from './plan.ts';
import { useBulk } from './use-bulk.ts';

interface Props {
  levels: readonly StockLevel[];
  /** `isDone`: whether all of it was done, and not taken back. */
  onClose: (isDone: boolean) => void;
}

/** One change to many levels: first what it would do to each, then what it did. */
export default function BulkEdit({ levels, onClose }: Props) {
  const { bulk, edit, reasons: words } = useMessages();
  const format = useFormat();
  const { levels: live } = useBackend();
  const [action, setAction] = useState<BulkAction>('set');
  const [text, setText] = useState('');
  const [reason, setReason] = useState<AdjustmentReason>('CORRECTION');
  const [note, setNote] = useState('');
  const problemText = useProblemText();
  const { run, start, retry, undo } = useBulk(edit.undoNote);
  const amount = readAmount(action, text);
  const now = levels.map((level) => live.get(keyOf(level)) ?? level);
  const planned = amount === undefined ? [] : now.map((base) => ({ base, ...planBulk(action, amount, base) }));
  const changes = planned.flatMap(({ base, wanted }) => (wanted ? [{ base, wanted }] : []));
  const noteProblem = isNoteTooLong({ note }) ? problemText({ problem: 'length', most: limits.noteLength }) : undefined;
  const mayApply = changes.length > 0 && noteProblem === undefined;
  const begin = () => void start(changes.map((each) => newChange({ ...each, reason, note })));

  const outcomes = [...(run?.outcomes.values() ?? [])];
  const done = outcomes.filter(({ kind }) => kind === 'done').length;
  const close = () => onClose(run !== undefined && !run.running && !run.isUndo && done === run.changes.length);
  const retryable = outcomes.filter(({ kind }) => kind === 'failed').length;
  const progress = bulk.doneOf(format.number(done), format.number(run?.changes.length ?? 0));
  const option = (value: AdjustmentReason) => ({ value, label: words[value] });
  return (
    <Modal
      visible
      size="large"
      onDismiss={close}
      header={bulk.title(format.number(levels.length))}
      footer={
        <Answers>
          <Button variant="link" onClick={close}>
            {run ? bulk.close : edit.cancel}
          </Button>
          {!run && (
            <Button variant="primary" disabled={!mayApply} onClick={begin}>
              {bulk.apply(changes.length, format.number(changes.length))}
            </Button>
          )}
          {run && !run.running && !run.isUndo && done > 0 && <Button onClick={() => void undo()}>{bulk.undo(format.number(done))}</Button>}
          {run && !run.running && retryable > 0 && <Button onClick={() => void retry()}>{bulk.retry(format.number(retryable))}</Button>}
        </Answers>
      }
    >
      <SpaceBetween size="m">
        {!run && (
          <SpaceBetween size="m">
            <FormField label={bulk.action}>
              <RadioGroup
                value={action}
                items={(['set', 'add', 'threshold', 'safety'] as const).map((value) => ({ value, label: bulk.actions[value] }))}
                onChange={({ detail }) => setAction(detail.value as BulkAction)}
              />
            </FormField>
            <FormField label={bulk.amount} errorText={text !== '' && amount === undefined ? bulk.notANumber : undefined}>
              <AmountInput
                value={text}
                onChange={(value) => {
                  setText(value);
                  setAction(meantBy(action, value));
                }}
                onEnter={() => mayApply && begin()}
              />
            </FormField>
            <FormField label={edit.reason}>
              <Select
                expandToViewport
                selectedOption={option(reason)}
                options={reasons.map(option)}
                onChange={({ detail }) => setReason(detail.selectedOption.value as AdjustmentReason)}
              />
            </FormField>
            <FormField label={edit.note} errorText={noteProblem}>
              <Input value={note} onChange={({ detail }) => setNote(detail.value)} />
            </FormField>
          </SpaceBetween>
        )}
        {run && (
          <ProgressBar
            value={(100 * outcomes.length) / run.changes.length}
            label={bulk.progress}
            additionalInfo={run.running && progress}
            {...(!run.running && { status: done === run.changes.length ? ('success' as const) : ('error' as const) })}
            resultText={progress}
          />
        )}
        {planned.length > 0 ? <BulkPreview planned={planned} run={run} /> : <Box color="text-body-secondary">{bulk.hint}</Box>}
      </SpaceBetween>
    </Modal>
  );
}

interface AmountProps {
  value: string;
  onChange: (value: string) => void;
  onEnter: () => void;
}

/** Has the focus when the dialog opens. */
function AmountInput({ value, onChange, onEnter }: AmountProps) {
  const input = useRef<InputProps.Ref>(null);
  // After the effect of the dialog that gives the focus to its first button.
  useEffect(() => queueMicrotask(() => input.current?.focus()), []);
  const press = (key: string) => {
    if (key === 'Enter') onEnter();
  };
  return (
    <Input ref={input} value={value} onChange={({ detail }) => onChange(detail.value)} onKeyDown={({ detail }) => press(detail.key)} />
  );
}
