import Box from '@cloudscape-design/components/box';
import type { StockLevel } from '../../../schema/types.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { type Draft, type Field, isProblem, readDraft } from './draft.ts';

/** What a draft would do, and whether somebody else was there meanwhile. */
export function Effect({ field, draft, live }: { field: Field; draft: Draft; live: StockLevel }) {
  const { edit, conflict, columns } = useMessages();
  const format = useFormat();
  const show = (value: string | number | null | undefined) => (typeof value === 'number' ? format.number(value) : value || conflict.empty);
  const wanted = readDraft(draft, field);
  if (live.version !== draft.base.version) {
    return <Box color="text-status-warning">{edit.meanwhile(show(draft.base[field]), show(live[field]))}</Box>;
  }
  if (wanted && isProblem(wanted)) return null;
  if (field === 'safetyStock' && wanted) {
    const sellable = edit.effect(show(live.sellableCount), show(live.availableCount - Number(wanted.value)));
    return (
      <>
        {columns.sellableCount}: {sellable}
      </>
    );
  }
  if (field !== 'stockCount') return null;
  if (wanted === null) return <>{edit.hint}</>;
  const after = wanted.field === 'delta' ? live.stockCount + wanted.value : Number(wanted.value);
  return <>{edit.effect(show(live.stockCount), show(after))}</>;
}
