import { describe, expect, test } from 'vitest';
import type { ReservationItem } from '../../domain/reservation.ts';
import { type Group, alone, byLevels, groupsOf } from '../../functions/expire-reservations/groups.ts';

/** One more than end each for itself. */
const many = 1_001;

describe('due reservations', () => {
  test('end each for itself up to a thousand, so that the history names each', () => {
    const groups = groupsOf(some(many - 1, () => ['lamp']));
    expect(groups).toHaveLength(many - 1);
    expect(groups.every(({ reservations }) => reservations.length === 1)).toBe(true);
  });

  test('of one level end 99 in a transaction when there are more: one action each and one for the level', () => {
    const groups = groupsOf(some(many, () => ['lamp']));
    expect(groups.map(({ reservations }) => reservations.length)).toEqual([...Array.from({ length: 10 }, () => 99), 11]);
    expect(groups[0]?.levels).toHaveLength(1);
  });

  test('of the same level come together, wherever they are in the list', () => {
    const groups = groupsOf(some(many, (place) => [place % 2 === 0 ? 'lamp' : 'chair']));
    const mixed = groups.filter(({ levels }) => levels.length > 1);
    expect(mixed).toHaveLength(1);
  });

  test.each([
    ['of one level each', (place: number) => [`p${place}`]],
    ['of 98 levels each', (place: number) => Array.from({ length: 98 }, (_, index) => `p${(place + index) % 500}`)],
    ['of 1 to 98 levels', (place: number) => Array.from({ length: 1 + (place % 98) }, (_, index) => `p${index}`)],
  ])('%s end once each, and no transaction has more than 100 actions', (_what, productsOf) => {
    const reservations = some(many, productsOf);
    const groups = groupsOf(reservations);
    const ended = groups.flatMap((group) => group.reservations.map(({ reservation_id }) => reservation_id));
    expect(ended.toSorted()).toEqual(reservations.map(({ reservation_id }) => reservation_id).toSorted());
    expect(Math.max(...groups.map(actionsOf))).toBeLessThanOrEqual(100);
    for (const group of groups) expect(group.levels.toSorted()).toEqual(levelsOf(group).toSorted());
  });
});

describe('a group that met others', () => {
  const [group] = groupsOf(some(many, (place) => (place % 2 === 0 ? ['lamp', 'chair'] : ['chair'])));

  test('is split into those of the same levels, in whatever order they name them', () => {
    const [one, other] = [aReservation('one', ['lamp', 'chair']), aReservation('other', ['chair', 'lamp'])];
    const third = aReservation('third', ['chair']);
    const split = byLevels({ reservations: [one, other, third], levels: [] });
    expect(split.map(({ reservations }) => reservations)).toEqual([[one, other], [third]]);
  });

  test('is split into its reservations when one of them cannot end', () => {
    const reservations = group?.reservations ?? [];
    expect(reservations.length).toBeGreaterThan(1);
    expect(alone(reservations).map((each) => each.reservations)).toEqual(reservations.map((each) => [each]));
  });
});

function actionsOf({ reservations, levels }: Group): number {
  return reservations.length + levels.length;
}

function levelsOf({ reservations }: Group): string[] {
  return [...new Set(reservations.flatMap(({ lines }) => lines.map((line) => `\u0001${line.product_id}\u0001${line.warehouse_id}`)))];
}

function some(count: number, productsOf: (place: number) => string[]): ReservationItem[] {
  return Array.from({ length: count }, (_, place) => aReservation(`r${place}`, productsOf(place)));
}

function aReservation(reservation_id: string, products: string[]): ReservationItem {
  return {
    ...{ reservation_id, status: 'ACTIVE', revision: 1, created_at: '2026-11-30T00:00:00.000Z', expires_at: 1 },
    lines: products.map((product_id) => ({ product_id, warehouse_id: 'LONDON', quantity: 1 })),
  };
}
