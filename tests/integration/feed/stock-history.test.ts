import { beforeAll, describe, expect, test } from 'vitest';
import type { StockChange, StockKeyInput, StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { someFields } from '../../support/level-fields.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { adjustStock, stock, stockHistory, updateStock } from '../../support/operations.ts';
import { accepted, refused, refusedInput } from '../../support/outcome.ts';
import { allOf, pagesOf } from '../../support/paging.ts';
import { inParallel } from '../../support/race.ts';
import { useStack } from '../../support/stack.ts';
import { storedLevels } from '../../support/tables.ts';
import { eventually } from '../../support/wait.ts';
import { changes } from '../../support/expected-changes.ts';

const { admin, viewer, checkout, catalogue } = callersOf(useStack());

describe('what a writer did is in the history once, with cause, differences, actor and story', () => {
  test.concurrent.each(changes)('$name', async ({ prepare, act, expected }) => {
    const level = await prepare();
    const before = await sequenceOf(level);
    await act(level);
    const written = await historyFrom(level, before, expected.length);
    expect(written).toMatchObject(expected);
    expect(written.map(({ sequence }) => sequence)).toEqual(expected.map((_, index) => before + index + 1));
    await expectFeedCaughtUp([level]);
  });

  test('also when each call is sent twice', async () => {
    const level = await aLevel();
    const adjustment = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'RECEIVED' } as const;
    const count = { ...keyOf(level), expectedVersion: 2, stockCount: 5 };
    for (const call of [() => adjustStock(admin, adjustment), () => updateStock(admin, count)]) {
      await accepted(call());
      await accepted(call());
    }
    await expectFeedCaughtUp([level]);
    expect(await historyFrom(level, 0, 3)).toMatchObject([{ cause: 'CREATED' }, { cause: 'ADJUSTED' }, { cause: 'COUNTED' }]);
  });

  test('and what was refused is not', async () => {
    const level = await aLevel({ stock: 1 });
    const adjustment = { adjustmentId: newId('adjustment'), ...keyOf(level), reason: 'LOST' } as const;
    await refused(adjustStock(admin, { ...adjustment, delta: -2 }), 'INSUFFICIENT_STOCK');
    await refused(updateStock(admin, { ...keyOf(level), expectedVersion: 7, stockCount: 5 }), 'VERSION_CONFLICT');
    await accepted(adjustStock(admin, { ...adjustment, delta: -1 }));
    expect(await historyFrom(level, 0, 2)).toMatchObject([{ cause: 'CREATED' }, { cause: 'ADJUSTED', stockDelta: -1 }]);
  });

  test('in order when many write at once', async () => {
    const { level } = await aReservedLevel({ stock: 1_000, reserved: 1 });
    await inParallel(10, async (index) => {
      const adjustmentId = newId('adjustment');
      await adjustStock(admin, { adjustmentId, ...keyOf(level), delta: index + 1, reason: 'CORRECTION' });
      await aReservation([line(level, index + 1)]).catch(() => undefined);
    });
    await expectFeedCaughtUp([level]);
  });

  test('and a change can be read there by whoever heard of it before', async () => {
    const level = await aLevel({ ...someFields(), threshold: 3 });
    const [created] = await historyFrom(level, 0, 1);
    const { productId, warehouseId, version, thresholdLevel } = level;
    expect(created).toEqual({
      ...{ productId, warehouseId, version, thresholdLevel, ...someFields() },
      ...{ sequence: 1, cause: 'CREATED', actor: 'admin', actorKind: 'USER' },
      ...{ stockDelta: 10, reservedDelta: 0, committedDelta: 0, stockCount: 10, reservedCount: 0, committedCount: 0 },
      ...{ availableCount: 10, safetyStock: 0, sellableCount: 10, status: 'IN_STOCK' },
      ...{ reason: null, note: null, reference: null, previous: null, changedAt: level.lastUpdated },
    });
  });
});

describe('a history', () => {
  const length = 12;
  let level: StockLevel;

  beforeAll(async () => {
    level = await aLevel({ stock: 100 });
    for (let change = 2; change <= length; change += 1) {
      await accepted(
        adjustStock(admin, {
          adjustmentId: newId('adjustment'),
          ...keyOf(level),
          delta: change,
          reason: 'RECEIVED',
          note: `change ${change}`,
        }),
      );
    }
    await expectFeedCaughtUp([level]);
  });

  test('begins with the newest change', async () => {
    const { items, nextToken } = await accepted(stockHistory(viewer, keyOf(level)));
    expect(items.map(({ sequence }) => sequence)).toEqual(sequences(length, 1));
    expect(items[0]).toMatchObject({ note: `change ${length}`, stockDelta: length });
    expect(nextToken).toBeNull();
  });

  test.each([0, 5, length - 1])('goes forward from afterSequence %i', async (afterSequence) => {
    const items = await allOf(stockHistory, viewer, { ...keyOf(level), afterSequence });
    expect(items.map(({ sequence }) => sequence)).toEqual(sequences(afterSequence + 1, length));
  });

  test.each([length, length + 1, 2_147_483_647])('is empty after sequence %i, when there is nothing newer', async (afterSequence) => {
    expect(await accepted(stockHistory(viewer, { ...keyOf(level), afterSequence }))).toEqual({ items: [], nextToken: null });
  });

  test('takes an afterSequence, limit or nextToken of null as left out', async () => {
    const args = { afterSequence: null, limit: null, nextToken: null };
    expect((await accepted(stockHistory(viewer, { ...keyOf(level), ...args }))).items[0]?.sequence).toBe(length);
  });

  test.each([1, 2, 5, length - 1, length, length + 1, 100])('has every change once on pages of %i, in both directions', async (limit) => {
    for (const [direction, expected] of [
      [{}, sequences(length, 1)],
      [{ afterSequence: 0 }, sequences(1, length)],
      [{ afterSequence: 3 }, sequences(4, length)],
    ] as const) {
      const read: number[] = [];
      for await (const page of pagesOf(stockHistory, viewer, { ...keyOf(level), ...direction, limit })) {
        expect(page.length).toBeLessThanOrEqual(limit);
        read.push(...page.map(({ sequence }) => sequence));
      }
      expect(read).toEqual(expected);
    }
  });

  test('is not disturbed by changes that come while somebody reads backwards', async () => {
    const busy = await aLevel();
    const adjust = () => accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(busy), delta: 1, reason: 'RECEIVED' }));
    await adjust();
    await adjust();
    await historyFrom(busy, 0, 3);
    const read: number[] = [];
    for await (const [change] of pagesOf(stockHistory, viewer, { ...keyOf(busy), limit: 1 })) {
      read.push(...(change ? [change.sequence] : []));
      await adjust();
    }
    expect(read).toEqual([3, 2, 1]);
  });

  test('has 50 changes a page at most when no limit is given', async () => {
    const long = await aLevel();
    for (let round = 0; round < 6; round += 1) {
      await inParallel(10, () => aReservation([line(long, 1)]).catch(() => undefined));
      const { availableCount } = await accepted(stock(viewer, keyOf(long)));
      const adjustmentId = newId('adjustment');
      await accepted(adjustStock(admin, { adjustmentId, ...keyOf(long), delta: 10 - availableCount, reason: 'RECEIVED' }));
    }
    await expectFeedCaughtUp([long]);
    const { items, nextToken } = await accepted(stockHistory(viewer, keyOf(long)));
    expect(items).toHaveLength(50);
    expect(nextToken).not.toBeNull();
  });

  test.each([viewer, admin, checkout, catalogue])('answers $name', async (caller) => {
    expect((await accepted(stockHistory(caller, { ...keyOf(level), limit: 1 }))).items).toHaveLength(1);
  });
});

describe('a level', () => {
  test('that nobody knows has an empty history', async () => {
    expect(await accepted(stockHistory(viewer, { productId: newId('unknown'), warehouseId: 'LONDON' }))).toEqual({
      items: [],
      nextToken: null,
    });
  });

  test('does not share its history with another whose ids read alike when joined', async () => {
    const prefix = newId('joined');
    const one = await aLevel({ productId: `${prefix} a`, warehouseId: 'b' });
    await aLevel({ productId: `${prefix} a b`, warehouseId: 'b', stock: 4 });
    await aLevel({ productId: prefix, warehouseId: 'a b', stock: 5 });
    expect(await historyFrom(one, 0, 1)).toMatchObject([{ stockCount: 10 }]);
  });

  test('is compared with its case', async () => {
    const level = await aLevel({ productId: newId('Case') });
    await historyFrom(level, 0, 1);
    const args = { productId: level.productId.toLowerCase(), warehouseId: level.warehouseId };
    expect((await accepted(stockHistory(viewer, args))).items).toEqual([]);
  });
});

describe('refused as input', () => {
  const key = { productId: 'lamp', warehouseId: 'LONDON' };

  test.each([
    ['limit', { limit: 0 }, 1],
    ['limit', { limit: 101 }, 100],
    ['limit', { limit: -1 }, 1],
    ['afterSequence', { afterSequence: -1 }, 0],
    ['productId', { productId: '' }, 128],
    ['productId', { productId: 'x'.repeat(129) }, 128],
    ['warehouseId', { warehouseId: ' LONDON' }, 128],
    ['warehouseId', { warehouseId: 'LON\u0001DON' }, 128],
  ])('is a %s out of range: %j', async (field, args, limit) => {
    await refusedInput(stockHistory(viewer, { ...key, ...args }), field, limit);
  });

  test.each(['', 'x', 'null', '{}', 'AAAA', Buffer.from('{"walk":"sequence","after":"1","check":"0"}').toString('base64')])(
    'is a page token that is made up: %s',
    async (nextToken) => {
      await refusedInput(stockHistory(viewer, { ...key, nextToken }), 'nextToken');
    },
  );

  test('is a page token of other arguments', async () => {
    const [one, other] = [await aLevel(), await aLevel()];
    for (const level of [one, other]) {
      await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'RECEIVED' }));
      await historyFrom(level, 0, 2);
    }
    const { nextToken } = await accepted(stockHistory(viewer, { ...keyOf(one), limit: 1 }));
    expect(nextToken).not.toBeNull();
    await refusedInput(stockHistory(viewer, { ...keyOf(other), limit: 1, nextToken: nextToken ?? '' }), 'nextToken');
    await refusedInput(stockHistory(viewer, { ...keyOf(one), afterSequence: 0, nextToken: nextToken ?? '' }), 'nextToken');
    expect((await accepted(stockHistory(viewer, { ...keyOf(one), limit: 50, nextToken: nextToken ?? '' }))).items).toMatchObject([
      { sequence: 1 },
    ]);
  });
});

function sequences(from: number, to: number): number[] {
  const step = from <= to ? 1 : -1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => from + index * step);
}

/**
 * The level's sequence before a test's own change, also of a retired one; 0 where it is not there
 * yet.
 */
async function sequenceOf({ productId, warehouseId }: StockKeyInput): Promise<number> {
  const stored = await storedLevels(useStack(), productId);
  return stored.find(({ warehouse_id }) => warehouse_id === warehouseId)?.sequence ?? 0;
}

/**
 * The changes after a sequence, oldest first, as soon as there are that many; none more may come.
 */
async function historyFrom(level: StockKeyInput, afterSequence: number, count: number): Promise<StockChange[]> {
  await eventually(async () => {
    expect(await allOf(stockHistory, viewer, { ...keyOf(level), afterSequence })).toHaveLength(count);
  });
  return allOf(stockHistory, viewer, { ...keyOf(level), afterSequence });
}
