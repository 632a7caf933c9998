import { describe, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../support/client.ts';
import { type Fault, onEveryWrite, withFaults } from '../../support/faults.ts';
import { keyOf } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { stocks } from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { shortBudget } from '../../support/short-budget.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { aScene, type Scene, type Writing, writings } from '../../support/write-operations.ts';

const BUDGET_MS = 3_000;
const FOREVER = 1_000_000;
const UNTOUCHED: Writing['after'] = [
  [10, 2],
  [0, 0],
];

let stack: StackDescription;
let callers: Callers;

interface Tried extends Writing {
  scene: Scene;
  call: ReturnType<Writing['prepare']>;
}

// All fields side by side, since each tries for as long as it may.
describe.runIf(isLocal(useStack()))('when a fault of the database does not end,', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, shortBudget(BUDGET_MS));

  describe('every writing field', () => {
    test.each(['conflict', 'throttle'] as const)(
      'answers CONTENTION after a %s, leaves nothing behind, and works afterwards',
      async (kind) => {
        const tried = await everyWriting();
        const errors = await refusedBy(onEveryWrite(kind, FOREVER), tried, 'CONTENTION');
        for (const { errorInfo } of errors) expect((errorInfo as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
        for (const { scene, call, after } of tried) {
          await expectLevels(scene, UNTOUCHED);
          await accepted(call());
          await expectLevels(scene, after);
        }
      },
    );

    test.each([
      ['errors inside of it', onEveryWrite('internal', FOREVER)],
      // By maker and not by number, since fields side by side would take each other's conflicts.
      ['a conflict and then errors inside of it', [...conflictsOfResolvers(), ...onEveryWrite('internal', FOREVER)]],
    ])('answers INTERNAL with a request id after %s, and tells nothing of what happened', async (_what, faults) => {
      const tried = await everyWriting();
      for (const { errorInfo } of await refusedBy(faults, tried, 'INTERNAL'))
        expect(errorInfo).toEqual({ requestId: expect.stringMatching(/^\S{8,}$/) as string });
      for (const { scene } of tried) await expectLevels(scene, UNTOUCHED);
    });
  });

  // CONTENTION would say that it did not.
  test.each([
    ['updateStock (count)', 'UpdateItem', 1],
    ['changeReservation', 'TransactWriteItems', 2],
  ])('%s answers INTERNAL when it may have taken effect, and sent again it finds that', async (name, operation, untilHandedOver) => {
    const [writing] = writings.filter((each) => each.name === name);
    const { prepare, after } = writing as Writing;
    const scene = await aScene(callers);
    const call = prepare(scene, callers);
    // Of the change feed's writes these hit none: it writes marks by transactions of other tables.
    const itsWrite = { operation, table: operation === 'UpdateItem' ? stack.tables.inventory : stack.tables.reservations };
    const faults = [
      { ...itsWrite, kind: 'conflict', times: untilHandedOver },
      { ...itsWrite, kind: 'answer-lost', times: 1 },
      { ...itsWrite, kind: 'throttle', times: FOREVER },
    ] as const;
    await withFaults(stack, [...faults], () => refused(call(), 'INTERNAL'));
    await expectLevels(scene, after);
    await accepted(call());
    await expectLevels(scene, after);
  });

  test.each([
    ['adjustStock', { operation: 'GetItem' }],
    ['transferStock', { operation: 'BatchGetItem' }],
    // It reads the product before it writes, too.
    ['describeProduct', { operation: 'Query', skip: 1 }],
  ])('%s answers INTERNAL when it is done and cannot be read for its answer, and sent again it has one', async (name, read) => {
    const [writing] = writings.filter((each) => each.name === name);
    const { prepare, after } = writing as Writing;
    const scene = await aScene(callers);
    const call = prepare(scene, callers);
    const unreadable = { ...read, table: stack.tables.inventory, by: 'resolvers', kind: 'throttle', times: FOREVER } as const;
    await withFaults(stack, [unreadable], () => refused(call(), 'INTERNAL'));
    await accepted(call());
    await expectLevels(scene, after);
  });
});

/** What hands each call over to a function, which then meets something else. */
function conflictsOfResolvers(): Fault[] {
  return onEveryWrite('conflict', FOREVER).map((fault) => ({ ...fault, by: 'resolvers' }));
}

async function everyWriting(): Promise<Tried[]> {
  return Promise.all(
    writings.map(async (writing) => {
      const scene = await aScene(callers);
      return { ...writing, scene, call: writing.prepare(scene, callers) };
    }),
  );
}

async function refusedBy(faults: Fault[], tried: readonly Tried[], type: 'CONTENTION' | 'INTERNAL') {
  return withFaults(stack, faults, () => Promise.all(tried.map(({ call }) => refused(call(), type))));
}

async function expectLevels({ london, paris }: Scene, expected: Writing['after']): Promise<void> {
  const now = await accepted(stocks(callers.viewer, { keys: [keyOf(london), keyOf(paris)] }));
  expect(now.map((level) => [level?.stockCount ?? 0, level?.reservedCount ?? 0])).toEqual(expected);
  await expectInvariants([london], { stack });
}
