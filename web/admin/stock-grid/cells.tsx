import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { TextField } from '../../../domain/level-fields.ts';
import { stockStatus } from '../../../domain/status.ts';
import type { StockLevel, StockStatus } from '../../../schema/types.ts';
import { useNow } from '../components/use-now.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { countOf, type CountField } from '../local-copy/question.ts';
import { productStatus } from './product-status.ts';

/** How exact "3 minutes ago" has to be. */
const AGE_STEP_MS = 10_000;

/** A number that moves by itself, and flashes once when it did. */
export function CountCell({ level, field }: { level: StockLevel; field: CountField }) {
  const value = countOf(level, field);
  const format = useFormat();
  const [shown, setShown] = useState({ value, moved: '', turn: false });
  if (shown.value !== value) setShown({ value, moved: value > shown.value ? 'up' : 'down', turn: !shown.turn });
  // A new element would flash as well, but each one that comes or goes is held against every
  // `:has()` of the design system: 30 ms for a number.
  const flash = shown.moved && `flash ${shown.moved} ${shown.turn ? 'once' : 'again'}`;
  return (
    <span className={`count ${flash} ${value < 0 ? 'negative' : ''}`} data-field={field}>
      {format.number(value)}
    </span>
  );
}

/** The cells show a level as it is now: their row follows it. */
export function TextCell({ level, field }: { level: StockLevel; field: TextField['field'] }) {
  const { [field]: text } = level;
  return <span title={text ?? ''}>{text ?? ''}</span>;
}

/** The picture at the address that a level has; nothing where it has none. */
export function PictureCell({ level, field }: { level: StockLevel; field: TextField['field'] }) {
  const { [field]: address, name, productId } = level;
  return address ? <Picture address={address} of={name ?? productId} /> : null;
}

/** Somebody else's server has it, which is not to learn who looks at what. */
export function Picture({ address, of, size = '' }: { address: string; of: string; size?: 'large' | '' }) {
  return <img className={`picture ${size}`} src={address} alt={of} loading="lazy" decoding="async" referrerPolicy="no-referrer" />;
}

export function StatusCell({ level }: { level: StockLevel }) {
  const { statuses, alerts } = useMessages();
  const { status, availableCount, thresholdLevel, muted } = level;
  const sign = muted ? ` · ${alerts.muted}` : '';
  if (availableCount < 0) return <StatusIndicator type="error">{statuses.OVERSOLD + sign}</StatusIndicator>;
  // Without a word the status would look wrong beside what is available.
  const kept = status === stockStatus(availableCount, thresholdLevel) ? '' : ` · ${statuses.KEPT}`;
  return <StatusIndicator type={SIGNS[status]}>{statuses[status] + kept + sign}</StatusIndicator>;
}

const SIGNS = { IN_STOCK: 'success', LOW_STOCK: 'warning', OUT_OF_STOCK: 'stopped' } as const satisfies Record<StockStatus, string>;

/** What shoppers see of a product, and in how many of its warehouses it is worse. */
export function ProductStatusCell({ levels }: { levels: readonly StockLevel[] }) {
  const { statuses, inSome, alerts } = useMessages();
  const format = useFormat();
  const [level] = levels;
  if (level && levels.length === 1) return <StatusCell level={level} />;
  const { status, worse, isKept, muted } = productStatus(levels);
  const words = [
    statuses[status],
    worse && inSome[worse.what](format.number(worse.count), format.number(levels.length)),
    isKept && statuses.KEPT,
    muted && alerts.muted,
  ];
  const type = worse?.what === 'OVERSOLD' ? 'error' : SIGNS[status];
  const text = words.filter(Boolean).join(' · ');
  return (
    <span title={text}>
      <StatusIndicator type={type}>{text}</StatusIndicator>
    </span>
  );
}

export function ChangedCell({ level }: { level: StockLevel }) {
  const { lastUpdated } = level;
  const now = useNow(AGE_STEP_MS);
  const format = useFormat();
  return (
    <time dateTime={lastUpdated} title={format.instant(lastUpdated)}>
      {format.ago(lastUpdated, now)}
    </time>
  );
}
