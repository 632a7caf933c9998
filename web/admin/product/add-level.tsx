import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useDone } from '../components/use-done.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useKnownWarehouses } from '../local-copy/use-known-warehouses.ts';
import { useBackend } from '../session/backend-context.ts';
import { likelyWarehouse } from './likely-warehouse.ts';

interface Props {
  productId: string;
  /** The warehouses that the product has. */
  taken: readonly string[];
  onClose: () => void;
}

/** Begins to keep a product in one warehouse more; its description comes with it. */
export default function AddLevel({ productId, taken, onClose }: Props) {
  const { product, columns, edit, problems } = useMessages();
  const format = useFormat();
  const done = useDone();
  const { inventory } = useBackend();
  const [warehouse, setWarehouse] = useState('');
  const [stock, setStock] = useState('0');
  const [threshold, setThreshold] = useState('0');
  /** What somebody wants as it is, though it looks like another one. */
  const [insisted, setInsisted] = useState('');
  const known = useKnownWarehouses();
  const warehouseId = warehouse.trim();
  const likely = insisted === warehouseId ? undefined : likelyWarehouse(warehouseId, known);
  const warehouseProblem = taken.includes(warehouseId) ? product.addTaken : warehouseId === '' ? product.addMissing : undefined;
  const countProblem = (text: string) => {
    if (!/^\d{1,12}$/.test(text.trim())) return problems.whole;
    return Number(text) > limits.stockCount ? problems.range(format.number(limits.stockCount)) : undefined;
  };
  const send = async () => {
    const key = { productId, warehouseId };
    const counts = { stockCount: Number(stock), thresholdLevel: Number(threshold) };
    // The page hears of a level that is new to it, and would not where it knew it already.
    const level = await inventory.updateStock({ ...key, expectedVersion: 0, ...counts });
    // Only an empty level can be retired. Both steps are the same when they are sent again.
    const run = async () => {
      const note = edit.undoNote;
      const empty =
        level.stockCount === 0 ? level : await inventory.updateStock({ ...key, expectedVersion: level.version, stockCount: 0, note });
      await inventory.removeStock({ ...key, expectedVersion: empty.version, note });
    };
    done(product.added(productId, warehouseId), { run, done: product.retired(productId, warehouseId) });
  };
  const invalid =
    warehouseProblem !== undefined || likely !== undefined || countProblem(stock) !== undefined || countProblem(threshold) !== undefined;
  return (
    <FormDialog title={product.addTitle(productId)} action={product.add} disabled={invalid} send={send} onClose={onClose}>
      <FormField
        label={columns.warehouseId}
        constraintText={product.warehouseHint}
        errorText={warehouse === '' ? undefined : warehouseProblem}
        i18nStrings={{ errorIconAriaLabel: edit.error }}
      >
        <Autosuggest
          expandToViewport
          value={warehouse}
          options={known.filter((id) => !taken.includes(id)).map((value) => ({ value }))}
          enteredTextLabel={(value) => (known.includes(value.trim()) ? value : product.addNew(value))}
          onChange={({ detail }) => setWarehouse(detail.value.slice(0, limits.idLength))}
        />
      </FormField>
      <FormField label={columns.stockCount} errorText={countProblem(stock)} i18nStrings={{ errorIconAriaLabel: edit.error }}>
        <Input value={stock} inputMode="numeric" onChange={({ detail }) => setStock(detail.value)} />
      </FormField>
      <FormField label={columns.thresholdLevel} errorText={countProblem(threshold)} i18nStrings={{ errorIconAriaLabel: edit.error }}>
        <Input value={threshold} inputMode="numeric" onChange={({ detail }) => setThreshold(detail.value)} />
      </FormField>
      {likely !== undefined && (
        <Alert type="warning" header={product.addKnown(likely)}>
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" onClick={() => setWarehouse(likely)}>
              {product.addUse(likely)}
            </Button>
            <Button formAction="none" variant="link" onClick={() => setInsisted(warehouseId)}>
              {product.addNew(warehouseId)}
            </Button>
          </SpaceBetween>
        </Alert>
      )}
    </FormDialog>
  );
}
