import { describe, expect, test } from 'vitest';
import type { Reservation } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, line } from '../../support/fixtures.ts';
import { changeReservation, extendReservation, listReservations, listStock, releaseStock } from '../../support/operations.ts';
import { accepted, refusedInput } from '../../support/outcome.ts';
import { allOf, pagesOf } from '../../support/paging.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const { viewer, admin, checkout, catalogue } = callersOf(useStack());

describe('listReservations', () => {
  test.each([1, 7, 100])('names active reservations soonest expiry first, each once, in pages of %i', async (limit) => {
    const reservations = await reservationsThatEndSoon(20);
    const soonestFirst = reservations.toSorted((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt));
    await eventually(async () => {
      const found = await foundOf(reservations, limit);
      expect(found).toEqual(soonestFirst);
    });
  });

  test('takes a limit that is null as left out', async () => {
    expect((await accepted(listReservations(viewer, { limit: null, nextToken: null }))).items.length).toBeLessThanOrEqual(50);
  });

  test('shows a reservation as it is now', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1, ttlSeconds: 60 });
    const changed = await accepted(changeReservation(checkout, { reservationId: reservation.reservationId, lines: [line(level, 4)] }));
    await eventually(async () => expect(await foundOf([reservation], 100)).toEqual([changed]));
  });

  test('moves a reservation that was extended', async () => {
    const [first, second] = await reservationsThatEndSoon(2);
    if (first === undefined || second === undefined) throw new Error('Two reservations are needed.');
    await accepted(extendReservation(checkout, { reservationId: first.reservationId, ttlSeconds: 200 }));
    await eventually(async () => {
      const ids = (await foundOf([first, second], 100)).map(({ reservationId }) => reservationId);
      expect(ids).toEqual([second.reservationId, first.reservationId]);
    });
  });

  test('drops a reservation that was released', async () => {
    const [kept, released] = await reservationsThatEndSoon(2);
    if (kept === undefined || released === undefined) throw new Error('Two reservations are needed.');
    await accepted(releaseStock(checkout, released));
    await eventually(async () => expect(await foundOf([kept, released], 100)).toEqual([kept]));
  });

  test.each([viewer, admin, checkout, catalogue])('answers $name', async (caller) => {
    expect((await accepted(listReservations(caller, { limit: 1 }))).items.length).toBeLessThanOrEqual(1);
  });
});

describe('a page token of listReservations', () => {
  test.each(['', 'x', 'AAAA', '{}', 'eyJ2IjoxfQ==', '💡'])('that is made up is refused: %s', async (nextToken) => {
    await refusedInput(listReservations(viewer, { nextToken }), 'nextToken');
  });

  test('is refused by listStock, and the other way round', async () => {
    await reservationsThatEndSoon(2);
    await aLevel();
    await eventually(async () => {
      const reservations = await accepted(listReservations(viewer, { limit: 1 }));
      const levels = await accepted(listStock(viewer, { limit: 1 }));
      expect(reservations.nextToken).not.toBeNull();
      expect(levels.nextToken).not.toBeNull();
      await refusedInput(listStock(viewer, { limit: 1, nextToken: reservations.nextToken ?? null }), 'nextToken');
      await refusedInput(listReservations(viewer, { limit: 1, nextToken: levels.nextToken ?? null }), 'nextToken');
    });
  });

  test('of the last page is null', async () => {
    const { reservation } = await aReservedLevel({ reserved: 1, ttlSeconds: 86_400 });
    await eventually(async () => {
      const all = await allOf(listReservations, viewer, { limit: 100 });
      expect(all.filter(({ reservationId }) => reservationId === reservation.reservationId)).toEqual([reservation]);
    });
  });
});

/**
 * Reservations that end before those of other tests do, a few seconds apart, made in random order.
 */
async function reservationsThatEndSoon(count: number): Promise<Reservation[]> {
  const level = await aLevel({ stock: count });
  const seconds = Array.from({ length: count }, (_, index) => 60 + ((index * 7) % count) * 2);
  return Promise.all(seconds.map((ttlSeconds) => aReservation([line(level, 1)], { ttlSeconds })));
}

/** Those reservations in the order that the list names them; stops where later holds begin. */
async function foundOf(reservations: Reservation[], limit: number): Promise<Reservation[]> {
  const ids = new Set(reservations.map(({ reservationId }) => reservationId));
  const laterThanAll = Date.now() + 300_000;
  const found: Reservation[] = [];
  for await (const page of pagesOf(listReservations, viewer, { limit })) {
    expect(page.length).toBeLessThanOrEqual(limit);
    found.push(...page.filter(({ reservationId }) => ids.has(reservationId)));
    if (page.some(({ expiresAt }) => Date.parse(expiresAt) > laterThanAll)) break;
  }
  return found;
}
