import type { ErrorType } from './errors.ts';
import { limits } from './limits.ts';
import type { AskedLine } from './lines.ts';
import type { Reservation } from '../schema/types.ts';

// The answers of the contract that are no success and that more than one field gives, for resolvers
// and functions.

/** A sentence that a person can act on, and all that a program needs. */
export interface Refused {
  type: ErrorType;
  message: string;
  info: Record<string, unknown>;
}

/** A warehouse that has units for the caller. */
export interface Elsewhere {
  warehouseId: string;
  available: number;
}

/** One short line of INSUFFICIENT_STOCK. */
export interface Shortage {
  productId: string;
  /** Null where the caller left it to the server. */
  warehouseId: string | null;
  requested: number;
  available: number;
  /** The other warehouses that have it, the fullest first; absent where nobody looked. */
  others?: Elsewhere[];
}

/** A line that asks for more than there is. */
export function shortageOf({ product_id, warehouse_id, quantity }: AskedLine, available: number): Shortage {
  return { productId: product_id, warehouseId: warehouse_id, requested: quantity, available };
}

/** One field is out of range or malformed, with the limit that it broke where there is one. */
export function invalidInput(field: string, message: string, limit: number | undefined): Refused {
  return { type: 'INVALID_INPUT', message: `${field} ${message}.`, info: limit === undefined ? { field } : { field, limit } };
}

/** The id is known from a call with another input. Nothing was changed. */
export function idReused(id: string): Refused {
  return { type: 'ID_REUSED', message: `The id ${id} was used for another call before. Choose a new one.`, info: { id } };
}

/** A reservation is committed already, for another order than the one that is named now. */
export function committedForAnother(reservation: Reservation): Refused {
  const { reservationId, orderId } = reservation;
  const message = `Reservation ${reservationId} is committed for order ${orderId} already.`;
  return { type: 'ID_REUSED', message, info: { id: reservationId, reservation } };
}

/** The time of a reservation is over. */
export function reservationExpired(reservation: Reservation): Refused {
  const message = `Reservation ${reservation.reservationId} expired at ${reservation.expiresAt}. Make a new one.`;
  return { type: 'RESERVATION_EXPIRED', message, info: { reservation } };
}

/** A reservation has ended in another way. */
export function reservationClosed(reservation: Reservation): Refused {
  const message = `Reservation ${reservation.reservationId} is already ${reservation.status.toLowerCase()}.`;
  return { type: 'RESERVATION_CLOSED', message, info: { reservation } };
}

/** A reservation was changed or committed since the caller saw it. */
export function revisionConflict(expectedRevision: number, reservation: Reservation): Refused {
  const message = `Reservation ${reservation.reservationId} is at revision ${reservation.revision}, not ${expectedRevision}. Look at it again.`;
  return { type: 'VERSION_CONFLICT', message, info: { expectedRevision, reservation } };
}

/** There is no such reservation. */
export function reservationNotFound(reservationId: string): Refused {
  return { type: 'NOT_FOUND', message: `No reservation ${reservationId} is known.`, info: { reservationId } };
}

/** Every level of a call that is unknown or retired. */
export function levelsNotFound(lines: Pick<AskedLine, 'product_id' | 'warehouse_id'>[]): Refused {
  const named = lines.map((line) => `${line.product_id} in ${line.warehouse_id ?? ANYWHERE}`);
  return {
    type: 'NOT_FOUND',
    message: `No stock level is known for ${sentenceList(named)}. Create it with updateStock first.`,
    info: { lines: lines.map((line) => ({ productId: line.product_id, warehouseId: line.warehouse_id })) },
  };
}

/** Every line that asks for more than there is. */
export function insufficientStock(lines: Shortage[]): Refused {
  const named = lines.map(
    (line) => `${line.productId} in ${line.warehouseId ?? ANYWHERE} (${line.requested} asked, ${line.available} there)`,
  );
  return { type: 'INSUFFICIENT_STOCK', message: `Not enough stock of ${sentenceList(named)}.`, info: { lines } };
}

/** The attempts of one call are used up. Nothing is half done that would not be finished. */
export function contention(retryAfterMs: number): Refused {
  const message = 'Too many calls meet at the same stock right now. Send the same call again; it takes effect once.';
  return { type: 'CONTENTION', message, info: { retryAfterMs } };
}

/** A line that leaves its warehouse to the server asks them all. */
const ANYWHERE = 'any warehouse';

/** The lines of a reservation are spread over more levels than one transaction can hold. */
export function tooManyLevels(): Refused {
  const most = limits.linesPerReservation;
  const rule = `must touch at most ${most} levels after adding up repeated ones and splitting, those that a change takes from included`;
  return invalidInput('lines', rule, most);
}

/** How many a sentence names. */
const NAMED_IN_SENTENCE = 5;

/** A sentence stays readable: "a, b and 3 more". `info` has all. */
export function sentenceList(named: string[]): string {
  const more = named.length - NAMED_IN_SENTENCE;
  return more > 0 ? `${named.slice(0, NAMED_IN_SENTENCE).join(', ')} and ${more} more` : named.join(', ');
}
