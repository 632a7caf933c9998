import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import type { AskedLine, Quantities } from '../../domain/lines.ts';
import { candidates, elsewhere, fullestFirst, planLines } from '../../domain/sourcing.ts';
import type { SplitPolicy } from '../../schema/types.ts';

const WAREHOUSES = ['A', 'B', 'C'];

/** Units by product and warehouse: `{lamp: {A: 1}}`. */
type Stocks = Record<string, Record<string, number>>;

function freeOf(stocks: Stocks): Quantities {
  const levels = Object.entries(stocks).flatMap(([product, units]) =>
    Object.entries(units).map(([warehouse, quantity]) => [levelKey(product, warehouse), quantity]),
  );
  return Object.fromEntries(levels) as Quantities;
}

function ask(product_id: string, quantity: number, warehouse_id: string | null = null): AskedLine {
  return { product_id, warehouse_id, quantity };
}

function planned(asked: AskedLine[], split: SplitPolicy, stocks: Stocks, order = WAREHOUSES) {
  return planLines(asked, split, freeOf(stocks), () => order);
}

/** What was chosen, as `lamp A 2`. */
function chosen(...how: Parameters<typeof planned>): string[] {
  return planned(...how).lines.map(({ product_id, warehouse_id, quantity }) => `${product_id} ${warehouse_id} ${quantity}`);
}

describe('one line', () => {
  test('comes whole from the first warehouse that has enough', () => {
    expect(chosen([ask('lamp', 3)], 'LINES', { lamp: { A: 2, B: 3, C: 9 } })).toEqual(['lamp B 3']);
  });

  test('is split in the order of the ranking', () => {
    expect(chosen([ask('lamp', 6)], 'ANY', { lamp: { A: 1, B: 3, C: 4 } })).toEqual(['lamp A 1', 'lamp B 3', 'lamp C 2']);
  });

  test('is not split while one warehouse has it', () => {
    expect(chosen([ask('lamp', 4)], 'ANY', { lamp: { A: 1, B: 3, C: 4 } })).toEqual(['lamp C 4']);
  });

  test('is split over the fullest ones where the first ten have too little', () => {
    const order = Array.from({ length: 20 }, (_, place) => `W${place}`);
    const units = Object.fromEntries(order.map((warehouse, place) => [warehouse, place < 10 ? 1 : 5]));
    const lines = chosen([ask('lamp', 50)], 'ANY', { lamp: units }, order);
    expect(lines).toEqual(order.slice(10).map((warehouse) => `lamp ${warehouse} 5`));
    const short = planned([ask('lamp', 51)], 'ANY', { lamp: units }, order);
    expect(short).toMatchObject({ lines: [], short: [{ available: 50 }] });
  });

  test('that is short says what could be had of it', () => {
    const stocks = { lamp: { A: 1, B: 3, C: 2 } };
    expect(planned([ask('lamp', 9)], 'LINES', stocks).short).toEqual([{ line: ask('lamp', 9), available: 3 }]);
    expect(planned([ask('lamp', 9)], 'ANY', stocks).short).toEqual([{ line: ask('lamp', 9), available: 6 }]);
  });
});

describe('several lines', () => {
  test('come from the first warehouse that has all of them, though their product is in others that are preferred', () => {
    const stocks = { lamp: { A: 9, B: 9, C: 9 }, desk: { B: 9, C: 9 } };
    for (const split of ['NONE', 'LINES', 'ANY'] satisfies SplitPolicy[])
      expect(chosen([ask('lamp', 2), ask('desk', 2)], split, stocks)).toEqual(['lamp B 2', 'desk B 2']);
  });

  test('that name a warehouse keep it, and take their units first', () => {
    const asked = [ask('lamp', 3), ask('lamp', 2, 'A')];
    expect(chosen(asked, 'LINES', { lamp: { A: 4, B: 3 } })).toEqual(['lamp A 2', 'lamp B 3']);
    expect(chosen(asked, 'LINES', { lamp: { A: 5, B: 3 } })).toEqual(['lamp A 5']);
  });

  test('that may not be spread are short of what the nearest warehouse has not', () => {
    const stocks = { lamp: { A: 9, B: 9 }, desk: { A: 1, B: 9 }, vase: { A: 1, B: 1 } };
    const plan = planned([ask('lamp', 2), ask('desk', 2), ask('vase', 2)], 'NONE', stocks);
    expect(plan.short).toEqual([{ line: ask('vase', 2), available: 1 }]);
  });

  test('of a product that is nowhere are unknown, and not short', () => {
    for (const split of ['NONE', 'LINES', 'ANY'] satisfies SplitPolicy[]) {
      const plan = planned([ask('lamp', 2), ask('ghost', 2)], split, { lamp: { A: 9 } });
      expect(plan).toMatchObject({ lines: [], unknown: [ask('ghost', 2)], short: [] });
    }
  });
});

const stock = fc.dictionary(fc.constantFrom('lamp', 'desk', 'vase'), fc.dictionary(fc.constantFrom(...WAREHOUSES), fc.nat(6)));
const orders = fc.uniqueArray(
  fc.record({
    product_id: fc.constantFrom('lamp', 'desk', 'vase'),
    warehouse_id: fc.constantFrom(null, null, 'A', 'B'),
    quantity: fc.integer({ min: 1, max: 8 }),
  }),
  { minLength: 1, maxLength: 6, selector: ({ product_id, warehouse_id }) => `${product_id} ${warehouse_id}` },
);

describe('whatever is asked of whatever is there', () => {
  test('no level gives more than it has, and each product gets what was asked of it', () => {
    fc.assert(
      fc.property(orders, fc.constantFrom<SplitPolicy>('NONE', 'LINES', 'ANY'), stock, (asked, split, stocks) => {
        const { lines, unknown, short } = planned(asked, split, stocks);
        expect(lines.length > 0).toBe(unknown.length + short.length === 0);
        for (const { product_id, warehouse_id, quantity } of lines)
          expect(quantity).toBeLessThanOrEqual(stocks[product_id]?.[warehouse_id] ?? 0);
        if (lines.length > 0) expect(unitsByProduct(lines)).toEqual(unitsByProduct(asked));
      }),
    );
  });

  test('lines that may be spread at will are refused only where a sum is too small', () => {
    fc.assert(
      fc.property(orders, stock, (asked, stocks) => {
        const { lines } = planned(asked, 'ANY', stocks);
        const possible = asked.every(
          ({ product_id, warehouse_id, quantity }) => warehouse_id === null || (stocks[product_id]?.[warehouse_id] ?? 0) >= quantity,
        );
        const sums = Object.entries(unitsByProduct(asked)).every(
          ([product, units]) => Object.values(stocks[product] ?? {}).reduce((sum, each) => sum + each, 0) >= units,
        );
        expect(lines.length > 0).toBe(possible && sums);
      }),
    );
  });

  test('what proves that it is short is short by itself', () => {
    fc.assert(
      fc.property(orders, fc.constantFrom<SplitPolicy>('NONE', 'LINES', 'ANY'), stock, (asked, split, stocks) => {
        const { lines, proof } = planned(asked, split, stocks);
        if (lines.length > 0) return;
        const only = new Set(proof.map(({ product_id, warehouse_id }) => levelKey(product_id, warehouse_id)));
        const plenty = Object.fromEntries(
          ['lamp', 'desk', 'vase'].flatMap((product) =>
            WAREHOUSES.map((warehouse) => {
              const key = levelKey(product, warehouse);
              return [key, only.has(key) ? (freeOf(stocks)[key] ?? 0) : limits.quantity];
            }),
          ),
        );
        expect(planLines(asked, split, plenty, () => WAREHOUSES).lines).toEqual([]);
      }),
    );
  });
});

describe('the warehouses', () => {
  test('with most units come first, and of equal ones the first', () => {
    const free = freeOf({ lamp: { A: 9, B: 10, C: 9, D: 100 } });
    expect(fullestFirst({ product_id: 'lamp' }, ['C', 'A', 'B', 'D', 'E'], free)).toEqual(['D', 'B', 'C', 'A', 'E']);
  });

  test('that have a product are named, but for the one that is short of it', () => {
    const level = { reserved_count: 0, threshold_level: 0, version: 1, sequence: 1, last_updated: '2026-11-30T00:00:00.000Z' };
    const items = [
      { ...level, product_id: 'lamp', warehouse_id: 'A', stock_count: 9, available_count: 9 },
      { ...level, product_id: 'lamp', warehouse_id: 'B', stock_count: 5, available_count: 5, safety_stock: 2, sellable_count: 3 },
      { ...level, product_id: 'lamp', warehouse_id: 'C', stock_count: 8, available_count: 8, removed_at: '2026-11-30T00:00:00.000Z' },
      { ...level, product_id: 'desk', warehouse_id: 'D', stock_count: 8, available_count: 8 },
    ];
    expect(elsewhere({ product_id: 'lamp', warehouse_id: 'A' }, items, 'sellable')).toEqual([{ warehouseId: 'B', available: 3 }]);
    expect(elsewhere({ product_id: 'lamp', warehouse_id: null }, items, 'available')).toEqual([
      { warehouseId: 'A', available: 9 },
      { warehouseId: 'B', available: 5 },
    ]);
  });

  test('to look at are all for each product, and those that lines name, each once', () => {
    const names = candidates([ask('lamp', 1), ask('lamp', 1, 'A'), ask('desk', 1, 'Z')], ['A', 'B']);
    expect(names.map(({ product_id, warehouse_id }) => `${product_id} ${warehouse_id}`)).toEqual([
      'lamp A',
      'lamp B',
      'desk A',
      'desk B',
      'desk Z',
    ]);
  });
});

function unitsByProduct(lines: readonly AskedLine[]): Record<string, number> {
  const units: Record<string, number> = {};
  for (const { product_id, quantity } of lines) units[product_id] = (units[product_id] ?? 0) + quantity;
  return units;
}
