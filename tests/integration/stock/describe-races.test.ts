import { describe, expect, test } from 'vitest';
import { callersOf, type Callers } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { inTime, overtaken, withFaults } from '../../support/faults.ts';
import { aLevel, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { describeProduct, productStock, reserveStock, updateStock } from '../../support/operations.ts';
import { accepted, verdict } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { countVerdicts, inParallel, untilDecided } from '../../support/race.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

describe('at the same time', () => {
  test('of ten that expect the same, one describes the product', async () => {
    const productId = await aProduct(['LONDON', 'PARIS', 'ROME']);
    const outcomes = await inParallel(10, (index) => {
      const input = { changeId: newId('change'), productId, name: `Lamp ${index}`, expected: [{ warehouseId: 'LONDON', name: 'Candle' }] };
      return untilDecided(() => describeProduct(admin, input));
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 1, VERSION_CONFLICT: 9 });
    const { levels } = await accepted(productStock(viewer, { productId }));
    expect(new Set(levels.map(({ name }) => name)).size).toBe(1);
    expect(levels.map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  test('the same call ten times has one effect', async () => {
    const productId = await aProduct(['LONDON', 'PARIS']);
    const input = { changeId: newId('change'), productId, name: 'Lamp' };
    const outcomes = await inParallel(10, () => untilDecided(() => describeProduct(admin, input)));
    expect(countVerdicts(outcomes)).toEqual({ OK: 10 });
    const { levels } = await accepted(productStock(viewer, { productId }));
    expect(levels).toMatchObject([
      { name: 'Lamp', version: 2 },
      { name: 'Lamp', version: 2 },
    ]);
  });

  test('descriptions without an expectation, new levels and reservations leave one description', async () => {
    const productId = await aProduct(['LONDON', 'PARIS']);
    const outcomes = await inParallel(60, async (index) => {
      if (index % 3 === 0) {
        const input = { changeId: newId('change'), productId, name: `Lamp ${index}`, category: `Lights ${index}` };
        return untilDecided(() => describeProduct(admin, input));
      }
      if (index % 3 === 1) {
        const input = { productId, warehouseId: `W${index}`, expectedVersion: 0, stockCount: 1 };
        return untilDecided(() => updateStock(admin, input));
      }
      const input = { reservationId: newId('hold'), lines: [line({ productId, warehouseId: 'LONDON' }, 1)] };
      return untilDecided(() => reserveStock(checkout, input));
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 60 });
    const { levels } = await accepted(productStock(viewer, { productId }));
    expect(levels).toHaveLength(22);
    expect(new Set(levels.map(({ name, category }) => JSON.stringify([name, category]))).size).toBe(1);
    await expectInvariants([{ productId }]);
    await expectFeedCaughtUp([{ productId }]);
  });
});

describe.runIf(isLocal(useStack()))('in an order that faults bring about', () => {
  let stack: StackDescription;
  let callers: Callers;
  // Faults hit whoever calls next, so these tests need a stack that nobody else uses.
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });

  const aDescription = (productId: string, name = 'Lamp') => ({ changeId: newId('change'), productId, name });
  // The change feed has transactions of its own on levels.
  const held = () => ({ table: stack.tables.inventory, by: 'resolvers' as const });
  const namesOf = async (productId: string) =>
    (await accepted(productStock(callers.viewer, { productId }))).levels.map(({ warehouseId, name }) => [warehouseId, name]);

  test('a level that is created after the levels were read is described too', async () => {
    const productId = await aProduct(['LONDON'], callers);
    const [described] = await inTime(() =>
      overtaken(
        stack,
        () => describeProduct(callers.admin, aDescription(productId)),
        () => updateStock(callers.admin, { productId, warehouseId: 'PARIS', expectedVersion: 0, stockCount: 1, category: '' }),
        held(),
      ),
    );
    expect(verdict(described)).toBe('OK');
    expect(await namesOf(productId)).toEqual([
      ['LONDON', 'Lamp'],
      ['PARIS', 'Lamp'],
    ]);
  });

  test('a level whose sibling is described after it was read takes over what that says', async () => {
    const productId = await aProduct(['LONDON'], callers);
    const created = { productId, warehouseId: 'PARIS', expectedVersion: 0, stockCount: 1 };
    const [level] = await inTime(() =>
      overtaken(
        stack,
        () => updateStock(callers.admin, created),
        () => describeProduct(callers.admin, aDescription(productId)),
        held(),
      ),
    );
    expect(level.value).toMatchObject({ name: 'Lamp', version: 1, sequence: 1 });
  });

  test('a level that is renamed after it was read is a conflict with what the caller saw', async () => {
    const productId = await aProduct(['LONDON'], callers);
    const key = { productId, warehouseId: 'LONDON' };
    const [described] = await inTime(() =>
      overtaken(
        stack,
        () => describeProduct(callers.admin, { ...aDescription(productId), expected: [{ warehouseId: 'LONDON', name: 'Candle' }] }),
        () => updateStock(callers.admin, { ...key, expectedVersion: 1, name: 'Torch' }),
        held(),
      ),
    );
    expect(verdict(described)).toBe('VERSION_CONFLICT');
    expect(await namesOf(productId)).toEqual([['LONDON', 'Torch']]);
  });

  test('a level that is renamed before its description is copied is copied as it is then', async () => {
    const productId = await aProduct(['LONDON'], callers);
    const [level] = await inTime(() =>
      overtaken(
        stack,
        () => updateStock(callers.admin, { productId, warehouseId: 'PARIS', expectedVersion: 0, stockCount: 1 }),
        () => updateStock(callers.admin, { productId, warehouseId: 'LONDON', expectedVersion: 1, name: 'Torch' }),
        held(),
      ),
    );
    expect(level.value).toMatchObject({ name: 'Torch' });
  });

  test('a level that was created while the answer of its write was lost is there once', async () => {
    const productId = await aProduct(['LONDON'], callers);
    const input = { productId, warehouseId: 'PARIS', expectedVersion: 0, stockCount: 1 };
    const lost = { operation: 'TransactWriteItems', ...held(), kind: 'answer-lost' as const, times: 1 };
    const first = await withFaults(stack, [lost], () => updateStock(callers.admin, input));
    expect(['OK', 'INTERNAL', 'CONTENTION']).toContain(verdict(first));
    const level = await accepted(untilDecided(() => updateStock(callers.admin, input)));
    expect(level).toMatchObject({ ...keyOf(level), name: 'Candle', version: 1, sequence: 1 });
  });
});

/** A product called Candle in these warehouses. */
async function aProduct(warehouses: string[], callers?: Callers): Promise<string> {
  const productId = newId('product');
  for (const warehouseId of warehouses) await aLevel({ productId, warehouseId, name: 'Candle', stock: 100 }, callers);
  return productId;
}
