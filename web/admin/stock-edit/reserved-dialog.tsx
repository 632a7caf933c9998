import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import type { StockLevel } from '../../../schema/types.ts';
import { Answers } from '../components/answers.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useLevel } from '../session/backend-context.ts';
import { type Change, newChange } from './change.ts';

interface Props {
  change: Change;
  current: StockLevel;
  onAnswer: (change?: Change) => void;
}

/**
 * More is promised to customers than would be left. A recount has to be able to record that all the
 * same, but not by accident.
 */
export function ReservedDialog({ change, current, onAnswer }: Props) {
  const { reserved, conflict } = useMessages();
  const format = useFormat();
  const level = useLevel(current);
  const { wanted, base, reason, note } = change;
  const next = wanted.field === 'delta' ? level.stockCount + wanted.value : Number(wanted.value);
  const force = () => onAnswer(newChange({ base, wanted, reason, note, force: true }));
  return (
    <Modal
      visible
      onDismiss={() => onAnswer()}
      header={reserved.title(base.productId, base.warehouseId)}
      footer={
        <Answers>
          <Button variant="link" onClick={() => onAnswer()}>
            {conflict.discard}
          </Button>
          <Button onClick={force}>{reserved.force}</Button>
        </Answers>
      }
    >
      <Box>{reserved.explain(format.number(level.reservedCount), format.number(next), format.number(next - level.reservedCount))}</Box>
    </Modal>
  );
}
