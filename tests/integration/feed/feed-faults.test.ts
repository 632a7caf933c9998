import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StockChange } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { arm, type Fault, heal, withFaults } from '../../support/faults.ts';
import { expectFeedCaughtUp, expectSummaryIsCount } from '../../support/expect-feed.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { failedRecords } from '../../support/failed-records.ts';
import { expectAllEvents, expectShown } from '../../support/expect-events.ts';
import { commands } from '../../support/model/commands.ts';
import { stocked } from '../../support/model/world.ts';
import { adjustStock, listStock, releaseStock, stockHistory } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { inParallel } from '../../support/race.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { Connection, onAvailabilityChange, onStockChange, type Subscription } from '../../support/subscriber.ts';
import { eventually } from '../../support/wait.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let stack: StackDescription;
let callers: Callers;
let staff: Connection;
let shopper: Connection;
let everything: Subscription<StockChange>;

/**
 * The change feed's calls: the resolvers have no operation on Movements, so that these faults hit
 * nobody else.
 */
const movement = () => ({ operation: 'BatchWriteItem', table: stack.tables.movements });
const marks = () => ({ operation: 'TransactWriteItems', table: stack.tables.movements });
const change = () => ({ operation: 'graphql:publishStockChange' });
const availability = () => ({ operation: 'graphql:publishAvailability' });
const stream = () => ({ operation: `stream:${stack.tables.inventory}` });
const calls = { movement, marks, change, availability };
const callNames = Object.keys(calls) as (keyof typeof calls)[];

describe.runIf(isLocal(useStack()))('history, marks, summary and every listener end right', () => {
  withOwnStack((description) => {
    stack = description;
    callers = callersOf(stack);
  });

  beforeAll(async () => {
    [staff, shopper] = await Promise.all([Connection.open(stack, callers.viewer), Connection.open(stack, callers.storefront)]);
    everything = await onStockChange(staff);
  });

  afterEach(() => heal(stack));

  afterAll(() => {
    staff.close();
    shopper.close();
  });

  test.each(callNames)('when the feed dies just before its %s and, later, just after one', async (name) => {
    await expectSurvived([
      { ...calls[name](), kind: 'kill-before', times: 1 },
      { ...calls[name](), kind: 'kill-after', times: 2, skip: 1 },
    ]);
  });

  test.each(callNames)('when its %s is throttled, fails, and succeeds without an answer', async (name) => {
    await expectSurvived((['throttle', 'internal', 'answer-lost'] as const).map((kind) => ({ ...calls[name](), kind, times: 2 })));
  });

  test.each(['change', 'availability'] as const)('when AppSync answers HTTP 200 with errors to its %s', async (name) => {
    await expectSurvived([{ ...calls[name](), kind: 'errors', times: 6 }]);
  });

  test('while a level that is low goes on selling faster than its marks are written', async () => {
    const level = await aLevel({ stock: 1_005, threshold: 1_000 }, callers);
    await arm(stack, [{ ...marks(), kind: 'delay', ms: 250, times: 100_000 }]);
    const selling = { stopped: false };
    const sales = (async () => {
      while (!selling.stopped) {
        const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: -1, reason: 'CORRECTION' as const };
        await accepted(adjustStock(callers.admin, input));
      }
    })();
    try {
      await eventually(async () => {
        const low = await accepted(listStock(callers.viewer, { filter: { status: 'LOW_STOCK', search: level.productId } }));
        expect(low.items).toHaveLength(1);
      });
    } finally {
      selling.stopped = true;
      await sales;
    }
  });

  test('when AppSync does not answer in time', async () => {
    await expectSurvived([
      { ...change(), kind: 'delay', ms: 5_500, times: 1 },
      { ...availability(), kind: 'delay', ms: 5_500, times: 1 },
    ]);
  });

  test('when AppSync is away for some seconds', async () => {
    const away = [change(), availability()].map((call): Fault => ({ ...call, kind: 'internal', times: 100_000 }));
    await arm(stack, away);
    const productIds = [newId('product'), newId('product')];
    const shown = await onAvailabilityChange(shopper, productIds);
    await changeALot(productIds);
    // Movements come before events: of the first level on each lane they are there. Others may wait
    // behind a batch that waits for AppSync.
    await eventually(async () => {
      const histories = await Promise.all(keysOf(productIds).map((key) => accepted(stockHistory(callers.viewer, key))));
      expect(histories.flatMap(({ items }) => items)).not.toEqual([]);
    });
    expect(everything.events.filter(({ productId }) => productIds.includes(productId))).toEqual([]);
    await heal(stack);
    await expectRight(productIds, shown);
  });

  test('when marks meet sales of the same levels', async () => {
    await expectSurvived([{ ...marks(), kind: 'conflict', times: 4 }]);
  });

  test('when records are delivered twice', async () => {
    await expectSurvived([{ ...stream(), kind: 'twice', times: 20 }]);
  });

  test('when batches are cut anew', async () => {
    await expectSurvived([{ ...stream(), kind: 'recut', seed, times: 50 }]);
  });

  test('when batches are cut anew, delivered twice, and the feed dies in the middle of them', async () => {
    await expectSurvived([
      { ...stream(), kind: 'recut', seed, times: 50 },
      { ...stream(), kind: 'twice', times: 10 },
      ...callNames.map((name): Fault => ({ ...calls[name](), kind: 'kill-after', times: 1, skip: 2 })),
    ]);
  });

  test(`when random calls meet random faults (SEED=${seed})`, async () => {
    const kinds = ['kill-before', 'kill-after', 'throttle', 'internal', 'answer-lost'] as const;
    const aFault = fc.record({
      name: fc.constantFrom(...callNames),
      kind: fc.constantFrom(...kinds),
      times: fc.integer({ min: 1, max: 3 }),
      skip: fc.integer({ min: 0, max: 5 }),
    });
    const faults = fc.array(aFault, { minLength: 2, maxLength: 6 });
    const property = fc.asyncProperty(
      faults,
      fc.integer(),
      fc.commands(commands, { maxCommands: 20, size: 'max' }),
      async (given, cuts, steps) => {
        const prefix = newId('random');
        const productIds = ['a', 'b'].map((name) => `${prefix}-${name}`);
        const shown = await onAvailabilityChange(shopper, productIds);
        const cut: Fault = { ...stream(), kind: 'recut', seed: Math.abs(cuts), times: 30 };
        await arm(stack, [
          cut,
          { ...stream(), kind: 'twice', times: 5 },
          ...given.map(({ name, ...fault }) => ({ ...calls[name](), ...fault })),
        ]);
        await fc.asyncModelRun(() => stocked({ callers, prefix }), steps);
        // The faults stay until they are used up: healed at once, the feed would not have met them
        // yet.
        await expectRight(productIds, shown);
        await heal(stack);
        await shown.stop();
      },
    );
    await fc.assert(property, { seed, numRuns: 5, endOnFailure: true });
  });

  test('without anything given up on the way', async () => {
    expect(await failedRecords(stack)).toEqual([]);
  });
});

/**
 * Changes levels while these faults are armed, and asserts that all ends right without anybody's
 * help.
 */
async function expectSurvived(faults: Fault[]): Promise<void> {
  const productIds = [newId('product'), newId('product')];
  const shown = await onAvailabilityChange(shopper, productIds);
  await withFaults(stack, faults, async () => {
    await changeALot(productIds);
    await expectRight(productIds, shown);
  });
  await shown.stop();
}

/** Levels are born, held, run low and out, and recover: 6 changes of each of two warehouses. */
async function changeALot(productIds: readonly string[]): Promise<void> {
  const keys = keysOf(productIds);
  await inParallel(keys.length, async (index) => {
    const level = await aLevel({ ...keys[index], stock: 10, threshold: 2 }, callers);
    const adjust = (delta: number) =>
      accepted(adjustStock(callers.admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta, reason: 'CORRECTION' }));
    const reservation = await aReservation([line(level, 8)], {}, callers);
    await adjust(-2);
    await accepted(releaseStock(callers.checkout, reservation));
    await adjust(-8);
    await adjust(index + 1);
  });
}

function keysOf(productIds: readonly string[]): { productId: string; warehouseId: string }[] {
  return productIds.flatMap((productId) => ['LONDON', 'PARIS'].map((warehouseId) => ({ productId, warehouseId })));
}

async function expectRight(productIds: readonly string[], shown: Awaited<ReturnType<typeof onAvailabilityChange>>): Promise<void> {
  await expectFeedCaughtUp(products(productIds), { stack });
  await expectAllEvents(stack, everything, productIds);
  await expectShown(stack, shown, productIds);
  await expectSummaryIsCount(stack);
}

function products(productIds: readonly string[]): { productId: string }[] {
  return productIds.map((productId) => ({ productId }));
}
