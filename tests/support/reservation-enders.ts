import type { Reservation, StockLevel } from '../../schema/types.ts';
import type { Callers } from './client.ts';
import type { Fault } from './faults.ts';
import { line, newId } from './fixtures.ts';
import { changeReservation, commitReservation, extendReservation, fulfillStock, type Outcome, releaseStock } from './operations.ts';
import { accepted, verdict } from './outcome.ts';
import { untilDecided } from './race.ts';
import { runNow } from './run-now.ts';
import type { StackDescription } from './stack.ts';

/** Whoever can meet at a reservation. */
export type Ender = 'ship' | 'release' | 'extend' | 'change' | 'commit' | 'pay-late' | 'sweep' | 'ttl';

/** A reservation and the one level that it has units of. */
export interface Scene {
  level: StockLevel;
  reservation: Reservation;
}

/**
 * Callers are refused once a reservation is due, but who pays late; the others come only then.
 */
export const callersAtReservation = ['ship', 'release', 'extend', 'change', 'commit', 'pay-late'] as const satisfies Ender[];
export const broomsAtReservation = ['sweep', 'ttl'] as const satisfies Ender[];

/**
 * Lets one of them act on a reservation. Answers what came of it: OK or the error of a call, how
 * many reservations a sweep or TTL has ended. TTL is done when it has deleted; its units follow.
 */
export async function act(ender: Ender, { level, reservation }: Scene, stack: StackDescription, callers: Callers): Promise<string> {
  if (ender === 'sweep') return `${String((await runNow(stack, 'expire-reservations'))['closed'])} closed`;
  if (ender === 'ttl') {
    const { deleted } = (await runNow(stack, 'ttl')) as { deleted: Record<string, number> };
    return `${deleted[stack.tables.reservations] ?? 0} deleted`;
  }
  return verdict(await untilDecided(callAt(ender, { level, reservation }, callers)));
}

/** The same call each time. */
export function callAt(
  ender: (typeof callersAtReservation)[number],
  { level, reservation }: Scene,
  callers: Callers,
): () => Promise<Outcome<unknown>> {
  const { checkout } = callers;
  const { reservationId } = reservation;
  const orderId = newId('order');
  const calls = {
    ship: () => fulfillStock(checkout, { orderId, reservationIds: [reservationId] }),
    release: () => releaseStock(checkout, { reservationId }),
    extend: () => extendReservation(checkout, { reservationId, ttlSeconds: 600 }),
    change: () => changeReservation(checkout, { reservationId, lines: [line(level, 5)] }),
    commit: () => commitReservation(checkout, { reservationId, orderId }),
    'pay-late': () => commitReservation(checkout, { reservationId, orderId, reacquire: true }),
  };
  return calls[ender];
}

/**
 * The write by which it ends or changes a reservation, as a fault finds it. Of TTL, which cannot be
 * held back itself, the one that gives the units back.
 */
export function writeOf(ender: Ender, { tables }: StackDescription): Partial<Fault> {
  if (ender === 'ttl') return { operation: 'TransactWriteItems', table: tables.requests };
  return { operation: ender === 'extend' ? 'UpdateItem' : 'TransactWriteItems', table: tables.reservations };
}

/**
 * Ends a reservation that somebody has extended or committed, so that of every reservation there is
 * one end to be told.
 */
export async function endAtLast({ reservation }: Scene, callers: Callers): Promise<void> {
  const outcome = await untilDecided(() => releaseStock(callers.checkout, reservation));
  if (!['NOT_FOUND', 'RESERVATION_CLOSED'].includes(verdict(outcome))) await accepted(Promise.resolve(outcome));
}
