import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { Reservation } from '../../../schema/types.ts';
import { useErrorText } from '../components/use-error-text.ts';
import { useNow } from '../components/use-now.ts';
import { ViewLink } from '../components/view-link.tsx';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { Release } from './release.tsx';
import { useReservations } from './use-reservations.ts';

/** Who holds what, and how long still. */
export default function ReservationsPage() {
  const { reservations: words, common, grid } = useMessages();
  const format = useFormat();
  const mayEdit = useMayEdit();
  const errorText = useErrorText();
  const { reservations, more, loading, failure, read, readMore } = useReservations();
  const [releasing, setReleasing] = useState<Reservation>();
  const columns: TableProps.ColumnDefinition<Reservation>[] = [
    { id: 'id', header: words.id, isRowHeader: true, minWidth: 200, cell: ({ reservationId }) => reservationId },
    { id: 'lines', header: words.lines, minWidth: 260, cell: (reservation) => <Lines reservation={reservation} /> },
    { id: 'reference', header: words.reference, minWidth: 120, cell: ({ reference }) => reference ?? '' },
    { id: 'created', header: words.created, minWidth: 190, cell: ({ createdAt }) => format.instant(createdAt) },
    { id: 'left', header: words.left, minWidth: 100, cell: ({ expiresAt }) => <TimeLeft expiresAt={expiresAt} /> },
  ];
  const release: TableProps.ColumnDefinition<Reservation> = {
    id: 'release',
    header: words.actions,
    minWidth: 120,
    cell: (reservation) => (
      <Button variant="inline-link" ariaLabel={words.releaseOne(reservation.reservationId)} onClick={() => setReleasing(reservation)}>
        {words.release}
      </Button>
    ),
  };
  return (
    <StaleNote>
      <Table
        items={[...reservations]}
        trackBy="reservationId"
        columnDefinitions={mayEdit ? [...columns, release] : columns}
        enableKeyboardNavigation
        stickyHeader
        wrapLines
        loading={loading && reservations.length === 0}
        loadingText={common.loading}
        ariaLabels={{ tableLabel: words.title }}
        header={
          <SpaceBetween size="xs">
            <Header
              variant="h1"
              counter={`(${format.number(reservations.length)}${more ? '+' : ''})`}
              actions={<Button iconName="refresh" ariaLabel={grid.reload} onClick={() => void read()} />}
            >
              {words.title}
            </Header>
            {failure !== undefined && <Alert type="error">{errorText(failure)}</Alert>}
          </SpaceBetween>
        }
        empty={<Box>{words.none}</Box>}
        footer={more && <Button onClick={readMore}>{grid.more}</Button>}
      />
      {releasing && (
        <Release
          reservation={releasing}
          onClose={(released) => {
            setReleasing(undefined);
            if (released) void read();
          }}
        />
      )}
    </StaleNote>
  );
}

function Lines({ reservation }: { reservation: Reservation }) {
  const { reservations } = useMessages();
  const format = useFormat();
  return (
    <ul className="plain">
      {reservation.lines.map(({ productId, warehouseId, quantity }) => (
        <li key={JSON.stringify([productId, warehouseId])}>
          {reservations.units(format.number(quantity))} <ViewLink to={{ name: 'product', productId }}>{productId}</ViewLink>, {warehouseId}
        </li>
      ))}
    </ul>
  );
}

function TimeLeft({ expiresAt }: { expiresAt: string }) {
  const { reservations } = useMessages();
  const format = useFormat();
  const left = Date.parse(expiresAt) - useNow();
  return <span className="count">{left > 0 ? format.timeLeft(left) : reservations.over}</span>;
}
