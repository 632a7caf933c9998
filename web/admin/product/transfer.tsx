import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { isEffectUnknown } from '../../client/retry.ts';
import { isError } from '../../client/typed-errors.ts';
import { Answers } from '../components/answers.tsx';
import { useFormId } from '../components/use-form-id.ts';
import { useErrorText } from '../components/use-error-text.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { isNoteTooLong } from '../stock-edit/draft.ts';
import { useProblemText } from '../stock-edit/use-problem-text.ts';
import { useTransfer } from './use-transfer.ts';

/**
 * Moves units of a product from one warehouse to another. The id belongs to what is on the form:
 * the same form sent twice moves once.
 */
export default function Transfer({ levels, onClose }: { levels: readonly StockLevel[]; onClose: () => void }) {
  const { transfer, edit } = useMessages();
  const format = useFormat();
  const send = useTransfer();
  const problemText = useProblemText();
  const errorText = useErrorText();
  const [from, setFrom] = useState(levels[0]?.warehouseId ?? '');
  const [to, setTo] = useState(levels[1]?.warehouseId ?? '');
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const source = levels.find(({ warehouseId }) => warehouseId === from);
  const quantity = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
  const form = JSON.stringify([source?.productId, from, to, quantity, note]);
  const noteProblem = isNoteTooLong({ note }) ? problemText({ problem: 'length', most: limits.noteLength }) : undefined;
  const { idToSend, wasSent } = useFormId(form);
  // What may have been moved already is no longer there to be checked: the API knows by the id.
  const again = isEffectUnknown(failure) && wasSent;
  const problem = again ? undefined : problemOf();

  function problemOf(): string | undefined {
    if (from === to || to === '') return transfer.same;
    if (quantity < 1 || quantity > limits.quantity) return transfer.range(format.number(limits.quantity));
    if (source && quantity > source.availableCount) return transfer.short(format.number(source.availableCount));
    return undefined;
  }

  const move = async () => {
    const productId = source?.productId ?? '';
    const transferId = idToSend();
    setBusy(true);
    try {
      const input = { transferId, productId, fromWarehouseId: from, toWarehouseId: to, quantity, ...(note !== '' && { note }) };
      await send(input);
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const choose = (warehouseId: string) => {
    setFrom(warehouseId);
    setFailure(undefined);
  };
  const options = levels.map(({ warehouseId, availableCount }) => ({
    value: warehouseId,
    label: warehouseId,
    description: transfer.available(format.number(availableCount)),
  }));
  const choice = (value: string) => options.find((option) => option.value === value) ?? null;
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={transfer.title(source?.productId ?? '')}
      footer={
        <Answers>
          <Button variant="link" onClick={onClose}>
            {edit.cancel}
          </Button>
          <Button
            variant="primary"
            loading={busy}
            disabled={problem !== undefined || noteProblem !== undefined}
            onClick={() => void move()}
          >
            {again ? edit.sendAgain : transfer.move}
          </Button>
        </Answers>
      }
    >
      <SpaceBetween size="m">
        {failure !== undefined && (
          <Alert type="error">
            {errorText(failure)}
            <Others failure={failure} from={from} to={to} onChoose={choose} />
          </Alert>
        )}
        <FormField label={transfer.from}>
          <Select
            expandToViewport
            selectedOption={choice(from)}
            options={options}
            onChange={({ detail }) => setFrom(detail.selectedOption.value ?? '')}
          />
        </FormField>
        <FormField label={transfer.to}>
          <Select
            expandToViewport
            selectedOption={choice(to)}
            options={options}
            onChange={({ detail }) => setTo(detail.selectedOption.value ?? '')}
          />
        </FormField>
        <FormField label={transfer.quantity} errorText={text === '' ? undefined : problem}>
          <Input value={text} inputMode="numeric" onChange={({ detail }) => setText(detail.value)} />
        </FormField>
        <FormField label={edit.note} errorText={noteProblem}>
          <Input value={note} onChange={({ detail }) => setNote(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}

interface OthersProps {
  failure: unknown;
  from: string;
  to: string;
  onChoose: (warehouseId: string) => void;
}

/** The warehouses that have what this one is short of, where the refusal names them. */
function Others({ failure, from, to, onChoose }: OthersProps) {
  const { transfer } = useMessages();
  const format = useFormat();
  const named = isError(failure, 'INSUFFICIENT_STOCK') ? failure.errorInfo.lines.flatMap(({ others = [] }) => others) : [];
  const others = named.filter(({ warehouseId }) => warehouseId !== from && warehouseId !== to);
  if (others.length === 0) return null;
  return (
    <SpaceBetween size="xxs">
      <span>{transfer.others}</span>
      {others.map(({ warehouseId, available }) => (
        <Button key={warehouseId} onClick={() => onChoose(warehouseId)}>
          {`${warehouseId}: ${transfer.available(format.number(available))}`}
        </Button>
      ))}
    </SpaceBetween>
  );
}
