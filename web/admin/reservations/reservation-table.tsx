import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type ReactNode, useCallback } from 'react';
import type { Reservation } from '../../../schema/types.ts';
import { ReadFailure } from '../components/read-failure.tsx';
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
  const { reservations, more, loading, failure, read, readMore } = list;
  const again = useCallback(() => void read(), [read]);
  const failed = failure !== undefined && <ReadFailure failure={failure} onRetry={again} />;
  const known = reservations.length > 0 || (!loading && !failed);
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
            {...(known && { counter: `(${format.number(reservations.length)}${more ? '+' : ''})` })}
            actions={<Button iconName="refresh" ariaLabel={grid.reload} onClick={again} />}
            description={description}
          >
            {title}
          </Header>
          {reservations.length > 0 && failed}
        </SpaceBetween>
      }
      empty={failed || <Box>{none}</Box>}
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
