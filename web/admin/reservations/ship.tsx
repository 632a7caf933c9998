import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import type { FulfillStockInput, Reservation } from '../../../schema/types.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { useFormId } from '../components/use-form-id.ts';
import { useNotify } from '../components/notices.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { ProductName } from './lines.tsx';
import { parcelOf } from './parcel.ts';

/**
 * Books a parcel of an order out of the stock: all of it, or what is at hand; the rest stays on the
 * packing list. The parcel's id belongs to what is on the form: the same form sent twice ships
 * once.
 */
export function Ship({ reservation, onClose }: { reservation: Reservation; onClose: (shipped: boolean) => void }) {
  const { packing, edit } = useMessages();
  const format = useFormat();
  const { inventory } = useBackend();
  const notify = useNotify();
  const announce = useAnnounce();
  const [texts, setTexts] = useState(() => reservation.lines.map(({ quantity }) => String(quantity)));
  const { reservationId, orderId } = reservation;
  const parcel = parcelOf(reservation.lines, texts);
  const { idToSend, wasSent } = useFormId(JSON.stringify(parcel));

  const ship = async () => {
    const input: FulfillStockInput = { orderId: idToSend(), reservationIds: [reservationId], reference: orderId ?? null };
    const part = parcel.isPart ? { lines: parcel.lines, keepRemainder: true } : {};
    await inventory.fulfillStock({ ...input, ...part });
    const content = (parcel.isPart ? packing.shippedPart : packing.shipped)(orderId ?? '');
    notify({ type: 'success', content });
    announce(content);
  };
  return (
    <FormDialog
      title={packing.shipOne(orderId ?? '')}
      action={parcel.isPart ? packing.shipPart : packing.ship}
      disabled={parcel.lines.length === 0 || parcel.wrong.size > 0}
      wasSent={wasSent}
      send={ship}
      onClose={onClose}
    >
      <Box>{packing.parcel}</Box>
      {reservation.lines.map(({ productId, warehouseId, quantity }, place) => (
        <FormField
          key={JSON.stringify([productId, warehouseId])}
          label={
            <>
              <ProductName level={{ productId, warehouseId }} />, {warehouseId}
            </>
          }
          constraintText={packing.left(format.number(quantity))}
          errorText={parcel.wrong.has(place) ? packing.range(format.number(quantity)) : undefined}
          i18nStrings={{ errorIconAriaLabel: edit.error }}
        >
          <Input value={texts[place] ?? ''} inputMode="numeric" onChange={({ detail }) => setTexts(texts.with(place, detail.value))} />
        </FormField>
      ))}
    </FormDialog>
  );
}
