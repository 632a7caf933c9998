import { levelKey } from '../../domain/lines.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { MOST_ACTIONS } from '../lib/transactions.ts';

/** Reservations that end in one transaction, and the levels that get units back by it. */
export interface Group {
  reservations: ReservationItem[];
  levels: readonly string[];
}

/**
 * Up to so many due reservations end each for itself, so that the history names each. A larger
 * backlog would take too long that way.
 */
const MOST_ALONE = 1_000;

/** Due reservations in groups that fit a transaction each. */
export function groupsOf(reservations: readonly ReservationItem[]): Group[] {
  return reservations.length > MOST_ALONE ? joined(reservations) : alone(reservations);
}

/** Each reservation for itself. */
export function alone(reservations: readonly ReservationItem[]): Group[] {
  return reservations.map((reservation) => groupOf([reservation]));
}

/**
 * Reservations that touch the same levels together, so that a busy level holds up nobody else's.
 */
export function byLevels({ reservations }: Group): Group[] {
  const groups = Map.groupBy(reservations, (reservation) => levelsOf([reservation]).toSorted().join('\n'));
  return [...groups.values()].map((group) => groupOf(group));
}

/**
 * One action for every reservation and one for every level, which many small reservations may
 * share: so reservations of the same level come together.
 */
function joined(reservations: readonly ReservationItem[]): Group[] {
  const groups: { reservations: ReservationItem[]; levels: Set<string> }[] = [];
  for (const { reservation, levels } of byFirstLevel(reservations)) {
    const group = groups.at(-1);
    const more = levels.filter((level) => !group?.levels.has(level));
    if (group && group.reservations.length + 1 + group.levels.size + more.length <= MOST_ACTIONS) {
      group.reservations.push(reservation);
      for (const level of more) group.levels.add(level);
    } else groups.push({ reservations: [reservation], levels: new Set(levels) });
  }
  return groups.map((group) => ({ reservations: group.reservations, levels: [...group.levels] }));
}

function byFirstLevel(reservations: readonly ReservationItem[]): { reservation: ReservationItem; levels: string[] }[] {
  const first = ({ levels: [level = ''] }: { levels: string[] }): string => level;
  return reservations
    .map((reservation) => ({ reservation, levels: levelsOf([reservation]) }))
    .sort((one, other) => (first(one) < first(other) ? -1 : 1));
}

function groupOf(reservations: ReservationItem[]): Group {
  return { reservations, levels: levelsOf(reservations) };
}

function levelsOf(reservations: readonly ReservationItem[]): string[] {
  return [...new Set(reservations.flatMap(({ lines }) => lines.map((line) => levelKey(line.product_id, line.warehouse_id))))];
}
