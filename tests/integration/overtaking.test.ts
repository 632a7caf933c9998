import { describe, expect, test } from 'vitest';
import type { Reservation, StockLevel } from '../../schema/types.ts';
import { type Callers, callersOf } from '../support/client.ts';
import { arm, overtaken } from '../support/faults.ts';
import { aLevel, aReservation, keyOf, line } from '../support/given.ts';
import { expectInvariants } from '../support/invariants.ts';
import { changeReservation, extendReservation, releaseStock, reservation, stock } from '../support/operations.ts';
import { accepted, refused } from '../support/outcome.ts';
import { withOwnStack } from '../support/own-stack.ts';
import { isLocal, type StackDescription, useStack } from '../support/stack.ts';

let stack: StackDescription;
let callers: Callers;

// Both calls read the same hold; the second writes first. What the first then writes was computed from what is no longer there.
describe.runIf(isLocal(useStack()))('a call that read a hold and is overtaken', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });

  test('by a change: a release gives back what the hold has then', async () => {
    const { level, hold } = await aHold();
    const [released] = await overtaken(
      stack,
      () => release(hold),
      () => change(hold, line(level, 5)),
    );
    expect(released).toMatchObject({ status: 'RELEASED', revision: 2, lines: [line(level, 5)] });
    await expectHeld(level, 0);
  });

  test('by a release: a change is refused and holds nothing', async () => {
    const { level, hold } = await aHold();
    const changed = () => refused(changeReservation(callers.checkout, { ...idOf(hold), lines: [line(level, 5)] }), 'RESERVATION_CLOSED');
    await overtaken(stack, changed, () => release(hold));
    await expectHeld(level, 0);
  });

  test('by another change: the last call wins with its own lines and no piece more', async () => {
    const { level, hold } = await aHold();
    const [last] = await overtaken(
      stack,
      () => change(hold, line(level, 5)),
      () => change(hold, line(level, 1)),
    );
    expect(last).toMatchObject({ revision: 3, lines: [line(level, 5)] });
    await expectHeld(level, 5);
  });

  test('by another change, when it had taken effect and its answers were lost: it keeps its place and takes effect once', async () => {
    const { level, hold } = await aHold();
    const itsWrite = { operation: 'TransactWriteItems', table: stack.tables.reservations };
    // The resolver tries twice before it hands the call over.
    await arm(stack, [
      { ...itsWrite, kind: 'conflict', times: 2 },
      { ...itsWrite, kind: 'answer-lost', times: 2 },
    ]);
    const [first, last] = await overtaken(
      stack,
      () => change(hold, line(level, 5)),
      () => change(hold, line(level, 1)),
    );
    expect(first).toMatchObject({ revision: 2, lines: [line(level, 5)] });
    expect(last).toMatchObject({ revision: 3, lines: [line(level, 1)] });
    await expectHeld(level, 1);
  });

  test('by a release: another release answers with the same end, and the pieces come back once', async () => {
    const { level, hold } = await aHold();
    const [second, first] = await overtaken(
      stack,
      () => release(hold),
      () => release(hold),
    );
    expect(second).toEqual(first);
    expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: 0, sequence: 3 });
  });

  test.each(['change', 'release'] as const)('by an extension: a %s answers with the later end', async (kind) => {
    const { level, hold } = await aHold();
    const slow = () => (kind === 'change' ? change(hold, line(level, 5)) : release(hold));
    const [answer, extended] = await overtaken(stack, slow, () =>
      accepted(extendReservation(callers.checkout, { ...idOf(hold), ttlSeconds: 5_000 })),
    );
    expect(answer.expiresAt).toBe(extended.expiresAt);
    expect(await accepted(reservation(callers.viewer, idOf(hold)))).toEqual(answer);
  });
});

/** A hold of 3 of 10 pieces. */
async function aHold(): Promise<{ level: StockLevel; hold: Reservation }> {
  const level = await aLevel({ stock: 10 }, callers);
  return { level, hold: await aReservation([line(level, 3)], {}, callers) };
}

function idOf({ reservationId }: Reservation): { reservationId: string } {
  return { reservationId };
}

function release(hold: Reservation): Promise<Reservation> {
  return accepted(releaseStock(callers.checkout, idOf(hold)));
}

function change(hold: Reservation, ...lines: ReturnType<typeof line>[]): Promise<Reservation> {
  return accepted(changeReservation(callers.checkout, { ...idOf(hold), lines }));
}

async function expectHeld(level: StockLevel, pieces: number): Promise<void> {
  expect(await accepted(stock(callers.viewer, keyOf(level)))).toMatchObject({ reservedCount: pieces, availableCount: 10 - pieces });
  await expectInvariants([level], { stack });
}
