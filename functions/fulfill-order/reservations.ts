import { reservationClosed, reservationExpired, reservationNotFound } from '../../domain/refusals.ts';
import { effectiveStatus, reservationView } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { Refusal } from '../lib/refusal.ts';

/**
 * The reservations of an order, all there and holding. Otherwise RESERVATION_EXPIRED before
 * RESERVATION_CLOSED before NOT_FOUND, each about the first reservation that it is true of.
 */
export function usableReservations(
  reservationIds: readonly string[],
  found: readonly (ReservationItem | undefined)[],
  nowSeconds: number,
): ReservationItem[] {
  const known = found.filter((reservation) => reservation !== undefined);
  const byStatus = (closed: (status: string) => boolean) => known.find((reservation) => closed(effectiveStatus(reservation, nowSeconds)));
  const expired = byStatus((status) => status === 'EXPIRED');
  if (expired) throw new Refusal(reservationExpired(view(expired, nowSeconds)));
  const closed = byStatus((status) => status !== 'ACTIVE');
  if (closed) throw new Refusal(reservationClosed(view(closed, nowSeconds)));
  const missing = reservationIds.find((_id, place) => found[place] === undefined);
  if (missing !== undefined) throw new Refusal(reservationNotFound(missing));
  return known;
}

function view(reservation: ReservationItem, nowSeconds: number) {
  return reservationView(reservation, nowSeconds, new Date(reservation.expires_at * 1000).toISOString());
}
