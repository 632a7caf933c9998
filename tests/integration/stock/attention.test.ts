import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StockFilterInput, StockLevel, StockSummary } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { withFaults } from '../../support/faults.ts';
import { expectFeedCaughtUp, expectSummaryIsCount } from '../../support/expect-feed.ts';
import { aLevel, aReservation, keyOf, type LevelOptions, line, newId } from '../../support/fixtures.ts';
import { commands } from '../../support/model/commands.ts';
import { stocked } from '../../support/model/world.ts';
import { adjustStock, listStock, releaseStock, removeStock, stockSummary, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { allOf, pagesOf } from '../../support/paging.ts';
import { inParallel } from '../../support/race.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let stack: StackDescription;
let callers: Callers;

describe('a level is listed under what it needs', () => {
  test.each<[string, LevelOptions, StockFilterInput[], StockFilterInput[]]>([
    [
      'is low at its threshold',
      { stock: 2, threshold: 2 },
      [{ status: 'LOW_STOCK' }],
      [{ status: 'IN_STOCK' }, { status: 'OUT_OF_STOCK' }],
    ],
    ['is in stock above it', { stock: 3, threshold: 2 }, [{ status: 'IN_STOCK' }], [{ status: 'LOW_STOCK' }]],
    [
      'is out without units',
      { stock: 0 },
      [{ status: 'OUT_OF_STOCK' }, { oversold: false }],
      [{ status: 'LOW_STOCK' }, { oversold: true }],
    ],
    ['is out with a threshold of 0', { stock: 0, threshold: 0 }, [{ status: 'OUT_OF_STOCK' }], [{ status: 'IN_STOCK' }]],
  ])('that %s', async (_, options, listed, hidden) => {
    callers = callersOf(useStack());
    const level = await aLevel({ ...options, category: newId('category') });
    for (const filter of listed) await expectListed(level, filter, true);
    for (const filter of hidden) await expectListed(level, filter, false);
  });

  test('and moves with its count, its threshold and its reservations', async () => {
    callers = callersOf(useStack());
    const level = await aLevel({ stock: 10, threshold: 2, category: newId('category') });
    const reservation = await aReservation([line(level, 8)]);
    await expectListed(level, { status: 'LOW_STOCK' }, true);
    await accepted(releaseStock(callers.checkout, reservation));
    await expectListed(level, { status: 'LOW_STOCK' }, false);
    await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: 1, thresholdLevel: 10 }));
    await expectListed(level, { status: 'LOW_STOCK' }, true);
    await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: 2, stockCount: 0 }));
    await expectListed(level, { status: 'OUT_OF_STOCK' }, true);
    await expectListed(level, { status: 'LOW_STOCK' }, false);
    await accepted(removeStock(callers.admin, { ...keyOf(level), expectedVersion: 3 }));
    await expectListed(level, { status: 'OUT_OF_STOCK' }, false);
  });

  test('as oversold until the reservations end or units come', async () => {
    callers = callersOf(useStack());
    const level = await aLevel({ category: newId('category') });
    await aReservation([line(level, 5)]);
    await oversell(level, 3);
    await expectListed(level, { oversold: true }, true);
    await expectListed(level, { oversold: true, status: 'OUT_OF_STOCK' }, true);
    await expectListed(level, { oversold: false, status: 'OUT_OF_STOCK' }, false);
    await adjust(level, 2);
    await expectListed(level, { oversold: true }, false);
    await expectListed(level, { status: 'OUT_OF_STOCK', oversold: false }, true);
  });
});

describe.runIf(isLocal(useStack()))('on a stack of its own', () => {
  withOwnStack((description) => {
    stack = description;
    callers = callersOf(stack);
  });

  test('the summary is all zeroes at first', async () => {
    expect(await summary()).toEqual({ levels: 0, low: 0, out: 0, oversold: 0 });
  });

  test('the summary moves by exactly what changed', async () => {
    const level = await aLevel({ stock: 10, threshold: 2 }, callers);
    await expectSummary({ levels: 1, low: 0, out: 0, oversold: 0 });
    const other = await aLevel({ stock: 0 }, callers);
    await expectSummary({ levels: 2, low: 0, out: 1, oversold: 0 });
    const reservation = await aReservation([line(level, 8)], {}, callers);
    await expectSummary({ levels: 2, low: 1, out: 1, oversold: 0 });
    await oversell(level, 5);
    await expectSummary({ levels: 2, low: 0, out: 2, oversold: 1 });
    await accepted(releaseStock(callers.checkout, reservation));
    await expectSummary({ levels: 2, low: 0, out: 1, oversold: 0 });
    await accepted(removeStock(callers.admin, { ...keyOf(other), expectedVersion: 1 }));
    await expectSummary({ levels: 1, low: 0, out: 0, oversold: 0 });
    await accepted(updateStock(callers.admin, { ...keyOf(other), expectedVersion: 0, stockCount: 1, thresholdLevel: 1 }));
    await expectSummary({ levels: 2, low: 1, out: 0, oversold: 0 });
  });

  test('hundreds that need attention are listed once each, in order, on pages of any size', async () => {
    const ids = Array.from({ length: 230 }, (_, index) => `${index % 2 ? 'row' : 'ROW'}-${String(index * 7919).padStart(8, '0')}`);
    await inParallel(10, async (lane) => {
      for (const [index, productId] of ids.entries()) {
        const warehouseId = index % 3 === 0 ? 'PARIS' : 'LONDON';
        if (index % 10 === lane)
          await aLevel({ productId, warehouseId, stock: index % 3, threshold: 1, category: `c${index % 2}` }, callers);
      }
    });
    await expectSummaryIsCount(stack);
    const low = ids.filter((_, index) => index % 3 === 1);
    const out = ids.filter((_, index) => index % 3 === 0);
    const inOrder = (wanted: string[]) => wanted.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    for (const limit of [1, 7, 50, 100]) {
      expect(await rows({ status: 'LOW_STOCK', search: 'row' }, limit)).toEqual(inOrder(low));
      expect(await rows({ status: 'OUT_OF_STOCK', warehouseId: 'PARIS' }, limit)).toEqual(inOrder(out));
    }
    expect(await rows({ status: 'OUT_OF_STOCK', category: 'c1' }, 20)).toEqual(inOrder(out.filter((id) => id.startsWith('row'))));
    expect(await rows({ status: 'OUT_OF_STOCK', warehouseId: 'LONDON' }, 20)).toEqual([]);
    expect(await rows({ status: 'OUT_OF_STOCK', oversold: false, search: 'ROW-0' }, 20)).toEqual(
      inOrder(out.filter((id) => id.includes('-0'))),
    );
  });

  test(`random calls leave history, marks and summary right, records that come twice included (SEED=${seed})`, async () => {
    const twice = { operation: `stream:${stack.tables.inventory}`, kind: 'twice', times: 300 } as const;
    const prefixes: string[] = [];
    const property = fc.asyncProperty(fc.commands(commands, { maxCommands: 25, size: 'max' }), async (steps) => {
      const world = { callers, prefix: newId('random') };
      prefixes.push(world.prefix);
      await fc.asyncModelRun(() => stocked(world), steps);
    });
    await withFaults(stack, [twice], async () => {
      await fc.assert(property, { seed, numRuns: 8, endOnFailure: true });
      await expectFeedCaughtUp(
        prefixes.flatMap((prefix) => ['a', 'b'].map((name) => ({ productId: `${prefix}-${name}` }))),
        { stack },
      );
      await expectSummaryIsCount(stack);
    });
  });
});

/** Whether the level is listed, alone in its category, under a filter. */
async function expectListed(level: StockLevel, filter: StockFilterInput, listed: boolean): Promise<void> {
  const { category } = level;
  for (const more of [{ category }, { category, warehouseId: level.warehouseId }, { category, search: level.productId }]) {
    await eventually(async () => {
      const found = await allOf(listStock, callers.viewer, { filter: { ...filter, ...more } });
      expect(found.map(({ productId }) => productId)).toEqual(listed ? [level.productId] : []);
    });
  }
}

async function rows(filter: StockFilterInput, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pagesOf(listStock, callers.viewer, { filter, limit })) {
    expect(page.length).toBeLessThanOrEqual(limit);
    ids.push(...page.map(({ productId }) => productId));
  }
  return ids;
}

function summary(): Promise<StockSummary> {
  return accepted(stockSummary(callers.viewer, {}));
}

async function expectSummary(expected: StockSummary): Promise<void> {
  await eventually(async () => expect(await summary()).toEqual(expected));
}

async function adjust(level: StockLevel, delta: number): Promise<void> {
  await accepted(adjustStock(callers.admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta, reason: 'CORRECTION' }));
}

async function oversell(level: StockLevel, stockCount: number): Promise<void> {
  const { version } = level;
  await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: version, stockCount, allowBelowReserved: true }));
}
