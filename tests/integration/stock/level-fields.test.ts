import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { levelFields, textFields } from '../../../domain/level-fields.ts';
import type { StockFilterInput, StockKeyInput, StockLevel, UpdateStockInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { importedLevel } from '../../support/import.ts';
import { clearingFields, emptyOf, noFields, someFields, valueOf } from '../../support/level-fields.ts';
import { listStock, removeStock, stock, stockHistory, updateStock } from '../../support/operations.ts';
import { accepted, refused, refusedInput } from '../../support/outcome.ts';
import { allOf } from '../../support/paging.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { operator } from '../../support/tables.ts';
import { eventually } from '../../support/wait.ts';

const stack = useStack();
const { admin, viewer } = callersOf(stack);

const update = (level: StockKeyInput, input: Omit<UpdateStockInput, 'productId' | 'warehouseId'>) =>
  updateStock(admin, { ...keyOf(level), ...input });
const listed = async (filter: StockFilterInput) => (await allOf(listStock, viewer, { filter })).map(keyOf);

describe('the descriptive fields of a level', () => {
  test('are kept from its creation on, and stand in its history', async () => {
    const level = await aLevel({ ...someFields() });
    expect(level).toMatchObject(someFields());
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
    await eventually(async () => {
      const { items } = await accepted(stockHistory(viewer, keyOf(level)));
      expect(items).toMatchObject([{ cause: 'CREATED', ...someFields() }]);
    });
  });

  test('are empty where nobody gave any', async () => {
    expect(await aLevel()).toMatchObject(noFields);
  });

  test.each(levelFields)('$field alone is a change, which leaves the others as they are', async (each) => {
    const level = await aLevel();
    const updated = await accepted(update(level, { expectedVersion: 1, [each.field]: valueOf(each) }));
    expect(updated).toMatchObject({ ...noFields, [each.field]: valueOf(each), stockCount: level.stockCount, version: 2 });
    await eventually(async () => {
      const { items } = await accepted(stockHistory(viewer, keyOf(level)));
      expect(items).toMatchObject([
        { cause: 'SETTINGS', ...noFields, [each.field]: valueOf(each) },
        { cause: 'CREATED', ...noFields },
      ]);
    });
  });

  test.each(levelFields)('$field is cleared alone', async (each) => {
    const level = await aLevel({ ...someFields() });
    const cleared = await accepted(update(level, { expectedVersion: 1, [each.field]: clearingFields[each.field] }));
    expect(cleared).toMatchObject({ ...someFields(), [each.field]: emptyOf(each) });
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(cleared);
  });

  test.each(levelFields)('with another $field a call is another one, not the same sent again', async (each) => {
    const level = await aLevel();
    const input = { expectedVersion: 1, stockCount: 3 };
    const current = await accepted(update(level, input));
    const conflict = { expectedVersion: 1, current };
    await refused(update(level, { ...input, [each.field]: valueOf(each) }), 'VERSION_CONFLICT', conflict);
  });

  test('do not come back with a level that was retired', async () => {
    const level = await aLevel({ ...someFields(), stock: 0 });
    await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }));
    expect(await accepted(update(level, { expectedVersion: 0, stockCount: 1 }))).toMatchObject(noFields);
  });

  test('are said to be missing in a call that would change nothing', async () => {
    const level = await aLevel();
    const { message } = await refusedInput(update(level, { expectedVersion: 1, note: 'nothing' }), 'stockCount');
    for (const { field } of levelFields) expect(message).toContain(field);
  });

  test.each(textFields.filter(({ kind }) => kind === 'text'))('$field has at most $limit characters', async ({ field, limit }) => {
    const level = await aLevel();
    await refusedInput(update(level, { expectedVersion: 1, [field]: 'é'.repeat(limit + 1) }), field, limit);
    const longest = '💡'.repeat(limit);
    expect((await accepted(update(level, { expectedVersion: 1, [field]: longest })))[field]).toBe(longest);
  });

  test.each(['http://images.example/a.jpg', 'javascript:alert(1)', 'https://images.example/a b.jpg', `https://a/${'x'.repeat(512)}`])(
    'imageUrl may not be %s',
    async (imageUrl) => {
      const level = await aLevel();
      await refusedInput(update(level, { expectedVersion: 1, imageUrl }), 'imageUrl', 512);
      expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
    },
  );
});

describe('a barcode', () => {
  test('finds the levels that have it, exactly and whatever else is asked', async () => {
    const barcode = newId('4006381333931');
    const [london, paris] = await Promise.all([aLevel({ barcode }), aLevel({ barcode, warehouseId: 'PARIS', stock: 0 }), aLevel()]);
    await eventually(async () => {
      expect(await listed({ barcode })).toEqual(expect.arrayContaining([keyOf(london), keyOf(paris)]));
      expect(await listed({ barcode, warehouseId: 'PARIS' })).toEqual([keyOf(paris)]);
      expect(await listed({ barcode, status: 'IN_STOCK' })).toEqual([keyOf(london)]);
      expect(await listed({ barcode, search: london.productId })).toEqual([keyOf(london)]);
    });
    expect(await listed({ barcode: barcode.slice(0, -1) })).toEqual([]);
    expect(await listed({ barcode, category: 'none' })).toEqual([]);
  });

  test('finds a level from the moment when it gets its first one, and by the newest alone', async () => {
    const [first, second] = [newId('first'), newId('second')];
    const level = await aLevel();
    await accepted(update(level, { expectedVersion: 1, barcode: first }));
    await eventually(async () => expect(await listed({ barcode: first })).toEqual([keyOf(level)]));
    await accepted(update(level, { expectedVersion: 2, barcode: second }));
    await eventually(async () => expect(await listed({ barcode: second })).toEqual([keyOf(level)]));
    await eventually(async () => expect(await listed({ barcode: first })).toEqual([]));
    await accepted(update(level, { expectedVersion: 3, barcode: '' }));
    await eventually(async () => expect(await listed({ barcode: second })).toEqual([]));
  });

  test('does not find a level that was retired', async () => {
    const barcode = newId('retired');
    const level = await aLevel({ barcode, stock: 0 });
    await eventually(async () => expect(await listed({ barcode })).toEqual([keyOf(level)]));
    await accepted(removeStock(admin, { ...keyOf(level), expectedVersion: 1 }));
    await eventually(async () => expect(await listed({ barcode })).toEqual([]));
  });

  test('is listed page by page', async () => {
    const barcode = newId('paged');
    const levels = await Promise.all(Array.from({ length: 3 }, () => aLevel({ barcode })));
    await eventually(async () => {
      const items: StockLevel[] = await allOf(listStock, viewer, { filter: { barcode }, limit: 1 });
      expect(items.map(({ productId }) => productId)).toEqual(levels.map(({ productId }) => productId).toSorted());
    });
  });

  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(65)],
  ])('that is %s is refused as a filter', async (_, barcode) => {
    await refusedInput(listStock(viewer, { filter: { barcode } }), 'barcode', 64);
  });
});

describe.runIf(isLocal(stack))('a level of a release without these fields', () => {
  test('is read without them, and gets its first barcode like any other', async () => {
    const key = { productId: newId('old'), warehouseId: 'LONDON' };
    await operator(stack).send(new PutCommand({ TableName: stack.tables.inventory, Item: importedLevel(key, 5) }));
    expect(await accepted(stock(viewer, key))).toMatchObject({ ...noFields, name: 'Lamp' });
    const barcode = newId('barcode');
    await accepted(update(key, { expectedVersion: 1, barcode }));
    await eventually(async () => expect(await listed({ barcode })).toEqual([key]));
  });

  test('recognises the call that made it, sent again', async () => {
    const key = { productId: newId('old'), warehouseId: 'LONDON' };
    const update_input = JSON.stringify(['update', 'user:admin', 0, 5, null, 'Lamp', null, null, null, null, false]);
    const Item = { ...importedLevel(key, 5), update_input, update_version: 1 };
    await operator(stack).send(new PutCommand({ TableName: stack.tables.inventory, Item }));
    const level = await accepted(stock(viewer, key));
    expect(await accepted(update(key, { expectedVersion: 0, stockCount: 5, name: 'Lamp' }))).toEqual(level);
    await refused(update(key, { expectedVersion: 0, stockCount: 5, name: 'Lamp', supplier: 'Acme' }), 'ALREADY_EXISTS');
  });
});
