import Alert from '@cloudscape-design/components/alert';
import { type ReactNode, Suspense } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Loading } from './loading.tsx';
import { useOffline } from './use-offline.ts';

/** Around a dialog that is loaded when it is first asked for. */
export function PartFrame({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary>
      <Suspense fallback={<PartPending online={null} />}>{children}</Suspense>
    </ErrorBoundary>
  );
}

/**
 * While a part is on its way: without a network that may take until it is back, as some browsers
 * wait for it. `online`: what stands there otherwise.
 */
export function PartPending({ online = <Loading /> }: { online?: ReactNode }) {
  const { reads } = useMessages();
  if (!useOffline()) return online;
  return (
    <Alert type="warning" header={reads.offline}>
      {reads.whenBack}
    </Alert>
  );
}
