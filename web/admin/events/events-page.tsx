import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { ViewLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import { type SentEvent, useEvents } from './use-events.ts';

/** What left for other systems: in the local stack, which alone keeps a list. */
export default function EventsPage({ kind }: { kind?: string | undefined }) {
  const { events: words, common, grid } = useMessages();
  const format = useFormat();
  const { events, loading, failure, read, isKept } = useEvents(kind);
  if (!isKept) return <Alert header={words.title}>{words.notKept}</Alert>;
  const columns: TableProps.ColumnDefinition<SentEvent>[] = [
    { id: 'time', header: words.time, minWidth: 190, cell: ({ time }) => format.instant(time) },
    { id: 'kind', header: words.kind, minWidth: 190, cell: (event) => <Kind event={event} /> },
    { id: 'subject', header: words.subject, minWidth: 220, cell: ({ detail }) => <Subject {...detail.data} /> },
    { id: 'id', header: words.id, isRowHeader: true, minWidth: 260, cell: ({ id, detail }) => detail.id ?? id },
  ];
  return (
    <Table
      items={events}
      trackBy="id"
      columnDefinitions={columns}
      enableKeyboardNavigation
      stickyHeader
      wrapLines
      loading={loading && events.length === 0}
      loadingText={common.loading}
      ariaLabels={{ tableLabel: words.title }}
      filter={<Kinds kind={kind} events={events} />}
      header={
        <SpaceBetween size="xs">
          <Header
            variant="h1"
            counter={`(${format.number(events.length)})`}
            actions={<Button iconName="refresh" ariaLabel={grid.reload} onClick={() => void read()} />}
            description={words.what}
          >
            {words.title}
          </Header>
          {failure !== undefined && <Alert type="error">{words.failed}</Alert>}
        </SpaceBetween>
      }
      empty={failure === undefined && <Box>{kind === undefined ? words.none : words.noMatch}</Box>}
    />
  );
}

function Kind({ event: { 'detail-type': kind, detail } }: { event: SentEvent }) {
  const { events } = useMessages();
  return (
    <>
      {kind} {typeof detail.replay === 'string' && <Badge>{events.replay}</Badge>}
    </>
  );
}

function Subject({ productId, warehouseId, reservationId, orderId }: NonNullable<SentEvent['detail']['data']>) {
  if (productId === undefined) return orderId ?? reservationId;
  return (
    <>
      <ViewLink to={{ name: 'product', productId }}>{productId}</ViewLink>, {warehouseId}
    </>
  );
}

/** The kinds that the page has seen so far. */
function Kinds({ kind, events }: { kind: string | undefined; events: readonly SentEvent[] }) {
  const { events: words, filters } = useMessages();
  const [seen, setSeen] = useState<readonly string[]>([]);
  const now = new Set([...seen, ...(kind === undefined ? [] : [kind]), ...events.map((event) => event['detail-type'])]);
  if (now.size > seen.length) setSeen([...now].toSorted());
  const options = [{ label: filters.any, value: '' }, ...seen.map((value) => ({ label: value, value }))];
  return (
    <FormField label={words.kind}>
      <Select
        options={options}
        selectedOption={options.find(({ value }) => value === (kind ?? '')) ?? null}
        onChange={({ detail }) => {
          const { value = '' } = detail.selectedOption;
          go({ name: 'events', ...(value !== '' && { kind: value }) });
        }}
      />
    </FormField>
  );
}
