import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { useMessages } from '../i18n/language.tsx';
import { useLevel } from '../session/backend-context.ts';
import { newChange } from '../stock-edit/change.ts';
import { useSubmit } from '../stock-edit/edit-provider.tsx';

/** Whether alerts tell of a level; who may edit turns them off and on. */
export function AlertsCell({ level, mayEdit }: { level: StockLevel; mayEdit: boolean }) {
  const { alerts } = useMessages();
  const submit = useSubmit();
  const [sending, setSending] = useState(false);
  const live = useLevel(level);
  const state = live.muted ? alerts.muted : alerts.told;
  if (!mayEdit) return <>{state}</>;
  const mute = async (value: boolean) => {
    setSending(true);
    await submit(newChange({ base: live, wanted: { field: 'muted', value }, reason: 'OTHER', note: '' })).finally(() => setSending(false));
  };
  return (
    <Toggle
      checked={!live.muted}
      disabled={sending}
      ariaLabel={alerts.of(live.productId, live.warehouseId)}
      onChange={({ detail }) => void mute(!detail.checked)}
    >
      {state}
    </Toggle>
  );
}
