import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Reservation, ReservationFilterInput } from '../../../schema/types.ts';
import { useNow } from '../components/use-now.ts';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { Release } from './release.tsx';
import { Lines, type ReservationColumn, ReservationTable } from './reservation-table.tsx';
import { useReservations } from './use-reservations.ts';

const ACTIVE: ReservationFilterInput = { status: 'ACTIVE' };

/** Who holds what, and how long still. */
export default function ReservationsPage() {
  const { reservations: words } = useMessages();
  const format = useFormat();
  const mayEdit = useMayEdit();
  const list = useReservations(ACTIVE);
  const [releasing, setReleasing] = useState<Reservation>();
  const columns: ReservationColumn[] = [
    { id: 'id', header: words.id, isRowHeader: true, minWidth: 200, cell: ({ reservationId }) => reservationId },
    { id: 'lines', header: words.lines, minWidth: 260, cell: (reservation) => <Lines reservation={reservation} /> },
    { id: 'reference', header: words.reference, minWidth: 120, cell: ({ reference }) => reference ?? '' },
    { id: 'created', header: words.created, minWidth: 190, cell: ({ createdAt }) => format.instant(createdAt) },
    { id: 'left', header: words.left, minWidth: 100, cell: ({ expiresAt }) => <TimeLeft expiresAt={expiresAt} /> },
  ];
  const release: ReservationColumn = {
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
      <ReservationTable list={list} columns={mayEdit ? [...columns, release] : columns} title={words.title} none={words.none} />
      {releasing && (
        <Release
          reservation={releasing}
          title={words.releaseOne(releasing.reservationId)}
          confirm={words.confirm}
          action={words.release}
          done={words.released(releasing.reservationId)}
          onClose={(released) => {
            setReleasing(undefined);
            if (released) void list.read();
          }}
        />
      )}
    </StaleNote>
  );
}

function TimeLeft({ expiresAt }: { expiresAt: string }) {
  const { reservations } = useMessages();
  const format = useFormat();
  const left = Date.parse(expiresAt) - useNow();
  return <span className="count">{left > 0 ? format.timeLeft(left) : reservations.over}</span>;
}
