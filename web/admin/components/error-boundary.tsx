import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';

/**
 * Keeps the page usable when a view breaks, or its script cannot be loaded because a newer version
 * was deployed.
 */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failure?: Error }> {
  override state: { failure?: Error } = {};

  static getDerivedStateFromError(failure: Error) {
    return { failure };
  }

  override render() {
    return this.state.failure ? <Broken failure={this.state.failure} /> : this.props.children;
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
