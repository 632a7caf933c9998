import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { StaleNote } from '../connection/stale-note.tsx';
import { useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { useSummary } from '../stock-grid/use-summary.ts';
import { Attention } from './attention.tsx';
import { Ending, Waiting } from './open-orders.tsx';
import { Imports, People, Unprocessed } from './what-happened.tsx';

/** What a working day begins with: what needs somebody, each with the way to all of it. */
export default function HomePage() {
  const { home, statuses } = useMessages();
  const mayEdit = useMayEdit();
  const summary = useSummary();
  return (
    <StaleNote>
      <SpaceBetween size="l">
        <Header variant="h1">{home.title}</Header>
        <section className="cards" aria-label={home.attention}>
          <Attention title={statuses.OUT_OF_STOCK} to={{ name: 'stock', status: 'OUT_OF_STOCK' }} count={summary?.out} />
          <Attention title={statuses.LOW_STOCK} to={{ name: 'stock', status: 'LOW_STOCK' }} count={summary?.low} />
          <Attention title={statuses.OVERSOLD} to={{ name: 'stock', oversold: true }} count={summary?.oversold} />
        </section>
        <div className="cards wide">
          <Waiting />
          <Ending />
          <People />
          {mayEdit && <Imports />}
          <Unprocessed />
        </div>
        <Alert type="info" header={home.unseen}>
          {home.unseenWhat}
        </Alert>
      </SpaceBetween>
    </StaleNote>
  );
}
