import { describe, expect, test } from 'vitest';
import type { StockLevel } from '../../schema/types.ts';
import { applyImport, exportCsv, planImport } from '../../web/csv/index.ts';
import { level, nameOf, warehouse } from './support/warehouse.ts';

const london = level({ productId: 'lamp', warehouseId: 'LONDON' }, { name: 'Lamp', version: 4 });
const paris = level({ productId: 'lamp', warehouseId: 'PARIS' }, { name: 'Lamp', version: 7 });
const rome = level({ productId: 'lamp', warehouseId: 'ROME' }, { name: 'Lamp' });

/** A file of names and counts. */
const file = (...rows: string[]) => `productId,warehouseId,name,stockCount\n${rows.join('\n')}\n`;

async function imported(text: string, ...levels: StockLevel[]) {
  const shop = warehouse(...levels);
  const plan = await planImport(shop, text);
  const results = await applyImport(shop, plan, { rowsPerSecond: Infinity });
  return { shop, plan, kinds: [...results.values()].map(({ kind }) => kind) };
}

describe('a name in a file', () => {
  test('is one call a product, however many rows have it, and reaches warehouses that the file does not name', async () => {
    const { shop, kinds } = await imported(file('lamp,LONDON,Torch,', 'lamp,PARIS,Torch,'), london, paris, rome);
    expect(kinds).toEqual(['changed', 'changed']);
    expect(shop.descriptions).toHaveLength(1);
    expect(shop.writes).toEqual([]);
    expect(shop.levels().map(({ name }) => name)).toEqual(['Torch', 'Torch', 'Torch']);
  });

  test('goes before the counts of its product, in rows that leave it out too', async () => {
    const { shop, kinds } = await imported(file('lamp,LONDON,Torch,1', 'lamp,PARIS,,2'), london, paris);
    expect(kinds).toEqual(['changed', 'changed']);
    expect(shop.levels()).toMatchObject([
      { name: 'Torch', stockCount: 1, version: 6 },
      { name: 'Torch', stockCount: 2, version: 9 },
    ]);
  });

  test('is refused in rows that would give one product two, and the plan says which', async () => {
    const { plan } = await imported(
      file('lamp,LONDON,Torch,', 'lamp,PARIS,Lamp,3', 'sofa,LONDON,Sofa,1', 'sofa,PARIS,Couch,1'),
      london,
      paris,
    );
    expect(plan.map(({ verdict }) => verdict)).toMatchObject([
      { kind: 'refused', problem: { code: 'PRODUCT_DIFFERS', parts: ['name', [3]] } },
      { kind: 'change', changes: [{ field: 'stockCount' }] },
      { kind: 'refused', problem: { code: 'PRODUCT_DIFFERS', parts: ['name', [5]] } },
      { kind: 'refused', problem: { code: 'PRODUCT_DIFFERS', parts: ['name', [4]] } },
    ]);
  });

  test('that differed before stays as it is when an export comes back, and can be made one', async () => {
    const levels = [london, { ...paris, name: 'Torch' }];
    const { plan } = await imported(exportCsv(levels), ...levels);
    expect(plan.map(({ verdict }) => verdict.kind)).toEqual(['unchanged', 'unchanged']);
    const { shop, kinds } = await imported(file('lamp,LONDON,Lamp,', 'lamp,PARIS,Lamp,'), ...levels);
    expect(kinds).toEqual(['unchanged', 'changed']);
    expect(shop.levels().map(({ name }) => name)).toEqual(['Lamp', 'Lamp']);
  });

  test('is a conflict where somebody has given the product another since', async () => {
    const shop = warehouse(london, paris);
    const plan = await planImport(shop, file('lamp,LONDON,Torch,1'));
    shop.table.set(nameOf(london), { ...london, name: 'Candle', version: 5 });
    const results = await applyImport(shop, plan);
    expect(results.get(2)).toMatchObject({ kind: 'conflict', problem: { code: 'DESCRIBED_SINCE_COMPARED' } });
    expect(shop.levels()).toMatchObject([{ name: 'Candle', stockCount: 10 }, { name: 'Lamp' }]);
  });

  test('of a plan that is applied again after a death changes only what is left', async () => {
    const shop = warehouse(london, paris);
    const plan = await planImport(shop, file('lamp,LONDON,Torch,1', 'lamp,PARIS,Torch,2'));
    await applyImport(shop, plan.slice(0, 1));
    const results = await applyImport(shop, plan, { done: new Map([[2, { kind: 'changed' }]]) });
    expect(results.get(3)).toEqual({ kind: 'changed' });
    expect(shop.levels()).toMatchObject([
      { name: 'Torch', stockCount: 1 },
      { name: 'Torch', stockCount: 2 },
    ]);
  });
});
