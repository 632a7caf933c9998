import { describe, expect, test } from 'vitest';
import type { Reservation, StockLevel } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { arm, overtaken } from '../../support/faults.ts';
import { aLevel, aReservation, keyOf, line } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { changeReservation, extendReservation, releaseStock, getReservation, stock } from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';

let stack: StackDescription;
let callers: Callers;

// Both calls read the same reservation; the second writes first. What the first then writes was
// computed from what is no longer there.
describe.runIf(isLocal(useStack()))('a call that read a reservation and is overtaken', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });

  test('by a change: a release gives back what the reservation has then', async () => {
    const { level, reservation } = await levelWithReservation();
    const [released] = await overtaken(
      stack,
      () => release(reservation),
      () => change(reservation, line(level, 5)),
    );
    expect(released).toMatchObject({ status: 'RELEASED', revision: 2, lines: [line(level, 5)] });
    await expectReserved(level, 0);
  });

  test('by a change: a release that named the revision is refused and gives nothing back', async () => {
    const { level, reservation } = await levelWithReservation();
    const released = () => refused(releaseStock(callers.checkout, { ...idOf(reservation), expectedRevision: 1 }), 'VERSION_CONFLICT');
    await overtaken(stack, released, () => change(reservation, line(level, 5)));
    await expectReserved(level, 5);
  });

  test('by a release: a change is refused and reserves nothing', async () => {
    const { level, reservation } = await levelWithReservation();
    const changed = () =>
      refused(changeReservation(callers.checkout, { ...idOf(reservation), lines: [line(level, 5)] }), 'RESERVATION_CLOSED');
    await overtaken(stack, changed, () => release(reservation));
    await expectReserved(level, 0);
  });

  test('by another change: the last call wins with its own lines and no unit more', async () => {
    const { level, reservation } = await levelWithReservation();
    const [last] = await overtaken(
      stack,
      () => change(reservation, line(level, 5)),
      () => change(reservation, line(level, 1)),
    );
    expect(last).toMatchObject({ revision: 3, lines: [line(level, 5)] });
    await expectReserved(level, 5);
  });

  test('by another change, when it had taken effect and its answers were lost: it keeps its place and takes effect once', async () => {
    const { level, reservation } = await levelWithReservation();
    const itsWrite = { operation: 'TransactWriteItems', table: stack.tables.reservations };
    // The resolver tries twice before it hands the call over.
    await arm(stack, [
      { ...itsWrite, kind: 'conflict', times: 2 },
      { ...itsWrite, kind: 'answer-lost', times: 2 },
    ]);
    const [first, last] = await overtaken(
      stack,
      () => change(reservation, line(level, 5)),
      () => change(reservation, line(level, 1)),
    );
    expect(first).toMatchObject({ revision: 2, lines: [line(level, 5)] });
    expect(last).toMatchObject({ revision: 3, lines: [line(level, 1)] });
    await expectReserved(level, 1);
  });

  test('by a release: another release answers with the same end, and the units come back once', async () => {
    const { level, reservation } = await levelWithReservation();
    const [second, first] = await overtaken(
      stack,
      () => release(reservation),
      () => release(reservation),
    );
    expect(second).toEqual(first);
    expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: 0, sequence: 3 });
  });

  test.each(['change', 'release'] as const)('by an extension: a %s answers with the later end', async (kind) => {
    const { level, reservation } = await levelWithReservation();
    const slow = () => (kind === 'change' ? change(reservation, line(level, 5)) : release(reservation));
    const [answer, extended] = await overtaken(stack, slow, () =>
      accepted(extendReservation(callers.checkout, { ...idOf(reservation), ttlSeconds: 5_000 })),
    );
    expect(answer.expiresAt).toBe(extended.expiresAt);
    expect(await accepted(getReservation(callers.viewer, idOf(reservation)))).toEqual(answer);
  });
});

/** A reservation of 3 of 10 units. */
async function levelWithReservation(): Promise<{ level: StockLevel; reservation: Reservation }> {
  const level = await aLevel({ stock: 10 }, callers);
  return { level, reservation: await aReservation([line(level, 3)], {}, callers) };
}

function idOf({ reservationId }: Reservation): { reservationId: string } {
  return { reservationId };
}

function release(reservation: Reservation): Promise<Reservation> {
  return accepted(releaseStock(callers.checkout, idOf(reservation)));
}

function change(reservation: Reservation, ...lines: ReturnType<typeof line>[]): Promise<Reservation> {
  return accepted(changeReservation(callers.checkout, { ...idOf(reservation), lines }));
}

async function expectReserved(level: StockLevel, units: number): Promise<void> {
  expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: units, availableCount: 10 - units });
  await expectInvariants([level], { stack });
}
