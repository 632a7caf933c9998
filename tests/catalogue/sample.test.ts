import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OrderLine } from '../../local/catalogue/order-lines.ts';
import { isProduct, isSale, isWriteOff, parseOrderLines } from '../../local/catalogue/order-lines.ts';
import { deriveCatalogue, MAIN_WAREHOUSE } from '../../local/catalogue/sample.ts';

const lines = parseOrderLines(readFileSync(new URL('../../data/online-retail-10k.csv', import.meta.url), 'utf8'));
const catalogue = deriveCatalogue(lines);
const products = Map.groupBy(catalogue, (level) => level.productId);

function orderLine(overrides: Partial<OrderLine>): OrderLine {
  return { invoice: '1', stockCode: '11111', description: 'MUG', quantity: 1, day: '2010-12-01', country: 'United Kingdom', ...overrides };
}

describe('the sample catalogue of the real order lines', () => {
  test('has every product that was sold, under exactly the code in the data', () => {
    const sold = new Set(lines.filter((line) => isProduct(line.stockCode) && isSale(line)).map((line) => line.stockCode));
    expect([...sold].filter((code) => !products.has(code))).toEqual([]);
    expect(products.has('15056BL') && products.has('15056bl')).toBe(true);
  });

  test('has nothing that is a charge on an invoice', () => {
    const charges = ['POST', 'DOT', 'M', 'D', 'C2', 'BANK CHARGES'];
    expect(charges.filter((code) => lines.some((line) => line.stockCode === code))).toEqual(charges);
    expect(charges.filter((code) => products.has(code))).toEqual([]);
  });

  test('opens with enough in the main warehouse for every sale and write-off in the data', () => {
    const left = new Map(
      catalogue.filter((level) => level.warehouseId === MAIN_WAREHOUSE).map((level) => [level.productId, level.stockCount]),
    );
    for (const line of lines.filter((each) => isProduct(each.stockCode) && (isSale(each) || isWriteOff(each)))) {
      left.set(line.stockCode, (left.get(line.stockCode) ?? NaN) - Math.abs(line.quantity));
    }
    expect([...left].filter(([, units]) => !(units >= 0))).toEqual([]);
  });

  test('keeps every product in two warehouses or more, and some in three', () => {
    const counts = new Set([...products.values()].map((levels) => levels.length));
    expect([...counts].sort()).toEqual([2, 3]);
  });

  test('names no level twice', () => {
    expect(new Set(catalogue.map((level) => `${level.productId}\n${level.warehouseId}`)).size).toBe(catalogue.length);
  });

  test('opens with levels that are in stock, low and out', () => {
    const empty = catalogue.filter((level) => level.stockCount === 0);
    const low = catalogue.filter((level) => level.stockCount > 0 && level.stockCount <= level.thresholdLevel);
    expect(empty.length).toBeGreaterThan(100);
    expect(low.length).toBeGreaterThan(100);
    expect(catalogue.length - empty.length - low.length).toBeGreaterThan(2000);
  });

  test('stays within the limits of the API', () => {
    for (const level of catalogue) {
      expect(level.name).toMatch(/^\S(.{0,126}\S)?$/);
      expect(level.category).toMatch(/^.{1,64}$/);
      expect(level.productId).toMatch(/^.{1,128}$/);
      expect(Number.isInteger(level.stockCount) && level.stockCount >= 0 && level.stockCount <= 1_000_000_000).toBe(true);
      expect(Number.isInteger(level.thresholdLevel) && level.thresholdLevel >= 1).toBe(true);
    }
  });

  test('has more than ten categories, none of them with half of the products', () => {
    const sizes = [...Map.groupBy(catalogue, (level) => level.category).values()].map((levels) => levels.length);
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThan(catalogue.length / 2);
  });

  test('is the same each time', () => {
    expect(deriveCatalogue(lines)).toEqual(catalogue);
  });
});

describe('a product name', () => {
  test('is the description used most often in sales', () => {
    const [level] = deriveCatalogue([
      orderLine({ description: 'GLASS BELL JAR' }),
      orderLine({ description: ' GLASS CLOCHE ' }),
      orderLine({ description: 'GLASS CLOCHE' }),
      ...Array.from({ length: 3 }, () => orderLine({ invoice: 'C2', quantity: -1, description: 'RETURNED' })),
    ]);
    expect(level?.name).toBe('GLASS CLOCHE');
  });

  test.each(['', '?', 'amazon', 'damages'])('is never the remark "%s", even if that is more frequent', (description) => {
    const [level] = deriveCatalogue([orderLine({ description }), orderLine({ description }), orderLine({ description: 'BLUE MUG' })]);
    expect(level?.name).toBe('BLUE MUG');
  });

  test('comes from cancellations where no sale has one', () => {
    const [level] = deriveCatalogue([orderLine({ description: '' }), orderLine({ invoice: 'C2', quantity: -1, description: 'BLUE MUG' })]);
    expect(level?.name).toBe('BLUE MUG');
  });

  test('is made of the code where the data has none', () => {
    const [level] = deriveCatalogue([orderLine({ stockCode: '21134', description: '' })]);
    expect(level?.name).toBe('Product 21134');
  });
});

describe('a category', () => {
  test.each([
    ['CHRISTMAS LIGHTS 10 SANTAS', 'Christmas'],
    ['WHITE HANGING HEART T-LIGHT HOLDER', 'Lighting'],
    ['LUNCH BAG PINK POLKADOT', 'Bags'],
    ['BREAD BIN DINER STYLE IVORY', 'Kitchen'],
    ['WATERING CAN BLUE ELEPHANT', 'Garden'],
    ['FRENCH BLUE METAL DOOR SIGN 3', 'Home'],
  ])('of %s is %s', (description, category) => {
    expect(deriveCatalogue([orderLine({ description })])[0]?.category).toBe(category);
  });
});
