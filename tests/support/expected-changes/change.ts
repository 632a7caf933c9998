import type { StockChange, StockKeyInput } from '../../../schema/types.ts';
import { callersOf } from '../client.ts';
import { aReservedLevel, newId } from '../fixtures.ts';
import { isLocal, useStack } from '../stack.ts';

/** One writer, and what the change feed must tell of what it did. */
export interface Change {
  name: string;
  /** The level whose changes count, as it is before. */
  prepare: () => Promise<StockKeyInput & { reservation?: string; other?: StockKeyInput }>;
  act: (level: StockKeyInput & { reservation?: string; other?: StockKeyInput }) => Promise<unknown>;
  /** Oldest first. */
  expected: Partial<StockChange>[];
}

const stack = useStack();
export const { admin, checkout, catalogue } = callersOf(stack);

/**
 * Who a signed request is from; elsewhere than locally, what the role is called is the operator's.
 */
export const named = (name: string) => ({ actorKind: 'ROLE' as const, ...(isLocal(stack) && { actor: name }) });
export const note = 'as seen on the shelf';
export const reference = newId('reference');

/** A level of ten units of which one reservation has some. */
export const levelWithReservation = async (reserved: number) => {
  const { level, reservation } = await aReservedLevel({ reserved, ttlSeconds: 600 });
  return { ...level, reservation: reservation.reservationId };
};
export const reservationOf = ({ reservation = '' }: { reservation?: string }) => reservation;
