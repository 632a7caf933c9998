import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Reservation } from '../../../schema/types.ts';
import { isEffectUnknown } from '../../client/retry.ts';
import { Answers } from '../components/answers.tsx';
import { useAnnounce } from '../components/announcer.tsx';
import { useNotify } from '../components/notices.tsx';
import { useErrorText } from '../components/use-error-text.ts';
import { useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';

/** Asks before a customer loses what was kept for him. */
export function Release({ reservation, onClose }: { reservation: Reservation; onClose: (released: boolean) => void }) {
  const { reservations, edit } = useMessages();
  const { inventory } = useBackend();
  const notify = useNotify();
  const announce = useAnnounce();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { reservationId } = reservation;
  const release = async () => {
    setBusy(true);
    try {
      await inventory.releaseStock({ reservationId });
      const content = reservations.released(reservationId);
      notify({ type: 'success', content });
      announce(content);
      onClose(true);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      onDismiss={() => onClose(false)}
      header={reservations.releaseOne(reservationId)}
      footer={
        <Answers>
          <Button variant="link" onClick={() => onClose(false)}>
            {edit.cancel}
          </Button>
          <Button variant="primary" loading={busy} onClick={() => void release()}>
            {isEffectUnknown(failure) ? edit.sendAgain : reservations.release}
          </Button>
        </Answers>
      }
    >
      <SpaceBetween size="m">
        {failure !== undefined && <Alert type="error">{errorText(failure)}</Alert>}
        <Box>{reservations.confirm}</Box>
      </SpaceBetween>
    </Modal>
  );
}
