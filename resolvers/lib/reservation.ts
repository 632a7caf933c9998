import { util } from '@aws-appsync/utils';
import { reservationClosed, reservationExpired, reservationNotFound } from '../../domain/refusals.ts';
import { isHolding, reservationView } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { Reservation } from '../../schema/types.ts';
import { refuse } from './errors.ts';

/** A stored reservation as callers see it now. */
export function viewOf(item: ReservationItem): Reservation {
  return reservationView(item, util.time.nowEpochSeconds(), isoOf(item.expires_at));
}

/** Epoch seconds as ISO 8601 with milliseconds, like every other time of the API. */
function isoOf(epochSeconds: number): string {
  return util.time.epochMilliSecondsToISO8601(epochSeconds * 1000);
}

/**
 * The reservation, if it is there and holding; otherwise NOT_FOUND, RESERVATION_EXPIRED or
 * RESERVATION_CLOSED.
 */
export function holding(reservationId: string, item: ReservationItem | null | undefined): ReservationItem {
  const known = existing(reservationId, item);
  if (isHolding(known, util.time.nowEpochSeconds())) {
    return known;
  }
  const reservation = viewOf(known);
  refuse(reservation.status === 'EXPIRED' ? reservationExpired(reservation) : reservationClosed(reservation));
}

/** The reservation, if it is there; otherwise NOT_FOUND. */
export function existing(reservationId: string, item: ReservationItem | null | undefined): ReservationItem {
  return item ?? refuse(reservationNotFound(reservationId));
}
