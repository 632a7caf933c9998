import { useCallback } from 'react';
import { limits } from '../../../domain/limits.ts';
import type { Reservation, ReservationStatus } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useNow } from '../components/use-now.ts';
import { useReading } from '../components/use-reading.ts';
import { ViewLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { Card } from './card.tsx';

const SHOWN = 5;
const SOON_MINUTES = 15;
const MINUTE_MS = 60_000;

/** Active reservations whose time is nearly over, soonest first. */
export function Ending() {
  const { home } = useMessages();
  const format = useFormat();
  const now = useNow();
  const { value, more, failure, again } = useFirstOnes('ACTIVE');
  const soon = value?.filter(({ expiresAt }) => Date.parse(expiresAt) > now && Date.parse(expiresAt) - now <= SOON_MINUTES * MINUTE_MS);
  return (
    <Card
      title={home.ending}
      description={home.endingWhat(format.number(SOON_MINUTES))}
      count={counted(soon, more && soon?.length === value?.length, (value) => format.number(value))}
      to={{ name: 'reservations' }}
      toAll={home.toReservations}
      none={home.endingNone}
      failure={failure}
      onRetry={again}
      items={soon?.slice(0, SHOWN).map(({ reservationId, expiresAt, lines }) => ({
        key: reservationId,
        content: (
          <>
            <Units lines={lines} />
            <span>{home.endsIn(format.timeLeft(Date.parse(expiresAt) - now))}</span>
          </>
        ),
      }))}
    />
  );
}

/** Paid orders that wait for their parcel, oldest first. */
export function Waiting() {
  const { home } = useMessages();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const { value, more, failure, again } = useFirstOnes('COMMITTED');
  const orders = value && firstOfEach(value);
  return (
    <Card
      title={home.waiting}
      description={home.waitingWhat}
      count={counted(orders, more, (count) => format.number(count))}
      to={{ name: 'packing' }}
      toAll={home.toPacking}
      none={home.waitingNone}
      failure={failure}
      onRetry={again}
      items={orders?.slice(0, SHOWN).map(({ reservationId, orderId, committedAt }) => ({
        key: reservationId,
        content: (
          <>
            <ViewLink to={{ name: 'packing', ...(orderId && { orderId }) }}>{orderId ?? reservationId}</ViewLink>
            <span>{home.paid(format.ago(committedAt ?? '', now))}</span>
          </>
        ),
      }))}
    />
  );
}

/** The first reservation of each order: one basket may be paid with several. */
function firstOfEach(paid: readonly Reservation[]): Reservation[] {
  const seen = new Set<string>();
  return paid.filter(({ orderId, reservationId }) => {
    const order = orderId ?? reservationId;
    return !seen.has(order) && seen.add(order);
  });
}

/** What is reserved, for the first of its products. */
function Units({ lines }: Pick<Reservation, 'lines'>) {
  const { reservations } = useMessages();
  const format = useFormat();
  const [first] = lines;
  if (!first) return null;
  return (
    <span>
      {reservations.units(format.number(first.quantity))}{' '}
      <ViewLink to={{ name: 'product', productId: first.productId }}>{first.productId}</ViewLink>
      {lines.length > 1 && ` ${format.delta(lines.length - 1)}`}
    </span>
  );
}

/** The first page of a list of reservations, and whether there are more. */
function useFirstOnes(status: ReservationStatus) {
  const { client } = useBackend();
  const { value, ...rest } = useReading(
    useCallback(() => ask(client, documents.listReservations, { filter: { status }, limit: limits.pageSize }), [client, status]),
  );
  return { value: value?.items, more: (value?.nextToken ?? null) !== null, ...rest };
}

function counted(items: readonly unknown[] | undefined, more: boolean, number: (value: number) => string): string | undefined {
  return items && `${number(items.length)}${more ? '+' : ''}`;
}
