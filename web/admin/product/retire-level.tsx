import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { textFields } from '../../../domain/level-fields.ts';
import { limits } from '../../../domain/limits.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useDone } from '../components/use-done.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend, useLevel } from '../session/backend-context.ts';

/** Ends a level that is empty. Its sequence is kept, so it can come back with its history. */
export default function RetireLevel({ level: read, onClose }: { level: StockLevel; onClose: () => void }) {
  const { product, edit } = useMessages();
  const format = useFormat();
  const done = useDone();
  const { inventory } = useBackend();
  const level = useLevel(read);
  const [note, setNote] = useState('');
  const { productId, warehouseId, stockCount, reservedCount } = level;
  const reserved = reservedCount > 0 && product.retireReserved(format.number(reservedCount));
  const obstacle = reserved || (stockCount > 0 && product.retireStock(format.number(stockCount)));
  const send = async () => {
    await inventory.removeStock({ productId, warehouseId, expectedVersion: level.version, ...(note !== '' && { note }) });
    const { thresholdLevel, safetyStock, muted } = level;
    const texts = Object.fromEntries(textFields.map(({ field }) => [field, level[field] ?? '']));
    const again = {
      productId,
      warehouseId,
      expectedVersion: 0,
      stockCount,
      thresholdLevel,
      safetyStock,
      ...(muted && { muted }),
      ...texts,
    };
    done(product.retired(productId, warehouseId), {
      run: () => inventory.updateStock({ ...again, note: edit.undoNote }),
      done: product.added(productId, warehouseId),
    });
  };
  return (
    <FormDialog
      title={product.retireTitle(productId, warehouseId)}
      action={product.retire}
      disabled={obstacle !== false}
      send={send}
      onClose={onClose}
    >
      {obstacle ? <Alert type="warning">{obstacle}</Alert> : <Box>{product.retireWhat}</Box>}
      <FormField label={edit.note}>
        <Input value={note} onChange={({ detail }) => setNote(detail.value.slice(0, limits.noteLength))} />
      </FormField>
    </FormDialog>
  );
}
