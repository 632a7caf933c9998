import type { StockKeyInput } from '../../../schema/types.ts';
import { letTtlFind } from '../reservation-fixtures.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../fixtures.ts';
import { adjustStock, changeReservation, commitReservation, extendReservation, releaseStock, reserveStock } from '../operations.ts';
import { accepted } from '../outcome.ts';
import { runNow } from '../run-now.ts';
import { isLocal, useStack } from '../stack.ts';
import { untilDue } from '../wait.ts';
import { admin, levelWithReservation, type Change, checkout, reservationOf, named } from './change.ts';

const stack = useStack();
const reservationId = newId('hold');
const paid = newId('order');

/** What makes, changes and ends holds. */
export const ofReservations: Change[] = [
  {
    name: 'reserveStock, lines added up and the reservation as reference',
    prepare: () => aLevel(),
    act: (level) => accepted(reserveStock(checkout, { reservationId, lines: [line(level, 3), line(level, 1)], reference: 'of the shop' })),
    expected: [
      { cause: 'RESERVED', stockDelta: 0, reservedDelta: 4, availableCount: 6, version: 1, reference: reservationId, ...named('checkout') },
    ],
  },
  {
    name: 'changeReservation to more',
    prepare: () => levelWithReservation(2),
    act: (level) => accepted(changeReservation(checkout, { reservationId: reservationOf(level), lines: [line(level, 5)] })),
    expected: [{ cause: 'RESERVATION_CHANGED', stockDelta: 0, reservedDelta: 3, reservedCount: 5, version: 1, ...named('checkout') }],
  },
  {
    name: 'changeReservation to less',
    prepare: () => levelWithReservation(2),
    act: (level) => accepted(changeReservation(checkout, { reservationId: reservationOf(level), lines: [line(level, 1)] })),
    expected: [{ cause: 'RESERVATION_CHANGED', reservedDelta: -1, reservedCount: 1 }],
  },
  {
    name: 'changeReservation away from a level',
    prepare: async () => ({ ...(await levelWithReservation(2)), other: await aLevel() }),
    act: ({ other, reservation = '' }) =>
      accepted(changeReservation(checkout, { reservationId: reservation, lines: other ? [line(other, 2)] : [] })),
    expected: [{ cause: 'RESERVATION_CHANGED', reservedDelta: -2, reservedCount: 0 }],
  },
  {
    name: 'changeReservation onto a level',
    prepare: async () => ({ ...(await aLevel()), reservation: reservationOf(await levelWithReservation(2)) }),
    act: (level) => accepted(changeReservation(checkout, { reservationId: reservationOf(level), lines: [line(level, 3)] })),
    expected: [{ cause: 'RESERVATION_CHANGED', reservedDelta: 3, reservedCount: 3 }],
  },
  {
    name: 'extendReservation, which changes no level',
    prepare: () => levelWithReservation(2),
    act: async (level) => {
      await accepted(extendReservation(checkout, { reservationId: reservationOf(level), ttlSeconds: 3_600 }));
      await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'OTHER' }));
    },
    expected: [{ cause: 'ADJUSTED' }],
  },
  {
    name: 'commitReservation',
    prepare: () => levelWithReservation(2),
    act: (level) => accepted(commitReservation(checkout, { reservationId: reservationOf(level), orderId: paid })),
    expected: [
      {
        ...{ cause: 'COMMITTED', stockDelta: 0, reservedDelta: 0, committedDelta: 2, reservedCount: 2, committedCount: 2, version: 1 },
        ...{ reference: paid, ...named('checkout') },
      },
    ],
  },
  {
    name: 'releaseStock of a committed reservation',
    prepare: () => levelWithReservation(2),
    act: async (level) => {
      const id = reservationOf(level);
      await accepted(commitReservation(checkout, { reservationId: id, orderId: newId('order') }));
      await accepted(releaseStock(admin, { reservationId: id }));
    },
    expected: [
      { cause: 'COMMITTED', committedDelta: 2 },
      { cause: 'RELEASED', reservedDelta: -2, committedDelta: -2, reservedCount: 0, committedCount: 0 },
    ],
  },
  {
    name: 'releaseStock',
    prepare: () => levelWithReservation(2),
    act: (level) => accepted(releaseStock(admin, { reservationId: reservationOf(level) })),
    expected: [{ cause: 'RELEASED', stockDelta: 0, reservedDelta: -2, reservedCount: 0, version: 1, actor: 'admin', actorKind: 'USER' }],
  },
  {
    name: 'releaseStock of a due reservation, which ends by the clock',
    prepare: () => aLevel(),
    act: async (level) => {
      const reservation = await aReservation([line(level, 2)], { ttlSeconds: 1 });
      await untilDue(reservation);
      await accepted(releaseStock(checkout, reservation));
    },
    expected: [
      { cause: 'RESERVED', reservedDelta: 2 },
      { cause: 'EXPIRED', stockDelta: 0, reservedDelta: -2, reservedCount: 0, actor: 'system:expiry', actorKind: 'SYSTEM' },
    ],
  },
  ...(isLocal(stack) ? ofWhatRunsByItself() : []),
];

/** Both by hand, where that can be: by themselves they come within a minute, and a day later. */
function ofWhatRunsByItself(): Change[] {
  const [swept, deleted] = [newId('hold'), newId('hold')];
  const ended = {
    cause: 'EXPIRED',
    stockDelta: 0,
    reservedDelta: -2,
    reservedCount: 0,
    version: 1,
    actor: 'system:expiry',
    actorKind: 'SYSTEM',
    note: null,
  } as const;
  const aDueReservation = async (level: StockKeyInput, id: string) =>
    untilDue(await aReservation([line(level, 2)], { reservationId: id, ttlSeconds: 1 }));
  return [
    {
      name: 'the sweeper',
      prepare: () => aLevel(),
      act: async (level) => {
        await aDueReservation(level, swept);
        await runNow(stack, 'expire-reservations');
      },
      expected: [
        { cause: 'RESERVED', reservedDelta: 2 },
        { ...ended, reference: swept },
      ],
    },
    {
      name: "DynamoDB's TTL",
      prepare: () => aLevel(),
      act: async (level) => {
        // Not due: the schedule of the stack must not come first.
        await aReservation([line(level, 2)], { reservationId: deleted });
        await letTtlFind(stack, deleted);
        await runNow(stack, 'ttl');
      },
      expected: [
        { cause: 'RESERVED', reservedDelta: 2 },
        { ...ended, reference: deleted },
      ],
    },
  ];
}
