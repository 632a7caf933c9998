import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Reservation } from '../../../schema/types.ts';
import { useErrorText } from '../components/use-error-text.ts';
import { ViewLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import type { ReservationList } from './use-reservations.ts';

export type ReservationColumn = TableProps.ColumnDefinition<Reservation>;

interface Props {
  list: ReservationList;
  columns: readonly ReservationColumn[];
  title: string;
  /** What the title leaves open. */
  description?: string;
  /** In place of rows. */
  none: string;
  filter?: ReactNode;
}

/** Reservations, read again by a press or by itself, with a button for more of them. */
export function ReservationTable({ list, columns, title, description, none, filter }: Props) {
  const { common, grid } = useMessages();
  const format = useFormat();
  const errorText = useErrorText();
  const { reservations, more, loading, failure, read, readMore } = list;
  return (
    <Table
      items={[...reservations]}
      trackBy="reservationId"
      columnDefinitions={columns}
      enableKeyboardNavigation
      stickyHeader
      wrapLines
      loading={loading && reservations.length === 0}
      loadingText={common.loading}
      ariaLabels={{ tableLabel: title }}
      filter={filter}
      header={
        <SpaceBetween size="xs">
          <Header
            variant="h1"
            counter={`(${format.number(reservations.length)}${more ? '+' : ''})`}
            actions={<Button iconName="refresh" ariaLabel={grid.reload} onClick={() => void read()} />}
            description={description}
          >
            {title}
          </Header>
          {failure !== undefined && <Alert type="error">{errorText(failure)}</Alert>}
        </SpaceBetween>
      }
      empty={<Box>{none}</Box>}
      footer={more && <Button onClick={readMore}>{grid.more}</Button>}
    />
  );
}

/** What a reservation holds, line by line. */
export function Lines({ reservation }: { reservation: Reservation }) {
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
