import type { TransferStockInput } from '../../../schema/types.ts';
import { isEffectUnknown } from '../../client/retry.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { useNotify } from '../components/notices.tsx';
import { useErrorText } from '../components/use-error-text.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';

/**
 * Sends a transfer and tells that it is done, with the way back. Rejects as the client does; the
 * same input sent again moves once.
 */
export function useTransfer(): (input: TransferStockInput) => Promise<void> {
  const { transfer, edit } = useMessages();
  const format = useFormat();
  const { inventory, levels } = useBackend();
  const notify = useNotify();
  const announce = useAnnounce();
  const errorText = useErrorText();

  const send = async (input: TransferStockInput, action?: { label: string; onClick: () => void }) => {
    const since = levels.store.mark();
    levels.store.put(await inventory.transferStock(input), since);
    const content = transfer.done(format.number(input.quantity), input.fromWarehouseId, input.toWarehouseId);
    notify({ type: 'success', content, ...(action && { action }) });
    announce(content);
  };
  const takeBack = async (input: TransferStockInput) => {
    const { transferId, fromWarehouseId, toWarehouseId } = input;
    const back = { transferId: `${transferId}~`, fromWarehouseId: toWarehouseId, toWarehouseId: fromWarehouseId, note: edit.undoNote };
    try {
      await send({ ...input, ...back });
    } catch (error) {
      const again = isEffectUnknown(error) && { action: { label: edit.sendAgain, onClick: () => void takeBack(input) } };
      notify({ type: 'error', content: errorText(error), ...again });
    }
  };
  return async (input) => send(input, { label: edit.undo, onClick: () => void takeBack(input) });
}
