import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMemo, useState } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { Reservation } from '../../../schema/types.ts';
import { useNow } from '../components/use-now.ts';
import { useTyped } from '../components/use-typed.ts';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import { useMayEdit } from '../session/backend-context.ts';
import { Lines } from './lines.tsx';
import { Release } from './release.tsx';
import type { ReservationAction, ReservationColumn } from './reservation-columns.ts';
import { ReservationTable } from './reservation-table.tsx';
import { Ship } from './ship.tsx';
import { useReservations } from './use-reservations.ts';

const MINUTE_MS = 60_000;

/** What somebody is about to do with an order. */
type Asked = { does: 'ship' | 'cancel'; reservation: Reservation };

/** Paid orders that have not shipped, oldest first: what a warehouse has to pack. */
export default function PackingPage({ orderId }: { orderId?: string | undefined }) {
  const { packing: words, reservations } = useMessages();
  const mayEdit = useMayEdit();
  const filter = useMemo(() => ({ status: 'COMMITTED' as const, ...(orderId !== undefined && { orderId }) }), [orderId]);
  const list = useReservations(filter);
  const [asked, setAsked] = useState<Asked>();
  const columns: ReservationColumn[] = [
    { id: 'order', header: words.order, isRowHeader: true, minWidth: 160, cell: orderOf },
    { id: 'lines', header: reservations.lines, minWidth: 260, cell: (reservation) => <Lines reservation={reservation} /> },
    { id: 'paid', header: words.paid, minWidth: 190, cell: ({ committedAt }) => <Paid at={committedAt ?? ''} /> },
    { id: 'id', header: reservations.id, minWidth: 160, cell: ({ reservationId }) => reservationId },
  ];
  const actions = (reservation: Reservation): ReservationAction[] => [
    { text: words.ship, label: words.shipOne(orderOf(reservation)), run: () => setAsked({ does: 'ship', reservation }) },
    { text: words.cancel, label: words.cancelOne(orderOf(reservation)), run: () => setAsked({ does: 'cancel', reservation }) },
  ];
  return (
    <StaleNote>
      <ReservationTable
        list={list}
        columns={columns}
        actions={mayEdit ? actions : undefined}
        title={words.title}
        description={words.what}
        none={orderId === undefined ? words.none : words.noMatch}
        filter={<Search orderId={orderId} />}
      />
      {asked && (
        <Asking
          {...asked}
          onClose={(done) => {
            setAsked(undefined);
            if (done) void list.read();
          }}
        />
      )}
    </StaleNote>
  );
}

function orderOf({ orderId }: Reservation): string {
  return orderId ?? '';
}

function Asking({ does, reservation, onClose }: Asked & { onClose: (done: boolean) => void }) {
  const { packing: words } = useMessages();
  if (does === 'ship') return <Ship reservation={reservation} onClose={onClose} />;
  const order = orderOf(reservation);
  return (
    <Release
      reservation={reservation}
      title={words.cancelOne(order)}
      confirm={words.confirm}
      action={words.cancel}
      done={words.cancelled(order)}
      onClose={onClose}
    />
  );
}

/** The API finds an order by its whole id only. */
function Search({ orderId = '' }: { orderId?: string | undefined }) {
  const { packing: words } = useMessages();
  const [text, setText] = useTyped(orderId, (typed) => go({ name: 'packing', ...(typed !== '' && { orderId: typed }) }, { replace: true }));
  return (
    <FormField label={words.search}>
      <Input
        type="search"
        value={text}
        placeholder={words.searchHint}
        onChange={({ detail }) => setText(detail.value.slice(0, limits.idLength))}
      />
    </FormField>
  );
}

function Paid({ at }: { at: string }) {
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  return (
    <>
      <time dateTime={at}>{format.instant(at)}</time>
      <Box variant="small" display="block">
        {format.ago(at, now)}
      </Box>
    </>
  );
}
