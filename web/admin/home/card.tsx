import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { ReactNode } from 'react';
import { ReadFailure } from '../components/read-failure.tsx';
import { ViewLink } from '../components/view-link.tsx';
import { useMessages } from '../i18n/language.tsx';
import type { View } from '../routing/view.ts';

interface Props {
  title: string;
  description?: string;
  /** How many there are, as text. */
  count?: string | undefined;
  /** Where all of it is, and how that link is called. */
  to: View;
  toAll: string;
  /** Undefined while it is on its way. */
  items: readonly { key: string; content: ReactNode }[] | undefined;
  none: string;
  failure?: unknown;
  onRetry?: () => void;
}

/** One thing to look after: its first few entries, and the link to all of them. */
export function Card({ title, description, count, to, toAll, items, none, failure, onRetry }: Props) {
  const { common } = useMessages();
  const failed = failure !== undefined && onRetry && <ReadFailure failure={failure} onRetry={onRetry} />;
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" {...(count !== undefined && { counter: `(${count})` })} description={description}>
          {title}
        </Header>
      }
      footer={<ViewLink to={to}>{toAll}</ViewLink>}
    >
      {failed}
      {!failed && items === undefined && <Box color="text-body-secondary">{common.loading}</Box>}
      {!failed && items?.length === 0 && <Box color="text-body-secondary">{none}</Box>}
      {items !== undefined && items.length > 0 && (
        <ul className="plain entries" aria-label={title}>
          {items.map(({ key, content }) => (
            <li key={key}>{content}</li>
          ))}
        </ul>
      )}
    </Container>
  );
}
