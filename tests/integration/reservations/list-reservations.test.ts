import { describe, expect, test } from 'vitest';
import type { Reservation, ReservationFilterInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, line, newId } from '../../support/fixtures.ts';
import {
  changeReservation,
  commitReservation,
  extendReservation,
  fulfillStock,
  listReservations,
  listStock,
  releaseStock,
} from '../../support/operations.ts';
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

describe('the committed reservations', () => {
  test.each([1, 3, 100])('are listed oldest commit first, each once, in pages of %i', async (limit) => {
    const committed = await committedFor(5, () => newId('order'));
    await eventually(async () => expect(await ofThese(committed, { status: 'COMMITTED' }, limit)).toEqual(committed));
  });

  test('of one order are found by it, in pages of any size, also where it has several', async () => {
    const [orderId, other] = [newId('order'), newId('order')];
    const committed = await committedFor(6, (place) => (place % 2 === 0 ? orderId : other));
    const asked = committed.filter((reservation) => reservation.orderId === orderId);
    for (const limit of [1, 2, 50]) {
      await eventually(async () => {
        expect(await allOf(listReservations, viewer, { filter: { orderId }, limit })).toEqual(asked);
      });
    }
  });

  test('are not among the active ones, and leave the list when they ship or are released', async () => {
    const [shipped, released, kept] = (await committedFor(3, () => newId('order'))) as [Reservation, Reservation, Reservation];
    await eventually(async () => expect(await foundOf([shipped, released, kept], 100)).toEqual([]));
    await accepted(fulfillStock(checkout, { orderId: newId('parcel'), reservationIds: [shipped.reservationId] }));
    await accepted(releaseStock(checkout, released));
    await eventually(async () => expect(await ofThese([shipped, released, kept], { status: 'COMMITTED' }, 100)).toEqual([kept]));
  });

  test.each([{ status: 'RELEASED' as const }, { status: 'ACTIVE' as const, orderId: 'order' }])(
    'cannot be asked for by %j',
    async (filter) => {
      await refusedInput(listReservations(viewer, { filter }), 'status');
    },
  );

  test('of an order that has none are none', async () => {
    expect(await accepted(listReservations(viewer, { filter: { orderId: newId('order') } }))).toEqual({ items: [], nextToken: null });
  });

  test('have page tokens of their own', async () => {
    await committedFor(2, () => newId('order'));
    await eventually(async () => {
      const { nextToken } = await accepted(listReservations(viewer, { filter: { status: 'COMMITTED' }, limit: 1 }));
      expect(nextToken).not.toBeNull();
      await refusedInput(listReservations(viewer, { limit: 1, nextToken: nextToken ?? null }), 'nextToken');
    });
  });
});

/** Reservations that were committed one after the other, as they are then. */
async function committedFor(count: number, orderOf: (place: number) => string): Promise<Reservation[]> {
  const committed: Reservation[] = [];
  for (let place = 0; place < count; place += 1) {
    const { reservation } = await aReservedLevel({ reserved: 1 });
    const input = { reservationId: reservation.reservationId, orderId: orderOf(place) };
    committed.push(await accepted(commitReservation(checkout, input)));
  }
  return committed;
}

/** Those of a list that are among these. */
async function ofThese(reservations: readonly Reservation[], filter: ReservationFilterInput, limit: number): Promise<Reservation[]> {
  const ids = new Set(reservations.map(({ reservationId }) => reservationId));
  return (await allOf(listReservations, viewer, { filter, limit })).filter(({ reservationId }) => ids.has(reservationId));
}
