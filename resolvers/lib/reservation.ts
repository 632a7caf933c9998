import { util } from '@aws-appsync/utils';
import { holdKeyPrefix, isHolding, reservationView } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { Reservation } from '../../schema/types.ts';
import { refuse } from './refuse.ts';

/** A stored hold as callers see it now. */
export function viewOf(item: ReservationItem): Reservation {
  return reservationView(item, util.time.nowEpochSeconds(), isoOf(item.expires_at));
}

/** Epoch seconds as ISO 8601 with milliseconds, like every other time of the API. */
function isoOf(epochSeconds: number): string {
  return util.time.epochMilliSecondsToISO8601(epochSeconds * 1000);
}

/** The end of a hold that lasts `ttlSeconds` from now, epoch seconds: now is rounded up, so it never ends early. */
export function endOfHold(ttlSeconds: number): number {
  return Math.ceil(util.time.nowEpochMilliSeconds() / 1000) + ttlSeconds;
}

/** The sort key of an active hold in its index. Base64, so that no odd id breaks the order or the key's size. */
export function holdKey(expiresAt: number, reservationId: string): string {
  return `${holdKeyPrefix(expiresAt)}#${util.base64Encode(reservationId)}`;
}

/** The hold, if it is there and holding; otherwise NOT_FOUND, RESERVATION_EXPIRED or RESERVATION_CLOSED. */
export function holding(reservationId: string, item: ReservationItem | null | undefined): ReservationItem {
  const known = existing(reservationId, item);
  if (isHolding(known, util.time.nowEpochSeconds())) {
    return known;
  }
  const reservation = viewOf(known);
  return reservation.status === 'EXPIRED'
    ? refuse('RESERVATION_EXPIRED', `Reservation ${reservationId} expired at ${reservation.expiresAt}. Make a new one.`, { reservation })
    : closed(reservation);
}

/** The hold, if it is there; otherwise NOT_FOUND. */
export function existing(reservationId: string, item: ReservationItem | null | undefined): ReservationItem {
  return item ?? refuse('NOT_FOUND', `No reservation ${reservationId} is known.`, { reservationId });
}

/** RESERVATION_CLOSED. */
export function closed(reservation: Reservation): never {
  refuse('RESERVATION_CLOSED', `Reservation ${reservation.reservationId} is already ${reservation.status.toLowerCase()}.`, { reservation });
}
