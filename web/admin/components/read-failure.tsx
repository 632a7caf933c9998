import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useEffect } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { useReadErrorText } from './use-error-text.ts';
import { useOffline } from './use-offline.ts';

interface Props {
  failure: unknown;
  /** Has to stay the same while it need not be exchanged. */
  onRetry: () => void;
}

/**
 * In place of what could not be read, or above what was read before. It is read again when somebody
 * asks, and by itself when the connection is back.
 */
export function ReadFailure({ failure, onRetry }: Props) {
  const { reads, grid } = useMessages();
  const readErrorText = useReadErrorText();
  const { client } = useBackend();
  const { link } = client.api;
  const offline = useOffline();
  useEffect(
    () =>
      link.onState(({ name }) => {
        if (name === 'live') onRetry();
      }),
    [link, onRetry],
  );
  return (
    <Alert
      type={offline ? 'warning' : 'error'}
      header={offline ? reads.offline : reads.failed}
      action={!offline && <Button onClick={onRetry}>{grid.tryAgain}</Button>}
    >
      {offline ? reads.whenBack : readErrorText(failure)}
    </Alert>
  );
}
