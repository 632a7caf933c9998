import { describe, expect, test } from 'vitest';
import type { StockKeyInput, StockLevel } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { type Fault, onEveryWrite, withFaults } from '../../support/faults.ts';
import { aLevel, aReservation, keyOf, line, newId, sortedLines } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  changeReservation,
  listReservations,
  listStock,
  type Outcome,
  getReservation,
  reserveStock,
  stock,
  stocks,
  transferStock,
} from '../../support/operations.ts';
import { absent, accepted, expectNothingInternal, refused, verdict } from '../../support/outcome.ts';
import { untilDecided } from '../../support/race.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { eventually } from '../../support/wait.ts';
import { aScene, type Scene, type Writing, writings } from '../../support/write-operations.ts';

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('when the database has a bad moment', () => {
  // Faults hit whoever calls next, so these tests need a stack that nobody else uses.
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });

  // What conflicts do is in contention.test.ts, what does not end in lasting-faults.test.ts.
  describe.each(writings)('$name', ({ prepare, after }) => {
    test('has one effect when the answer of its write is lost and the caller sends it again', async () => {
      const scene = await aScene(callers);
      const call = prepare(scene, callers);
      const first = await withFaults(stack, onEveryWrite('answer-lost', 1), call);
      expect(['OK', 'INTERNAL', 'CONTENTION']).toContain(verdict(first));
      await accepted(untilDecided(call));
      await expectAfter(scene, after);
    });

    test.each(['throttle', 'internal'] as const)('is safe to send again after a %s error', async (kind) => {
      const scene = await aScene(callers);
      const call = prepare(scene, callers);
      const first = await withFaults(stack, onEveryWrite(kind, 1), call);
      expect(['OK', 'INTERNAL', 'CONTENTION']).toContain(verdict(first));
      await accepted(untilDecided(call));
      await expectAfter(scene, after);
    });
  });

  test('a transfer that had to read its levels twice answers with both', async () => {
    const from = await aLevel({ stock: 5 }, callers);
    const to = await aLevel({ productId: from.productId, warehouseId: 'ELSEWHERE', stock: 1 }, callers);
    const transfer = { transferId: newId('transfer'), productId: from.productId, quantity: 2 };
    const levels = await accepted(
      withFaults(stack, [{ operation: 'BatchGetItem', kind: 'unprocessed', times: 1 }], () =>
        transferStock(callers.admin, { ...transfer, fromWarehouseId: from.warehouseId, toWarehouseId: to.warehouseId }),
      ),
    );
    expect(levels.map(({ stockCount }) => stockCount)).toEqual([3, 3]);
  });

  describe('a check and a conflict in one attempt', () => {
    const halfTheTruth: Fault[] = ['ConditionalCheckFailed', 'TransactionConflict'].map((_, index, codes) => ({
      operation: 'TransactWriteItems',
      kind: 'reasons',
      times: 1,
      reasons: ['None', ...(index === 0 ? codes : codes.toReversed())],
    }));

    test.each(halfTheTruth)('are tried again, and the refusal names every short line (%#)', async (fault) => {
      const short = await Promise.all([aLevel({ stock: 1 }, callers), aLevel({ stock: 2 }, callers)]);
      const lines = short.map((level) => line(level, 5));
      const reservationId = newId('hold');
      const error = await refused(
        withFaults(stack, [fault], () => reserveStock(callers.checkout, { reservationId, lines })),
        'INSUFFICIENT_STOCK',
      );
      const info = error.errorInfo as { lines: StockLevel[] };
      expect(sortedLines(info.lines)).toEqual(
        sortedLines(short.map((level) => ({ ...keyOf(level), requested: 5, available: level.availableCount, others: [] }))),
      );
    });

    test.each(halfTheTruth)('are tried again, and the refused change names every short line (%#)', async (fault) => {
      const [first, second] = await Promise.all([aLevel({ stock: 2 }, callers), aLevel({ stock: 2 }, callers)]);
      const { reservationId } = await aReservation([line(first, 1)], {}, callers);
      const lines = [line(first, 5), line(second, 5)];
      const error = await refused(
        withFaults(stack, [fault], () => changeReservation(callers.checkout, { reservationId, lines })),
        'INSUFFICIENT_STOCK',
      );
      const info = error.errorInfo as { lines: StockKeyInput[] };
      const expected = [first, second].map((level) => ({ ...keyOf(level), requested: 5, available: 2, others: [] }));
      expect(sortedLines(info.lines)).toEqual(sortedLines(expected));
    });

    test.each(halfTheTruth)('are tried again, and the reservation is made where all is well (%#)', async (fault) => {
      const enough = await Promise.all([aLevel({}, callers), aLevel({}, callers)]);
      const lines = enough.map((level) => line(level, 5));
      await accepted(withFaults(stack, [fault], () => reserveStock(callers.checkout, { reservationId: newId('hold'), lines })));
      await expectInvariants(enough, { stack });
    });
  });

  describe('reads', () => {
    test('are complete when the database leaves keys unprocessed', async () => {
      const category = newId('category');
      const made = await Promise.all(Array.from({ length: 8 }, () => aLevel({ category }, callers)));
      await eventually(async () => expect((await accepted(listStock(callers.viewer, { filter: { category } }))).items).toHaveLength(8));
      const unprocessed: Fault[] = [{ operation: 'BatchGetItem', kind: 'unprocessed', times: 1 }];
      const keys = made.map(keyOf);
      expect(await accepted(withFaults(stack, unprocessed, () => stocks(callers.viewer, { keys })))).toEqual(made);
      const page = await accepted(withFaults(stack, unprocessed, () => listStock(callers.viewer, { filter: { category } })));
      expect(page.items).toHaveLength(8);
    });

    test('never answer half a list when keys stay unprocessed', async () => {
      const made = await Promise.all(Array.from({ length: 4 }, () => aLevel({}, callers)));
      const forever: Fault[] = [{ operation: 'BatchGetItem', kind: 'unprocessed', times: 100_000 }];
      await refused(
        withFaults(stack, forever, () => stocks(callers.viewer, { keys: made.map(keyOf) })),
        'CONTENTION',
      );
    });

    test('answer INTERNAL and tell nothing of what happened inside', async () => {
      const level = await aLevel({}, callers);
      const reservation = await aReservation([line(level, 1)], {}, callers);
      const broken: Fault[] = ['GetItem', 'Query', 'BatchGetItem', 'TransactGetItems'].map((operation) => ({
        operation,
        kind: 'internal',
        times: 100_000,
      }));
      const reads = [
        () => stock(callers.viewer, keyOf(level)),
        () => getReservation(callers.viewer, reservation),
        () => listStock(callers.viewer, {}),
        () => listReservations(callers.viewer, {}),
      ];
      for (const read of reads) {
        const { answer, value } = await withFaults<Outcome<unknown>>(stack, broken, read);
        expect(value).toBeNull();
        expect(answer.errors?.[0]).toMatchObject({ errorType: 'INTERNAL', errorInfo: { requestId: expect.any(String) as string } });
        expectNothingInternal(answer.body);
      }
    });
  });

  test('a refused call leaves no id behind even when its first attempt met a conflict', async () => {
    const level = await aLevel({ stock: 1 }, callers);
    const reservationId = newId('hold');
    const call = () => reserveStock(callers.checkout, { reservationId, lines: [line(level, 2)] });
    await refused(withFaults(stack, onEveryWrite('conflict', 1), call), 'INSUFFICIENT_STOCK');
    await absent(getReservation(callers.viewer, { reservationId }));
  });
});

async function expectAfter({ london, paris }: Scene, after: Writing['after']): Promise<void> {
  const now = await accepted(stocks(callers.viewer, { keys: [keyOf(london), keyOf(paris)] }));
  // A removed level reads null: nothing there, nothing held.
  expect(now.map((level) => [level?.stockCount ?? 0, level?.reservedCount ?? 0])).toEqual(after);
  await expectInvariants([london], { stack });
}
