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

interface Props {
  /** As it was seen: one that was changed or paid for since is not released. */
  reservation: Pick<Reservation, 'reservationId' | 'revision'>;
  title: string;
  /** What a person should know before. */
  confirm: string;
  /** What the button says that does it. */
  action: string;
  /** What is said when it is done. */
  done: string;
  onClose: (released: boolean) => void;
}

/** Asks before a customer loses the units that are reserved for him. */
export function Release({ reservation, title, confirm, action, done, onClose }: Props) {
  const { common, edit } = useMessages();
  const { inventory } = useBackend();
  const notify = useNotify();
  const announce = useAnnounce();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const release = async () => {
    setBusy(true);
    try {
      const { reservationId, revision } = reservation;
      await inventory.releaseStock({ reservationId, expectedRevision: revision });
      notify({ type: 'success', content: done });
      announce(done);
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
      header={title}
      footer={
        <Answers>
          <Button variant="link" onClick={() => onClose(false)}>
            {common.close}
          </Button>
          <Button variant="primary" loading={busy} onClick={() => void release()}>
            {isEffectUnknown(failure) ? edit.sendAgain : action}
          </Button>
        </Answers>
      }
    >
      <SpaceBetween size="m">
        {failure !== undefined && <Alert type="error">{errorText(failure)}</Alert>}
        <Box>{confirm}</Box>
      </SpaceBetween>
    </Modal>
  );
}
