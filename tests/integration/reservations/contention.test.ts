import { describe, expect, test } from 'vitest';
import type { ErrorType } from '../../../domain/errors.ts';
import type { StockKeyInput } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { onEveryWrite, withFaults } from '../../support/faults.ts';
import { aLevel, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  adjustStock,
  changeReservation,
  extendReservation,
  fulfillStock,
  type Outcome,
  releaseStock,
  removeStock,
  reserveStock,
  stock,
  stocks,
  transferStock,
  updateStock,
} from '../../support/operations.ts';
import { accepted, refused, verdict } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { inParallel } from '../../support/race.ts';
import { likeTheService } from '../../support/service-like.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { aScene, writings } from '../../support/write-operations.ts';

let stack: StackDescription;
let callers: Callers;

/** Resolvers try once or twice themselves, so the function meets two of them at least. */
const CONFLICTS = 4;

/** A level with 10 units, of which a reservation has 2. */
interface Reserved {
  level: StockKeyInput;
  reservationId: string;
}

interface ExpectedRefusal {
  field: string;
  type: ErrorType;
  call: (held: Reserved) => Promise<Outcome<unknown>>;
  info?: (held: Reserved) => unknown;
}

const refusals: ExpectedRefusal[] = [
  {
    field: 'updateStock',
    type: 'VERSION_CONFLICT',
    call: ({ level }) => updateStock(callers.admin, { ...level, expectedVersion: 9, stockCount: 1 }),
  },
  {
    field: 'updateStock',
    type: 'ALREADY_EXISTS',
    call: ({ level }) => updateStock(callers.admin, { ...level, expectedVersion: 0, stockCount: 1 }),
  },
  {
    field: 'updateStock',
    type: 'BELOW_RESERVED',
    call: ({ level }) => updateStock(callers.admin, { ...level, expectedVersion: 1, stockCount: 1 }),
  },
  {
    field: 'adjustStock',
    type: 'INSUFFICIENT_STOCK',
    call: ({ level }) => adjustStock(callers.admin, { adjustmentId: newId('adjustment'), ...level, delta: -11, reason: 'LOST' }),
  },
  {
    field: 'transferStock',
    type: 'NOT_FOUND',
    call: ({ level: { productId } }) => {
      const way = { fromWarehouseId: 'LONDON', toWarehouseId: 'MARS' };
      return transferStock(callers.admin, { transferId: newId('transfer'), productId, ...way, quantity: 1 });
    },
    info: ({ level }) => ({ lines: [{ ...level, warehouseId: 'MARS' }] }),
  },
  {
    field: 'removeStock',
    type: 'INVALID_INPUT',
    call: ({ level }) => removeStock(callers.admin, { ...level, expectedVersion: 1 }),
  },
  {
    field: 'reserveStock',
    type: 'INSUFFICIENT_STOCK',
    call: ({ level }) => reserveStock(callers.checkout, { reservationId: newId('hold'), lines: [line(level, 9)] }),
    info: ({ level }) => short(level, 9, 8, { others: [] }),
  },
  {
    field: 'reserveStock',
    type: 'ID_REUSED',
    call: ({ level, reservationId }) => reserveStock(callers.checkout, { reservationId, lines: [line(level, 3)] }),
    info: ({ reservationId }) => ({ id: reservationId }),
  },
  {
    field: 'changeReservation',
    type: 'INSUFFICIENT_STOCK',
    call: ({ level, reservationId }) => changeReservation(callers.checkout, { reservationId, lines: [line(level, 11)] }),
    info: ({ level }) => short(level, 11, 10, { others: [] }),
  },
  {
    field: 'extendReservation',
    type: 'NOT_FOUND',
    call: () => extendReservation(callers.checkout, { reservationId: 'nowhere', ttlSeconds: 60 }),
    info: () => ({ reservationId: 'nowhere' }),
  },
  {
    field: 'fulfillStock',
    type: 'INSUFFICIENT_STOCK',
    call: ({ level }) => fulfillStock(callers.checkout, { orderId: newId('order'), lines: [line(level, 9)] }),
    info: ({ level }) => short(level, 9, 8),
  },
];

// What conflicts that do not end do is in lasting-faults.test.ts.
describe.runIf(isLocal(useStack()))('a write that meets others', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });

  test.each(writings)('takes effect once after four conflicts: $name', async ({ prepare, after }) => {
    const scene = await aScene(callers);
    const call = prepare(scene, callers);
    await accepted(withFaults(stack, onEveryWrite('conflict', CONFLICTS), call));
    await accepted(call());
    const now = await accepted(stocks(callers.viewer, { keys: [keyOf(scene.london), keyOf(scene.paris)] }));
    expect(now.map((level) => [level?.stockCount ?? 0, level?.reservedCount ?? 0])).toEqual(after);
    await expectInvariants([scene.london], { stack });
  });

  test.each(refusals)('is refused as it would be without them: $type of $field', async ({ type, call, info }) => {
    const scene = await aScene(callers);
    const level = keyOf(scene.london);
    const held = { level, reservationId: scene.reservationId };
    const before = await accepted(stock(callers.viewer, level));
    const error = await refused(
      withFaults(stack, onEveryWrite('conflict', CONFLICTS), () => call(held)),
      type,
    );
    if (info) expect(error.errorInfo).toEqual(info(held));
    expect(await accepted(stock(callers.viewer, level))).toEqual(before);
    await expectInvariants([level], { stack });
  });

  test('of 32 clients on one product, as the service would have it, is answered by type and oversells nothing', async () => {
    const units = 60;
    const level = await aLevel({ stock: units }, callers);
    const counts: Record<string, number> = {};
    await likeTheService(stack, async () => {
      const end = Date.now() + 3_000;
      await inParallel(32, async (client) => {
        while (Date.now() < end) {
          const reservationId = newId('hold');
          const reserved = await counted(
            counts,
            reserveStock(callers.checkout, { reservationId, lines: [line(level, 1)], ttlSeconds: 600 }),
          );
          if (reserved !== 'OK') continue;
          if (client % 2 === 0)
            await counted(counts, fulfillStock(callers.checkout, { orderId: newId('order'), reservationIds: [reservationId] }));
          else await counted(counts, releaseStock(callers.checkout, { reservationId }));
        }
      });
    });
    expect(Object.keys(counts).filter((each) => !['OK', 'CONTENTION', 'INSUFFICIENT_STOCK'].includes(each))).toEqual([]);
    expect(counts['OK'] ?? 0).toBeGreaterThan(units / 2);
    const { stockCount } = await accepted(stock(callers.viewer, level));
    expect(stockCount).toBeLessThan(units);
    await expectInvariants([level], { stack });
    await expectFeedCaughtUp([level], { stack });
  });
});

async function counted(counts: Record<string, number>, call: Promise<Outcome<unknown>>): Promise<string> {
  const answer = verdict(await call);
  counts[answer] = (counts[answer] ?? 0) + 1;
  return answer;
}

function short(level: StockKeyInput, requested: number, available: number, more = {}) {
  return { lines: [{ ...level, requested, available, ...more }] };
}
