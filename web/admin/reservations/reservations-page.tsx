import { useState } from 'react';
import type { Reservation, ReservationFilterInput } from '../../../schema/types.ts';
import { useNow } from '../components/use-now.ts';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { Lines } from './lines.tsx';
import { Release } from './release.tsx';
import type { ReservationAction, ReservationColumn } from './reservation-columns.ts';
import { ReservationTable } from './reservation-table.tsx';
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
  const actions = (reservation: Reservation): ReservationAction[] => [
    { text: words.release, label: words.releaseOne(reservation.reservationId), run: () => setReleasing(reservation) },
  ];
  return (
    <StaleNote>
      <ReservationTable list={list} columns={columns} actions={mayEdit ? actions : undefined} title={words.title} none={words.none} />
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
