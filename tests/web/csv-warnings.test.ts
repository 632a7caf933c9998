import { describe, expect, test } from 'vitest';
import type { StockLevel } from '../../schema/types.ts';
import { planImport } from '../../web/csv/index.ts';
import { lamp, level, warehouse } from './support/warehouse.ts';

describe('a warning', () => {
  const warningsOf = async (text: string, ...levels: StockLevel[]) => {
    const shop = warehouse(...levels);
    const plan = await planImport(
      {
        ...shop,
        eachStock: async function* () {
          yield* shop.levels();
        },
      },
      text,
    );
    return plan.map(({ warnings = [] }) => warnings.map(({ problem: { code } }) => code));
  };

  test('tells of a count without a version that it overwrites what happened since, and is left out where nothing can have', async () => {
    const old = '2026-02-28T12:00:00.000Z';
    const row = (cells: string) => warningsOf(`productId,warehouseId,stockCount,name,version,lastUpdated\n${cells}\n`, lamp);
    expect(await row('lamp,LONDON,7,,,')).toEqual([['NO_VERSION']]);
    expect(await row(`lamp,LONDON,7,,,${old}`)).toEqual([['CHANGED_SINCE_EXPORT']]);
    expect(await row(`lamp,LONDON,7,,,${lamp.lastUpdated}`)).toEqual([[]]);
    expect(await row('lamp,LONDON,7,,4,')).toEqual([[]]);
    expect(await row('lamp,LONDON,10,Light,,')).toEqual([[]]);
  });

  test('names each id that looks like a new one, also in another warehouse and in the file itself', async () => {
    const shop = warehouse(lamp);
    const text = 'productId,warehouseId,stockCount\nLAMP,LEEDS,1\nLamp,LEEDS,1\n';
    const [row] = await planImport(
      {
        ...shop,
        eachStock: async function* () {
          yield lamp;
        },
      },
      text,
    );
    expect(row?.warnings).toEqual([
      {
        problem: { code: 'LOOK_ALIKE', parts: ['productId', '"LAMP"', '"lamp", "Lamp"'] },
        explanation: 'productId "LAMP" is new, and looks like "lamp", "Lamp". Is it meant to be different?',
      },
    ]);
  });

  test('is given of a barcode that a spreadsheet has shortened, where the row sets it', async () => {
    const rows = (...cells: string[]) => `productId,warehouseId,stockCount,barcode\n${cells.join('\n')}\n`;
    const spoilt = level({ productId: 'sofa', warehouseId: 'LONDON' }, { barcode: '5.05E+12' });
    expect(await warningsOf(rows('lamp,LONDON,10,5.05E+12', 'sofa,LONDON,10,5.05E+12', 'chair,LONDON,1,"5,05E+12"'), lamp, spoilt)).toEqual(
      [['SPOILT_NUMBER'], [], ['SPOILT_NUMBER']],
    );
    expect(await warningsOf(rows('lamp,LONDON,10,5901234123457', 'chair,LONDON,1,0012345678905'), lamp)).toEqual([[], []]);
  });

  test('is not given of an id that is known, though another looks like it', async () => {
    const [big, small] = [level({ productId: 'LAMP', warehouseId: 'LONDON' }), lamp];
    expect(await warningsOf('productId,warehouseId,stockCount\nlamp,LEEDS,1\n', big, small)).toEqual([[]]);
  });
});

test('a new id is compared with a hundred thousand levels, and a warning says so where there are more', async () => {
  const plan = async (levels: number) => {
    const eachStock = async function* () {
      for (let index = 0; index < levels; index += 1) yield level({ productId: `P${index}`, warehouseId: 'LONDON' });
    };
    const [row] = await planImport({ ...warehouse(), eachStock }, 'productId,warehouseId,stockCount\nsofa,LONDON,1\n');
    return row?.warnings?.map(({ explanation }) => explanation);
  };
  expect(await plan(100_000)).toBeUndefined();
  expect(await plan(100_001)).toEqual(['The level is new. It was compared for look-alikes with 100000 levels only.']);
});

describe('a person says beside the file', () => {
  test('that only levels that exist are changed, and others are refused by row', async () => {
    const text = 'productId,warehouseId,stockCount\nlamp,LONDON,7\nsofa,LONDON,3\n';
    const plan = await planImport(warehouse(lamp), text, { existingOnly: true });
    expect(plan.map(({ verdict }) => verdict)).toMatchObject([{ kind: 'change' }, { kind: 'refused', problem: { code: 'NOT_THERE' } }]);
  });

  const text = 'Product,SKU,Location,Price,Qty\nA lamp,lamp,LONDON,12.50,7\n';

  test('which column is which, and those that nobody knows are passed over', async () => {
    const shop = warehouse(lamp);
    await expect(planImport(shop, text)).rejects.toMatchObject({ titles: ['Product', 'SKU', 'Location', 'Price', 'Qty'] });
    const read: unknown[] = [];
    const plan = await planImport(shop, text, { columns: { productId: 'sku' }, onColumns: (columns) => read.push(...columns) });
    expect(plan).toMatchObject([{ verdict: { kind: 'change', input: { productId: 'lamp', stockCount: 7 } } }]);
    expect(read).toEqual([
      { title: 'Product', column: undefined },
      { title: 'SKU', column: 'productId' },
      { title: 'Location', column: 'warehouseId' },
      { title: 'Price', column: undefined },
      { title: 'Qty', column: 'stockCount' },
    ]);
  });

  test('a column that the file has not, and learns those it has', async () => {
    const outcome = planImport(warehouse(), text, { columns: { productId: 'EAN' } });
    await expect(outcome).rejects.toThrow('There is no column "EAN". The header seems to be "Product", "SKU"');
  });
});
