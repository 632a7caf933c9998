import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { isEffectUnknown } from '../../client/retry.ts';
import { useMessages } from '../i18n/language.tsx';
import { Answers } from './answers.tsx';
import { useErrorText } from './use-error-text.ts';

interface Props {
  title: string;
  /** What the button that sends says. */
  action: string;
  disabled?: boolean;
  /** Closes the dialog when it has resolved; what it rejects with is shown. */
  send: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A form that is sent once: while nobody knows whether it took effect it offers to send the same
 * again.
 */
export function FormDialog({ title, action, disabled = false, send, onClose, children }: Props) {
  const { edit } = useMessages();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = async () => {
    setBusy(true);
    try {
      await send();
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={title}
      footer={
        <Answers>
          <Button variant="link" onClick={onClose}>
            {edit.cancel}
          </Button>
          <Button variant="primary" loading={busy} disabled={disabled} onClick={() => void submit()}>
            {isEffectUnknown(failure) ? edit.sendAgain : action}
          </Button>
        </Answers>
      }
    >
      <SpaceBetween size="m">
        {failure !== undefined && <Alert type="error">{errorText(failure)}</Alert>}
        {children}
      </SpaceBetween>
    </Modal>
  );
}
