import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { type ReactNode, useCallback } from 'react';
import type { Reservation } from '../../../schema/types.ts';
import { ReadFailure } from '../components/read-failure.tsx';
import { useIsPhone } from '../components/use-is-phone.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import type { ReservationAction, ReservationColumn } from './reservation-columns.ts';
import { ReservationCards } from './reservation-cards.tsx';
import type { ReservationList } from './use-reservations.ts';

interface Props {
  list: ReservationList;
  /** The first names the reservation. */
  columns: readonly ReservationColumn[];
  /** None for who may change nothing. */
  actions?: ((reservation: Reservation) => ReservationAction[]) | undefined;
  title: string;
  /** What the title leaves open. */
  description?: string;
  /** In place of rows. */
  none: string;
  filter?: ReactNode;
}

/** Reservations, read again by a press or by itself, with a button for more of them. */
export function ReservationTable({ list, columns, actions, title, description, none, filter }: Props) {
  const { common, grid, reservations: words } = useMessages();
  const format = useFormat();
  const isPhone = useIsPhone();
  const { reservations, more, loading, failure, read, readMore } = list;
  const again = useCallback(() => void read(), [read]);
  const failed = failure !== undefined && <ReadFailure failure={failure} onRetry={again} />;
  const known = reservations.length > 0 || (!loading && !failed);
  const header = (
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
  );
  const empty = failed || <Box>{none}</Box>;
  const footer = more && <Button onClick={readMore}>{grid.more}</Button>;
  const isFirst = loading && reservations.length === 0;
  if (isPhone)
    return <ReservationCards {...{ title, reservations, columns, actions, header, filter, empty, footer }} isLoading={isFirst} />;
  return (
    <Table
      items={[...reservations]}
      trackBy="reservationId"
      columnDefinitions={actions ? [...columns, actionColumn(words.actions, actions)] : columns}
      enableKeyboardNavigation
      stickyHeader
      wrapLines
      loading={isFirst}
      loadingText={common.loading}
      ariaLabels={{ tableLabel: title }}
      filter={filter}
      header={header}
      empty={empty}
      footer={footer}
    />
  );
}

function actionColumn(header: string, actions: (reservation: Reservation) => ReservationAction[]): ReservationColumn {
  return {
    id: 'actions',
    header,
    minWidth: 230,
    cell: (reservation) => (
      <SpaceBetween direction="horizontal" size="s">
        {actions(reservation).map(({ text, label, run }) => (
          <Button key={text} variant="inline-link" ariaLabel={label} onClick={run}>
            {text}
          </Button>
        ))}
      </SpaceBetween>
    ),
  };
}
