import { describe, expect, test } from 'vitest';
import type { DescribeProductInput, StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { adjustStock, describeProduct, productStock, removeStock, stock, stockHistory, updateStock } from '../../support/operations.ts';
import { accepted, refused, refusedInput } from '../../support/outcome.ts';
import { inParallel } from '../../support/race.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const { admin, viewer, catalogue } = callersOf(useStack());

/** Levels of one product that nobody has described, sorted by warehouse. */
async function aProduct(
  count = 2,
  description: { name?: string; category?: string } = {},
): Promise<{ productId: string; levels: StockLevel[] }> {
  const productId = newId('product');
  const warehouses = Array.from({ length: count }, (_, index) => `W${String(index).padStart(3, '0')}`);
  const [first, ...others] = warehouses;
  const one = await aLevel({ productId, warehouseId: first ?? '', ...description });
  const rest = await inParallel(others.length, (index) => aLevel({ productId, warehouseId: others[index] ?? '', ...description }));
  return { productId, levels: [one, ...rest] };
}

/** The warehouse of a level, which is there. */
const warehouseOf = (level?: StockLevel) => ({ warehouseId: level?.warehouseId ?? '' });

const aDescription = (productId: string, more: Partial<DescribeProductInput> = {}) => ({
  ...{ changeId: newId('change'), productId, name: 'Lamp' },
  ...more,
});

describe('describeProduct', () => {
  test('sets every level, each as a next version, and answers with the product', async () => {
    const { productId, levels } = await aProduct(3);
    const described = await accepted(describeProduct(admin, aDescription(productId, { category: 'Lights' })));
    expect(described.levels).toEqual(
      levels.map((level) => ({
        ...{ ...level, name: 'Lamp', category: 'Lights', version: 2, sequence: 2 },
        lastUpdated: expect.any(String) as string,
      })),
    );
    expect(await accepted(productStock(viewer, { productId }))).toEqual(described);
  });

  test('leaves alone what it leaves out, and clears with an empty text', async () => {
    const { productId } = await aProduct(2, { name: 'Lamp', category: 'Lights' });
    const { levels } = await accepted(describeProduct(catalogue, { changeId: newId('change'), productId, name: '' }));
    expect(levels).toMatchObject([
      { name: null, category: 'Lights' },
      { name: null, category: 'Lights' },
    ]);
  });

  test('makes levels that were described differently alike, and leaves the one that is so already as it is', async () => {
    const { productId } = await aProduct(1, { name: 'Lamp' });
    await aLevel({ productId, warehouseId: 'W001', name: 'Lampe' });
    const { levels } = await accepted(describeProduct(admin, aDescription(productId)));
    expect(levels).toMatchObject([
      { name: 'Lamp', version: 1, sequence: 1 },
      { name: 'Lamp', version: 2, sequence: 2 },
    ]);
  });

  test('is in the history of each level, with what the description was before', async () => {
    const { productId, levels } = await aProduct(2, { name: 'Candle', category: 'Lights' });
    await accepted(describeProduct(admin, aDescription(productId, { note: 'spring', reference: 'pim-7' })));
    for (const level of levels) {
      const [change] = await eventually(async () => {
        const { items } = await accepted(stockHistory(viewer, { ...keyOf(level), limit: 1 }));
        expect(items[0]?.sequence).toBe(2);
        return items;
      });
      expect(change).toMatchObject({ cause: 'SETTINGS', stockDelta: 0, reservedDelta: 0, name: 'Lamp', version: 2 });
      expect(change).toMatchObject({ note: 'spring', reference: 'pim-7', actor: 'admin', actorKind: 'USER' });
      expect(change?.previous).toMatchObject({ name: 'Candle', category: 'Lights' });
    }
    await expectFeedCaughtUp([{ productId }]);
  });

  test('describes 98 levels at once', async () => {
    const { productId } = await aProduct(98);
    const { levels } = await accepted(describeProduct(admin, aDescription(productId)));
    expect(levels.map(({ name, version }) => [name, version])).toEqual(Array.from({ length: 98 }, () => ['Lamp', 2]));
  });

  test('refuses a product in 99 warehouses, and changes none of them', async () => {
    const { productId } = await aProduct(99);
    await refusedInput(describeProduct(admin, aDescription(productId)), 'productId', 98);
    const { levels } = await accepted(productStock(viewer, { productId }));
    expect(new Set(levels.map(({ version }) => version))).toEqual(new Set([1]));
  });

  test('does not count levels that are retired, nor describe them', async () => {
    const { productId, levels } = await aProduct(1);
    const gone = await aLevel({ productId, warehouseId: 'W001', stock: 0, name: 'Old' });
    await accepted(removeStock(admin, { ...keyOf(gone), expectedVersion: 1 }));
    const described = await accepted(describeProduct(admin, aDescription(productId)));
    expect(described.levels.map(keyOf)).toEqual(levels.map(keyOf));
  });

  test('of a product without a level is refused', async () => {
    const productId = newId('product');
    await refused(describeProduct(admin, aDescription(productId)), 'NOT_FOUND', { productId });
  });

  test('that says nothing is refused', async () => {
    const { productId } = await aProduct(1);
    await refusedInput(describeProduct(admin, { changeId: newId('change'), productId, note: 'nothing' }), 'name');
  });

  test.each([
    ['name', 128],
    ['category', 64],
    ['note', 256],
    ['reference', 128],
  ] as const)('with a %s of more than %i characters is refused', async (field, length) => {
    const { productId, levels } = await aProduct(1);
    await refusedInput(describeProduct(admin, aDescription(productId, { [field]: 'x'.repeat(length + 1) })), field, length);
    expect((await accepted(productStock(viewer, { productId }))).levels).toEqual(levels);
  });
});

describe('describeProduct with what the caller saw', () => {
  test('changes levels that are so, however they differed', async () => {
    const { productId, levels } = await aProduct(1, { name: 'Candle' });
    await aLevel({ productId, warehouseId: 'W001', name: 'Torch', category: 'Lights' });
    const expected = [
      { ...warehouseOf(levels[0]), name: 'Candle', category: '' },
      { warehouseId: 'W001', name: 'Torch' },
    ];
    const described = await accepted(describeProduct(admin, aDescription(productId, { expected })));
    expect(described.levels).toMatchObject([{ name: 'Lamp' }, { name: 'Lamp', category: 'Lights' }]);
  });

  test('changes none where one is not, and says which', async () => {
    const { productId, levels } = await aProduct(2, { name: 'Candle' });
    const other = await aLevel({ productId, warehouseId: 'W002', name: 'Torch' });
    const expected = [...levels, other].map(({ warehouseId }) => ({ warehouseId, name: 'Candle' }));
    const error = await refused(describeProduct(admin, aDescription(productId, { expected })), 'VERSION_CONFLICT');
    expect(error.errorInfo).toMatchObject({ expected, levels: [other] });
    expect((await accepted(productStock(viewer, { productId }))).levels).toEqual([...levels, other]);
  });

  test('takes a level that is as it shall be for one that somebody has described so already', async () => {
    const { productId } = await aProduct(1, { name: 'Candle' });
    await aLevel({ productId, warehouseId: 'W001', name: 'Lamp' });
    const expected = ['W000', 'W001'].map((warehouseId) => ({ warehouseId, name: 'Candle' }));
    const { levels } = await accepted(describeProduct(admin, aDescription(productId, { expected })));
    expect(levels).toMatchObject([{ name: 'Lamp' }, { name: 'Lamp', version: 1 }]);
  });

  test('says nothing of levels that it does not name', async () => {
    const { productId } = await aProduct(1, { name: 'Candle' });
    await aLevel({ productId, warehouseId: 'W001', name: 'Torch' });
    const expected = [
      { warehouseId: 'W000', name: 'Candle' },
      { warehouseId: 'NOWHERE', name: 'Torch' },
    ];
    const { levels } = await accepted(describeProduct(admin, aDescription(productId, { expected })));
    expect(levels).toMatchObject([{ name: 'Lamp' }, { name: 'Lamp' }]);
  });

  test('is not disturbed by orders and counts in between', async () => {
    const { productId, levels } = await aProduct(1, { name: 'Candle' });
    const key = { productId, ...warehouseOf(levels[0]) };
    await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...key, delta: 3, reason: 'RECEIVED' }));
    await accepted(describeProduct(admin, aDescription(productId, { expected: [{ ...warehouseOf(levels[0]), name: 'Candle' }] })));
    expect(await accepted(stock(viewer, key))).toMatchObject({ name: 'Lamp', stockCount: 13, version: 3 });
  });

  test.each<[string, DescribeProductInput['expected'], string]>([
    ['a category of more than 64 characters', [{ warehouseId: 'W000', category: 'x'.repeat(65) }], 'category'],
    ['a warehouse that is no id', [{ warehouseId: '' }], 'warehouseId'],
    ['a warehouse twice', [{ warehouseId: 'W000' }, { warehouseId: 'W000', name: 'Lamp' }], 'warehouseId'],
    ['99 warehouses', Array.from({ length: 99 }, (_, index) => ({ warehouseId: `W${index}` })), 'expected'],
  ])('is refused with %s', async (_, expected, field) => {
    const { productId } = await aProduct(1);
    await refusedInput(describeProduct(admin, aDescription(productId, { expected })), field);
  });
});

describe('describeProduct sent again', () => {
  test('with the same input has one effect, also after somebody else described the product', async () => {
    const { productId } = await aProduct(2, { name: 'Candle' });
    const input = aDescription(productId, { expected: [{ warehouseId: 'W000', name: 'Candle' }] });
    const first = await accepted(describeProduct(admin, input));
    expect(await accepted(describeProduct(admin, { ...input, note: null }))).toEqual(first);
    const then = await accepted(describeProduct(admin, aDescription(productId, { name: 'Candle' })));
    expect(await accepted(describeProduct(admin, input))).toEqual(then);
  });

  test.each<[string, Partial<DescribeProductInput>]>([
    ['another name', { name: 'Torch' }],
    ['another category', { category: 'Lights' }],
    ['another expectation', { expected: [{ warehouseId: 'W000', name: 'Candle' }] }],
    ['another note', { note: 'other' }],
  ])('with %s is refused', async (_, difference) => {
    const { productId } = await aProduct(1);
    const input = aDescription(productId);
    const { levels } = await accepted(describeProduct(admin, input));
    await refused(describeProduct(admin, { ...input, ...difference }), 'ID_REUSED', { id: input.changeId });
    expect((await accepted(productStock(viewer, { productId }))).levels).toEqual(levels);
  });

  test('after a refusal is a new call: a refused one leaves nothing behind', async () => {
    const { productId } = await aProduct(1, { name: 'Candle' });
    const input = aDescription(productId, { expected: [{ warehouseId: 'W000', name: 'Torch' }] });
    await refused(describeProduct(admin, input), 'VERSION_CONFLICT');
    await accepted(describeProduct(admin, { ...input, expected: [{ warehouseId: 'W000', name: 'Candle' }] }));
  });
});

describe('a new level', () => {
  test('takes over what its caller leaves out', async () => {
    const { productId, levels } = await aProduct(1, { name: 'Lamp', category: 'Lights' });
    const created = await aLevel({ productId, warehouseId: 'PARIS', category: 'Lampes' });
    expect(created).toMatchObject({ name: 'Lamp', category: 'Lampes', version: 1, sequence: 1 });
    expect(await accepted(stock(viewer, keyOf(levels[0] as StockLevel)))).toEqual(levels[0]);
    await expectFeedCaughtUp([{ productId }]);
  });

  test('has none of what its caller clears', async () => {
    const { productId } = await aProduct(1, { name: 'Lamp', category: 'Lights' });
    expect(await aLevel({ productId, warehouseId: 'PARIS', name: '', category: '' })).toMatchObject({ name: null, category: null });
  });

  test('takes over nothing from a level that is retired', async () => {
    const { productId } = await aProduct(1, { name: 'Lamp' });
    const gone = await aLevel({ productId, warehouseId: 'OLD', stock: 0, name: 'Old' });
    await accepted(removeStock(admin, { ...keyOf(gone), expectedVersion: 1 }));
    expect(await aLevel({ productId, warehouseId: 'PARIS' })).toMatchObject({ name: 'Lamp' });
  });

  test('that was retired is described as its siblings are now when it is created anew', async () => {
    const { productId } = await aProduct(1, { name: 'Candle' });
    const gone = await aLevel({ productId, warehouseId: 'PARIS', stock: 0 });
    await accepted(removeStock(admin, { ...keyOf(gone), expectedVersion: 1 }));
    await accepted(describeProduct(admin, aDescription(productId)));
    expect(await aLevel({ productId, warehouseId: 'PARIS' })).toMatchObject({ name: 'Lamp', version: 3 });
  });

  test('is created once when the call is sent again', async () => {
    const { productId } = await aProduct(1, { name: 'Lamp' });
    const input = { productId, warehouseId: 'PARIS', expectedVersion: 0, stockCount: 3 };
    const created = await accepted(updateStock(admin, input));
    expect(await accepted(updateStock(admin, input))).toEqual(created);
    await refused(updateStock(admin, { ...input, stockCount: 4 }), 'ALREADY_EXISTS', { current: created });
  });
});
