import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { Reservation } from '../../../schema/types.ts';
import { Loading } from '../components/loading.tsx';
import type { ReservationAction, ReservationColumn } from './reservation-columns.ts';
import './reservation-cards.css';

interface Props {
  title: string;
  reservations: readonly Reservation[];
  columns: readonly ReservationColumn[];
  actions: ((reservation: Reservation) => ReservationAction[]) | undefined;
  header: ReactNode;
  filter: ReactNode;
  empty: ReactNode;
  footer: ReactNode;
  isLoading: boolean;
}

/** Reservations for a phone: what the columns of the table have, one below the other. */
export function ReservationCards({ title, reservations, columns, actions, header, filter, empty, footer, isLoading }: Props) {
  const top = (
    <SpaceBetween size="xs">
      {header}
      {filter}
    </SpaceBetween>
  );
  return (
    <Container disableContentPaddings header={top} footer={footer}>
      {reservations.length === 0 && <div className="no-reservations">{isLoading ? <Loading /> : empty}</div>}
      <ul className="reservation-cards" aria-label={title}>
        {reservations.map((reservation) => (
          <li key={reservation.reservationId}>
            <Facts reservation={reservation} columns={columns} />
            {actions && <Actions actions={actions(reservation)} />}
          </li>
        ))}
      </ul>
    </Container>
  );
}

function Facts({ reservation, columns: [first, ...rest] }: { reservation: Reservation; columns: readonly ReservationColumn[] }) {
  return (
    <>
      <strong>{first?.cell(reservation)}</strong>
      <dl>
        {rest.map((column) => {
          const content = column.cell(reservation);
          return (
            content !== '' && (
              <div key={column.id}>
                <dt>{column.header}</dt>
                <dd>{content}</dd>
              </div>
            )
          );
        })}
      </dl>
    </>
  );
}

/** Apart from each other: one sends a parcel, the other gives its units away. */
function Actions({ actions }: { actions: readonly ReservationAction[] }) {
  return (
    <div className="actions">
      {actions.map(({ text, label, run }) => (
        <Button key={text} ariaLabel={label} onClick={run}>
          {text}
        </Button>
      ))}
    </div>
  );
}
