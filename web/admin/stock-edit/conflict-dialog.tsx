import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { StockLevel } from '../../../schema/types.ts';
import { Answers } from '../components/answers.tsx';
import { useNow } from '../components/use-now.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useLevel } from '../session/backend-context.ts';
import { type Change, newChange } from './change.ts';
import { useLastChange } from './use-last-change.ts';

interface Props {
  change: Change;
  current: StockLevel;
  /** The change may be in the number already, so its difference must not come on top of it. */
  effectUnknown: boolean;
  /** With the change to send instead, or nothing. */
  onAnswer: (change?: Change) => void;
}

/**
 * Somebody else was faster. Shows where this person began, what he typed and what is there now, and
 * leaves the choice to him.
 */
export function ConflictDialog({ change, current, effectUnknown, onAnswer }: Props) {
  const { conflict, alerts } = useMessages();
  const format = useFormat();
  const now = useNow();
  const level = useLevel(current);
  const last = useLastChange(level);
  const { base, wanted, reason, note } = change;
  if (wanted.field === 'delta') return null;
  const show = (value: string | number | boolean | null | undefined) => {
    if (typeof value === 'boolean') return value ? alerts.muted : alerts.told;
    return typeof value === 'number' ? format.number(value) : value || conflict.empty;
  };
  const instead = (next: Pick<Change, 'base' | 'wanted'>) => () => onAnswer(newChange({ ...next, reason, note }));
  const difference = wanted.field === 'stockCount' ? wanted.value - base.stockCount : 0;
  const sum = level.stockCount + difference;
  const who = last ? conflict.by(last.actor ?? conflict.somebody, format.ago(last.changedAt, now)) : format.ago(level.lastUpdated, now);
  return (
    <Modal
      visible
      onDismiss={() => onAnswer()}
      header={conflict.title(base.productId, base.warehouseId)}
      footer={
        <Answers>
          <Button variant="link" onClick={() => onAnswer()}>
            {conflict.discard}
          </Button>
          <Button onClick={instead({ base: level, wanted })}>{conflict.setAnyway(show(wanted.value))}</Button>
          {difference !== 0 && sum >= 0 && !effectUnknown && (
            <Button variant="primary" onClick={instead({ base: level, wanted: { field: 'delta', value: difference } })}>
              {conflict.apply(format.delta(difference), show(level.stockCount), show(sum))}
            </Button>
          )}
        </Answers>
      }
    >
      <SpaceBetween size="m">
        <Box>{conflict.explain(conflict.fields[wanted.field])}</Box>
        {effectUnknown && <Alert type="warning">{conflict.effectUnknown}</Alert>}
        <KeyValuePairs
          columns={3}
          items={[
            { label: conflict.started, value: <Box fontSize="heading-l">{show(base[wanted.field])}</Box> },
            { label: conflict.typed, value: <Box fontSize="heading-l">{show(wanted.value)}</Box> },
            {
              label: conflict.now,
              value: (
                <>
                  <Box fontSize="heading-l">{show(level[wanted.field])}</Box>
                  <Box variant="small">{who}</Box>
                </>
              ),
            },
          ]}
        />
      </SpaceBetween>
    </Modal>
  );
}
