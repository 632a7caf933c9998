import type { Reservation, ReservationLine } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservation, newId } from '../../support/fixtures.ts';
import { commitReservation } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

/** A paid order of these lines that has not shipped. */
export async function aPaidOrder(lines: ReservationLine[]): Promise<Reservation & { orderId: string }> {
  const { reservationId } = await aReservation(lines);
  const orderId = newId('order');
  return { ...(await accepted(commitReservation(callersOf(useStack()).checkout, { reservationId, orderId }))), orderId };
}
