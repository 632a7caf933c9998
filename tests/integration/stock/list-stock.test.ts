import { beforeAll, describe, expect, test } from 'vitest';
import type { StockFilterInput, StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { adjustStock, listStock, stock, updateStock } from '../../support/operations.ts';
import { accepted, refusedInput } from '../../support/outcome.ts';
import { allOf, pagesOf } from '../../support/paging.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const { admin, viewer, catalogue, checkout } = callersOf(useStack());

describe('the order', () => {
  test('is by product id, case-blind, then by warehouse', async () => {
    const prefix = newId('Order');
    const given = ['b/2', 'B/1', 'a/1', 'C/1', 'b/1', 'A/9', 'B/2', 'a/2'];
    await Promise.all(given.map((each) => aLevelNamed(prefix, each)));
    const names = await listed({ search: prefix }, given.length);
    const ids = names.map((name) => name.split('/')[0]?.toLowerCase());
    expect(ids).toEqual(ids.toSorted());
    for (const product of ['a', 'b', 'B']) {
      const own = names.filter((name) => name.startsWith(`${prefix}${product}/`));
      expect(own).toEqual(own.toSorted());
    }
  });

  test('keeps ids apart that differ only by case, like 15056BL and 15056bl', async () => {
    const prefix = newId('15056');
    await Promise.all(['BL/1', 'bl/1', 'BL/2', 'bl/2'].map((each) => aLevelNamed(prefix, each)));
    const names = await listed({ search: `${prefix}bl` }, 4);
    expect(new Set(names).size).toBe(4);
  });

  test('is case-blind to the last character of a long id', async () => {
    const prefix = newId('x'.repeat(70));
    await Promise.all(['B/1', 'a/1', 'C/1'].map((each) => aLevelNamed(prefix, each)));
    const names = await listed({ search: prefix }, 3);
    expect(names).toEqual(['a/1', 'B/1', 'C/1'].map((each) => prefix + each));
    expect(await listed({ search: prefix.toUpperCase() }, 3)).toEqual(names);
  });
});

describe('filters', () => {
  const category = newId('Bags');
  const warehouseId = newId('PARIS');
  const prefix = newId('Filter');
  const byName: Record<string, StockLevel> = {};

  beforeAll(async () => {
    const given = [
      { id: 'in', stock: 10, category, warehouseId },
      { id: 'low', stock: 2, category, warehouseId },
      { id: 'out', stock: 0, category, warehouseId },
      { id: 'elsewhere', stock: 10, category, warehouseId: 'LONDON' },
      { id: 'uncategorised', stock: 10, warehouseId },
      { id: 'oversold', stock: 5, category, warehouseId },
    ];
    await Promise.all(
      given.map(async ({ id, ...options }) => {
        byName[id] = await aLevel({ productId: `${prefix}-${id}`, ...options });
      }),
    );
    await oversell(byName['oversold'] as StockLevel);
  });

  test.each<[string, StockFilterInput, string[]]>([
    ['category', { category }, ['elsewhere', 'in', 'low', 'out', 'oversold']],
    ['warehouse', { warehouseId }, ['in', 'low', 'out', 'oversold', 'uncategorised']],
    ['category and warehouse', { category, warehouseId }, ['in', 'low', 'out', 'oversold']],
    ['category and search', { category, search: `${prefix}-o` }, ['out', 'oversold']],
    ['warehouse and search', { warehouseId, search: `${prefix}-u` }, ['uncategorised']],
    ['category, warehouse and search', { category, warehouseId, search: `${prefix}-e` }, []],
    ['status IN_STOCK', { category, status: 'IN_STOCK' }, ['elsewhere', 'in']],
    ['status LOW_STOCK', { category, status: 'LOW_STOCK' }, ['low']],
    ['status OUT_OF_STOCK', { category, status: 'OUT_OF_STOCK' }, ['out', 'oversold']],
    ['status and warehouse', { warehouseId, status: 'IN_STOCK' }, ['in', 'uncategorised']],
    ['status and search', { search: prefix, status: 'LOW_STOCK' }, ['low']],
    ['oversold', { category, oversold: true }, ['oversold']],
    ['oversold and search', { search: prefix, oversold: true }, ['oversold']],
    ['oversold and a status it cannot have', { category, oversold: true, status: 'IN_STOCK' }, []],
    ['all of them', { category, warehouseId, search: prefix.toUpperCase(), status: 'OUT_OF_STOCK', oversold: true }, ['oversold']],
  ])('by %s', async (_, filter, expected) => {
    await eventually(async () => {
      const ids = (await allOf(listStock, viewer, { filter })).map(({ productId }) => productId.slice(prefix.length + 1));
      expect(ids).toEqual(expected);
    });
  });

  test('that are null are left out', async () => {
    const filter = { category, warehouseId: null, status: null, oversold: null, search: null };
    await eventually(async () => expect(await allOf(listStock, viewer, { filter })).toHaveLength(5));
  });

  test('that match nothing give an empty list', async () => {
    expect(await allOf(listStock, viewer, { filter: { category: newId('none') } })).toEqual([]);
  });

  test('by category compare exactly', async () => {
    expect(await allOf(listStock, viewer, { filter: { category: category.toLowerCase() } })).toEqual([]);
  });

  test('by category follow a change of it', async () => {
    const [before, after] = [newId('before'), newId('after')];
    const level = await aLevel({ category: before });
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, category: after }));
    await eventually(async () => {
      expect(await allOf(listStock, viewer, { filter: { category: before } })).toEqual([]);
      expect(await allOf(listStock, viewer, { filter: { category: after } })).toHaveLength(1);
    });
  });

  test('by category forget a level whose category was cleared', async () => {
    const category = newId('category');
    const level = await aLevel({ category });
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, category: '' }));
    await eventually(async () => expect(await allOf(listStock, viewer, { filter: { category } })).toEqual([]));
  });

  test.each([viewer, admin, checkout, catalogue])('answer $name', async (caller) => {
    await eventually(async () => expect(await allOf(listStock, caller, { filter: { category } })).toHaveLength(5));
  });
});

describe('search', () => {
  test('matches the beginning of the id or of the name, in any case, ids first, each row once', async () => {
    const word = newId('Lamp');
    await aLevel({ productId: `z-${word}`, name: `${word.toUpperCase()} green` });
    await aLevel({ productId: `${word}-2`, name: 'Green light' });
    await aLevel({ productId: `${word}-1`, name: `${word} red` });
    await aLevel({ productId: `a-${word}`, name: `a ${word}` });
    for (const search of [word, word.toLowerCase(), word.toUpperCase()]) {
      await eventually(async () => {
        const ids = (await allOf(listStock, viewer, { filter: { search } })).map(({ productId }) => productId);
        expect(ids).toEqual([`${word}-1`, `${word}-2`, `z-${word}`]);
      });
    }
  });

  test('names each row once on whatever pages it comes', async () => {
    const word = newId('Page');
    await Promise.all(Array.from({ length: 5 }, (_, index) => aLevel({ productId: `${word}-${index}`, name: `${word} both` })));
    await Promise.all(Array.from({ length: 4 }, (_, index) => aLevel({ name: `${word} name ${index}` })));
    await eventually(async () => {
      for (const limit of [1, 2, 3, 4, 5, 9]) {
        const ids = (await allOf(listStock, viewer, { filter: { search: word }, limit })).map(({ productId }) => productId);
        expect(ids).toHaveLength(9);
        expect(new Set(ids).size).toBe(9);
        expect(ids.slice(0, 5)).toEqual(ids.slice(0, 5).toSorted());
        expect(ids.slice(0, 5).every((id) => id.startsWith(word))).toBe(true);
      }
    });
  });

  test('follows a change of the name', async () => {
    const [before, after] = [newId('before'), newId('after')];
    const level = await aLevel({ name: before });
    await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, name: after }));
    await eventually(async () => {
      expect(await allOf(listStock, viewer, { filter: { search: before } })).toEqual([]);
      expect(await allOf(listStock, viewer, { filter: { search: after } })).toHaveLength(1);
    });
  });

  test.each(['%', '_', '*', '.', '#', '/', '\\', '"', "'", '💡', 'ß', 'שלום'])('takes %s as it is', async (special) => {
    const id = newId('special');
    await Promise.all([aLevel({ productId: `${id}${special}1` }), aLevel({ productId: `${id}-2` })]);
    await eventually(async () => {
      const rows = await allOf(listStock, viewer, { filter: { search: `${id}${special}` } });
      expect(rows.map(({ productId }) => productId)).toEqual([`${id}${special}1`]);
    });
  });
});

describe('pages', () => {
  const category = newId('paged');
  const count = 7;

  beforeAll(async () => {
    const prefix = newId('paged');
    await Promise.all(Array.from({ length: count }, (_, index) => aLevel({ category, productId: `${prefix}-${index}` })));
    await eventually(async () => expect(await allOf(listStock, viewer, { filter: { category } })).toHaveLength(count));
  });

  test.each([1, 2, 3, 6, 7, 8, 100])('of %i name every row exactly once, in order', async (limit) => {
    // An index that had them once may not have them all the next time: which copy of it answers is
    // not promised.
    await eventually(async () => {
      const ids: string[] = [];
      for await (const page of pagesOf(listStock, viewer, { filter: { category }, limit })) {
        expect(page.length).toBeLessThanOrEqual(limit);
        ids.push(...page.map(({ productId }) => productId));
      }
      expect(ids).toHaveLength(count);
      expect(ids).toEqual([...new Set(ids)].toSorted());
    });
  });

  test('are 50 rows at most when limit is left out or null', async () => {
    const warehouseId = newId('big');
    await Promise.all(Array.from({ length: 53 }, () => aLevel({ warehouseId })));
    await eventually(async () => expect(await allOf(listStock, viewer, { filter: { warehouseId } })).toHaveLength(53));
    for (const args of [{}, { limit: null }]) {
      const page = await accepted(listStock(viewer, { filter: { warehouseId }, ...args }));
      expect(page.items.length).toBeLessThanOrEqual(50);
      expect(page.nextToken).not.toBeNull();
    }
  });

  test('show numbers that are strongly consistent', async () => {
    const level = await aLevel({ category: newId('numbers') });
    const filter = { category: level.category as string };
    await eventually(async () => expect(await allOf(listStock, viewer, { filter })).toHaveLength(1));
    await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 5, reason: 'RECEIVED' }));
    await aReservation([line(level, 3)]);
    expect(await allOf(listStock, viewer, { filter })).toEqual([await accepted(stock(viewer, keyOf(level)))]);
  });

  test('without any filter hold all levels', async () => {
    const level = await aLevel();
    await eventually(async () => {
      const rows = await allOf(listStock, viewer, { limit: 100 });
      expect(rows.filter(({ productId }) => productId === level.productId)).toEqual([level]);
    });
  });
});

describe('a page token', () => {
  test.each<[string, StockFilterInput | null]>([
    ['another category', { category: 'other' }],
    ['no filter', null],
    ['one more filter', { status: 'IN_STOCK' }],
  ])('of another query is refused: %s', async (_, other) => {
    const { category, token } = await aToken();
    const filter = other?.status === undefined ? other : { category, ...other };
    await refusedInput(listStock(viewer, { filter, limit: 1, nextToken: token }), 'nextToken');
  });

  test('of the same query goes on from where it stood, also with another limit', async () => {
    const { category, token } = await aToken();
    const page = await accepted(listStock(viewer, { filter: { category }, limit: 50, nextToken: token }));
    expect(page.items.length).toBeLessThanOrEqual(2);
  });

  test.each([
    '',
    'x',
    'null',
    '{}',
    '[]',
    'AAAA',
    'eyJ2IjoxfQ==',
    Buffer.from('{"field":"listStock"}').toString('base64'),
    '💡',
    'x'.repeat(5000),
  ])('that is made up is refused: %s', async (nextToken) => {
    await refusedInput(listStock(viewer, { nextToken }), 'nextToken');
  });

  test('of which any single character was changed is refused', async () => {
    const prefix = newId('token');
    await Promise.all(['1', '2', '3'].map((name) => aLevelNamed(prefix, `${name}/A`)));
    await listed({ search: prefix }, 3);
    const { nextToken } = await accepted(listStock(viewer, { filter: { search: prefix }, limit: 1 }));
    const token = nextToken ?? '';
    const changed = Array.from(token, (character, at) => token.slice(0, at) + (character === 'A' ? 'B' : 'A') + token.slice(at + 1));
    for (const each of changed) await refusedInput(listStock(viewer, { filter: { search: prefix }, nextToken: each }), 'nextToken');
    await accepted(listStock(viewer, { filter: { search: prefix }, nextToken: token }));
  });
});

function aLevelNamed(prefix: string, name: string) {
  const [product, warehouseId = ''] = name.split('/');
  return aLevel({ productId: `${prefix}${product ?? ''}`, warehouseId });
}

async function listed(filter: StockFilterInput, count: number): Promise<string[]> {
  let names: string[] = [];
  await eventually(async () => {
    names = (await allOf(listStock, viewer, { filter })).map(({ productId, warehouseId }) => `${productId}/${warehouseId}`);
    expect(names).toHaveLength(count);
  });
  return names;
}

async function oversell(level: StockLevel): Promise<void> {
  await aReservation([line(level, level.stockCount)]);
  await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: level.version, stockCount: 0, allowBelowReserved: true }));
}

async function aToken() {
  const category = newId('token');
  await Promise.all([aLevel({ category }), aLevel({ category }), aLevel({ category })]);
  let token: string | null = null;
  await eventually(async () => {
    const page = await accepted(listStock(viewer, { filter: { category }, limit: 1 }));
    token = page.nextToken ?? null;
    expect(token).not.toBeNull();
  });
  return { category, token };
}
