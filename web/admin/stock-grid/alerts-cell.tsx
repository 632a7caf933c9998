import { useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useMessages } from '../i18n/language.tsx';
import { newChange } from '../stock-edit/change.ts';
import { useSubmit } from '../stock-edit/edit-provider.tsx';

/** Whether alerts tell of a level; who may edit turns them off and on. */
export function AlertsCell({ level, mayEdit }: { level: StockLevel; mayEdit: boolean }) {
  const { alerts } = useMessages();
  const submit = useSubmit();
  const [sending, setSending] = useState(false);
  const state = level.muted ? alerts.muted : alerts.told;
  if (!mayEdit) return <>{state}</>;
  const mute = async (value: boolean) => {
    setSending(true);
    await submit(newChange({ base: level, wanted: { field: 'muted', value }, reason: 'OTHER', note: '' })).finally(() => setSending(false));
  };
  return (
    <label className="switch">
      <input
        type="checkbox"
        tabIndex={-1}
        checked={!level.muted}
        disabled={sending}
        aria-label={alerts.of(level.productId, level.warehouseId)}
        onChange={({ target }) => void mute(!target.checked)}
      />
      {state}
    </label>
  );
}
