import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode, useEffect } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { forgetFailures, NotLoaded } from './part.tsx';

/**
 * Keeps the page usable when a view breaks, or its script cannot be loaded: for want of a network,
 * or because a newer version was deployed.
 */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failure?: Error | undefined }> {
  override state: { failure?: Error | undefined } = {};

  static getDerivedStateFromError(failure: Error) {
    return { failure };
  }

  readonly #again = () => void forgetFailures().then(() => this.setState({ failure: undefined }));

  override render() {
    const { failure } = this.state;
    if (failure instanceof NotLoaded) return <Missing onRetry={this.#again} />;
    return failure ? <Broken failure={failure} /> : this.props.children;
  }
}

function Broken({ failure }: { failure: Error }) {
  const { common } = useMessages();
  return (
    <Alert type="error" header={common.broken} action={<Button onClick={() => location.reload()}>{common.reload}</Button>}>
      {failure.message}
    </Alert>
  );
}

/** Loaded again when somebody asks, and by itself when the network is back. */
function Missing({ onRetry }: { onRetry: () => void }) {
  const { reads, grid, common } = useMessages();
  useEffect(() => {
    addEventListener('online', onRetry);
    return () => removeEventListener('online', onRetry);
  }, [onRetry]);
  const header = navigator.onLine ? reads.failed : reads.offline;
  return (
    <Alert
      type={navigator.onLine ? 'error' : 'warning'}
      header={
        <Box variant="h1" fontSize="heading-s" color="inherit" padding="n">
          {header}
        </Box>
      }
      action={
        <>
          <Button onClick={onRetry}>{grid.tryAgain}</Button>{' '}
          {navigator.onLine && <Button onClick={() => location.reload()}>{common.reload}</Button>}
        </>
      }
    >
      {navigator.onLine ? reads.part : reads.whenBack}
    </Alert>
  );
}
