import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, type SubmitEvent, useId, useState } from 'react';
import { isEffectUnknown } from '../../client/retry.ts';
import { useMessages } from '../i18n/language.tsx';
import { Answers } from './answers.tsx';
import { FirstField } from './first-field.tsx';
import { useErrorText } from './use-error-text.ts';
import { useOffline } from './use-offline.ts';

interface Props {
  title: string;
  /** What the button that sends says. */
  action: string;
  disabled?: boolean;
  /** Whether what is on the form was sent: only that can be sent again. Default true. */
  wasSent?: boolean;
  /** Closes the dialog when it has resolved; what it rejects with is shown. */
  send: () => Promise<void>;
  /** What can be done about a failure, under its words; `forget` takes these away. */
  remedy?: (failure: unknown, forget: () => void) => ReactNode;
  /** `sent`: whether it was, rather than left. */
  onClose: (sent: boolean) => void;
  children: ReactNode;
}

/**
 * A form that is sent once, by its button or by Enter in a field: while nobody knows whether it
 * took effect it offers to send the same again. Buttons among its fields have `formAction="none"`.
 */
export function FormDialog({ title, action, disabled = false, wasSent = true, send, remedy, onClose, children }: Props) {
  const { edit } = useMessages();
  const errorText = useErrorText();
  const form = useId();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = async () => {
    setBusy(true);
    try {
      await send();
      onClose(true);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy && !disabled) void submit();
  };
  return (
    <Modal
      visible
      onDismiss={() => onClose(false)}
      header={title}
      footer={
        <Answers>
          <Button variant="link" formAction="none" onClick={() => onClose(false)}>
            {edit.cancel}
          </Button>
          <Button variant="primary" form={form} loading={busy} disabled={disabled}>
            {isEffectUnknown(failure) && wasSent ? edit.sendAgain : action}
          </Button>
        </Answers>
      }
    >
      <form id={form} onSubmit={onSubmit}>
        <SpaceBetween size="m">
          <OfflineNote />
          {failure !== undefined && (
            <Alert type="error">
              {errorText(failure)}
              {remedy?.(failure, () => setFailure(undefined))}
            </Alert>
          )}
          {children}
        </SpaceBetween>
      </form>
      <FirstField of={form} />
    </Modal>
  );
}

/** Before somebody types much: it cannot be sent for now. */
function OfflineNote() {
  const { reads, edit } = useMessages();
  if (!useOffline()) return null;
  return (
    <Alert type="warning" header={reads.offline}>
      {edit.sentWhenBack}
    </Alert>
  );
}
