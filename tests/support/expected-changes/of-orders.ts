import { aLevel, aReservation, line, newId } from '../fixtures.ts';
import { commitReservation, fulfillStock } from '../operations.ts';
import { accepted } from '../outcome.ts';
import { levelWithReservation, type Change, checkout, reservationOf, named } from './change.ts';

const [reserved, keeping, free] = [newId('order'), newId('order'), newId('order')] as const;
const parcel = newId('parcel');
const givenBack = newId('hold');

/** What ships. */
export const ofOrders: Change[] = [
  {
    name: 'fulfillStock of a reservation, in part',
    prepare: () => levelWithReservation(3),
    act: (level) =>
      accepted(fulfillStock(checkout, { orderId: reserved, reservationIds: [reservationOf(level)], lines: [line(level, 2)] })),
    expected: [
      {
        ...{ cause: 'FULFILLED', stockDelta: -2, reservedDelta: -3, stockCount: 8, reservedCount: 0, version: 2, reference: reserved },
        ...named('checkout'),
      },
    ],
  },
  {
    name: 'fulfillStock of a committed reservation, with a reference',
    prepare: () => levelWithReservation(3),
    act: async (level) => {
      const reservationIds = [reservationOf(level)];
      await accepted(commitReservation(checkout, { reservationId: reservationOf(level), orderId: 'of the shop' }));
      await accepted(fulfillStock(checkout, { orderId: parcel, reference: 'of the shop', reservationIds }));
    },
    expected: [
      { cause: 'COMMITTED', reference: 'of the shop' },
      {
        ...{ cause: 'FULFILLED', stockDelta: -3, reservedDelta: -3, committedDelta: -3, reference: 'of the shop', note: parcel },
        ...named('checkout'),
      },
    ],
  },
  {
    name: 'fulfillStock that keeps the rest held',
    prepare: () => levelWithReservation(3),
    act: (level) => {
      const lines = [line(level, 2)];
      return accepted(fulfillStock(checkout, { orderId: keeping, reservationIds: [reservationOf(level)], lines, keepRemainder: true }));
    },
    expected: [{ cause: 'FULFILLED', stockDelta: -2, reservedDelta: -2, reservedCount: 1, version: 2, reference: keeping }],
  },
  {
    name: 'fulfillStock of other lines of a reservation, which gives this one back',
    prepare: async () => ({ ...(await aLevel()), other: await aLevel() }),
    act: async ({ other, ...level }) => {
      const lines = other ? [line(other, 1)] : [];
      const { reservationId: id } = await aReservation([line(level, 2), ...lines], { reservationId: givenBack });
      await accepted(fulfillStock(checkout, { orderId: newId('order'), reservationIds: [id], lines }));
    },
    expected: [
      { cause: 'RESERVED', reservedDelta: 2 },
      { cause: 'RELEASED', stockDelta: 0, reservedDelta: -2, version: 1, reference: givenBack, ...named('checkout') },
    ],
  },
  {
    name: 'fulfillStock without a reservation',
    prepare: () => aLevel(),
    act: (level) => accepted(fulfillStock(checkout, { orderId: free, lines: [line(level, 1), line(level, 3)] })),
    expected: [
      { cause: 'FULFILLED', stockDelta: -4, reservedDelta: 0, availableCount: 6, version: 2, reference: free, ...named('checkout') },
    ],
  },
];
