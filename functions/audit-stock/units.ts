import type { LineItem } from '../../domain/lines.ts';
import type { ReservationItem } from '../../domain/reservation.ts';

/** Units of a level that open reservations have, and those of them that are committed. */
export interface Units {
  reserved: number;
  committed: number;
}

/** Adds the units of one line. */
export function addUnits(units: Units, { status }: Pick<ReservationItem, 'status'>, { quantity }: Pick<LineItem, 'quantity'>): void {
  units.reserved += quantity;
  if (status === 'COMMITTED') units.committed += quantity;
}

export function sameUnits(one: Units, other: Units): boolean {
  return one.reserved === other.reserved && one.committed === other.committed;
}
