import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';

/** A page that has one thing to say and at most a few things to do. */
export function Problem(props: { title: string; text: ReactNode; action?: string; onAction?: () => void; more?: ReactNode }) {
  return (
    <main className="screen">
      <Container header={<Header variant="h1">{props.title}</Header>}>
        <SpaceBetween size="m">
          <Box>{props.text}</Box>
          {props.action !== undefined && (
            <Button variant="primary" onClick={() => props.onAction?.()}>
              {props.action}
            </Button>
          )}
          {props.more}
        </SpaceBetween>
      </Container>
    </main>
  );
}

export function Waiting({ text }: { text: string }) {
  return (
    <main className="screen" aria-busy="true">
      <Box textAlign="center" color="text-body-secondary">
        <Spinner /> {text}
      </Box>
    </main>
  );
}
