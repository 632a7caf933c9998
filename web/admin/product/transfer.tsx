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
import { FormDialog } from '../components/form-dialog.tsx';
import { useFormId } from '../components/use-form-id.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { isNoteTooLong } from '../stock-edit/draft.ts';
import { useProblemText } from '../stock-edit/use-problem-text.ts';
import { useTransfer } from './use-transfer.ts';

interface Props {
  levels: readonly StockLevel[];
  /** Opens the form that begins to keep the product in one warehouse more. */
  onAdd: () => void;
  onClose: () => void;
}

/** Moves units of a product from one warehouse to another, where there are two. */
export default function Transfer({ levels, onAdd, onClose }: Props) {
  const [only, second] = levels;
  return only && !second ? <Alone level={only} onAdd={onAdd} onClose={onClose} /> : <TransferForm levels={levels} onClose={onClose} />;
}

function Alone({ level, onAdd, onClose }: Omit<Props, 'levels'> & { level: StockLevel }) {
  const { transfer, product, edit } = useMessages();
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={transfer.title(level.productId)}
      footer={
        <Answers>
          <Button variant="link" onClick={onClose}>
            {edit.cancel}
          </Button>
          <Button variant="primary" onClick={onAdd}>
            {product.add}
          </Button>
        </Answers>
      }
    >
      <Alert type="info" header={transfer.alone(level.warehouseId)}>
        {transfer.aloneWhat}
      </Alert>
    </Modal>
  );
}

/** The id belongs to what is on the form: the same form sent twice moves once. */
function TransferForm({ levels, onClose }: Omit<Props, 'onAdd'>) {
  const { transfer, edit } = useMessages();
  const format = useFormat();
  const transferUnits = useTransfer();
  const problemText = useProblemText();
  const [from, setFrom] = useState(levels[0]?.warehouseId ?? '');
  const [to, setTo] = useState(levels[1]?.warehouseId ?? '');
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const source = levels.find(({ warehouseId }) => warehouseId === from);
  const quantity = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
  const form = JSON.stringify([source?.productId, from, to, quantity, note]);
  const noteProblem = isNoteTooLong({ note }) ? problemText({ problem: 'length', most: limits.noteLength }) : undefined;
  const { idToSend, wasSent } = useFormId(form);
  // What may have been moved already is no longer there to be checked: the API knows by the id.
  const problem = isEffectUnknown(failure) && wasSent ? undefined : problemOf();

  function problemOf(): string | undefined {
    if (from === to || to === '') return transfer.same;
    if (quantity < 1 || quantity > limits.quantity) return transfer.range(format.number(limits.quantity));
    if (source && quantity > source.availableCount) return transfer.short(format.number(source.availableCount));
    return undefined;
  }

  const send = async () => {
    const productId = source?.productId ?? '';
    const transferId = idToSend();
    const input = { transferId, productId, fromWarehouseId: from, toWarehouseId: to, quantity, ...(note !== '' && { note }) };
    try {
      await transferUnits(input);
    } catch (error) {
      setFailure(error);
      throw error;
    }
  };
  const remedy = (refusal: unknown, forget: () => void) => {
    const choose = (warehouseId: string) => {
      setFrom(warehouseId);
      forget();
    };
    return <Others failure={refusal} from={from} to={to} onChoose={choose} />;
  };
  const options = levels.map(({ warehouseId, availableCount }) => ({
    value: warehouseId,
    label: warehouseId,
    description: transfer.available(format.number(availableCount)),
  }));
  const warehouse = (label: string, value: string, choose: (warehouseId: string) => void) => (
    <FormField label={label}>
      <Select
        expandToViewport
        triggerVariant="option"
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
  return (
    <FormDialog
      title={transfer.title(source?.productId ?? '')}
      action={transfer.move}
      disabled={problem !== undefined || noteProblem !== undefined}
      wasSent={wasSent}
      {...{ send, remedy, onClose }}
    >
      {warehouse(transfer.from, from, setFrom)}
      {warehouse(transfer.to, to, setTo)}
      <FormField label={transfer.quantity} errorText={text === '' ? undefined : problem}>
        <Input value={text} inputMode="numeric" onChange={({ detail }) => setText(detail.value)} />
      </FormField>
      <FormField label={edit.note} errorText={noteProblem}>
        <Input value={note} onChange={({ detail }) => setNote(detail.value)} />
      </FormField>
    </FormDialog>
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
        <Button key={warehouseId} formAction="none" onClick={() => onChoose(warehouseId)}>
          {`${warehouseId}: ${transfer.available(format.number(available))}`}
        </Button>
      ))}
    </SpaceBetween>
  );
}
