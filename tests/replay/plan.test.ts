import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type OrderLine, parseOrderLines } from '../../local/catalogue/order-lines.ts';
import { type Handling, type PlannedInvoice, planReplay } from '../../scripts/replay/plan.ts';

const SEED = 1;
const data = parseOrderLines(readFileSync('data/online-retail-10k.csv', 'utf8'));
const plan = planReplay(data, SEED);
const orders = plan.flatMap(({ order }) => order ?? []);

const line = (invoice: string, stockCode: string, quantity: number): OrderLine => ({
  ...{ invoice, stockCode, quantity },
  ...{ description: '', day: '2010-12-01', country: 'United Kingdom' },
});
const only = (...lines: OrderLine[]): PlannedInvoice => {
  const [invoice, ...others] = planReplay(lines, SEED);
  if (!invoice || others.length > 0) throw new Error('These lines are not one invoice.');
  return invoice;
};
const orderOf = (handling: Handling) => {
  const found = orders.find((order) => order.handling === handling);
  if (!found) throw new Error(`No order is ${handling}.`);
  return found;
};
const pieces = (lines: readonly { quantity: number }[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);

describe('the plan of a replay', () => {
  it('has every invoice and every line, products or not', () => {
    expect(plan).toHaveLength(512);
    expect(plan.reduce((sum, { lines }) => sum + lines, 0)).toBe(9_962);
    expect(plan.reduce((sum, { skippedLines }) => sum + skippedLines, 0)).toBe(38);
  });

  it('is the same again, and another one with another seed only in what customers do', () => {
    expect(planReplay(data, SEED)).toEqual(plan);
    const other = planReplay(data, SEED + 1);
    const shippedOf = (invoices: readonly PlannedInvoice[]) =>
      invoices.flatMap(({ order }) => order?.reservations.map(({ final }) => final) ?? []);
    expect(other).not.toEqual(plan);
    expect(shippedOf(other)).toEqual(shippedOf(plan));
  });

  it('uses every id once', () => {
    const ids = [
      ...orders.map(({ orderId }) => orderId),
      ...orders.flatMap(({ reservations }) => reservations.map(({ reservationId }) => reservationId)),
      ...plan.flatMap(({ adjustments }) => adjustments.map(({ adjustmentId }) => adjustmentId)),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has customers of every kind', () => {
    for (const handling of ['bought', 'extended', 'changed', 'abandoned'] as const) expect(orderOf(handling)).toBeDefined();
  });
});

describe('an order', () => {
  it('adds up the lines of a product', () => {
    const { order } = only(line('1', '10001', 2), line('1', '10002', 1), line('1', '10001', 3));
    expect(order?.reservations[0]?.final).toEqual([
      { productId: '10001', warehouseId: 'LONDON', quantity: 5 },
      { productId: '10002', warehouseId: 'LONDON', quantity: 1 },
    ]);
  });

  it('leaves out what is no product', () => {
    expect(only(line('1', '10001', 2), line('1', 'POST', 1))).toMatchObject({ lines: 1, skippedLines: 1 });
    expect(only(line('1', 'POST', 1))).toEqual({ adjustments: [], lines: 0, skippedLines: 1 });
  });

  it('keeps products apart that differ in case alone', () => {
    expect(only(line('1', '15056BL', 1), line('1', '15056bl', 1)).order?.reservations[0]?.final).toHaveLength(2);
  });

  it('of 593 lines takes holds of at most 98, each product in one of them', () => {
    const large = orders.find(({ orderId }) => orderId === 'replay-536876');
    expect(large?.reservations.map(({ final }) => final.length)).toEqual([98, 98, 98, 98, 98, 95]);
    const products = large?.reservations.flatMap(({ final }) => final.map(({ productId }) => productId)) ?? [];
    expect(new Set(products).size).toBe(585);
  });

  it('with several reservations is never abandoned, whatever the seed', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const large = planReplay(data, seed).flatMap(({ order }) => (order && order.reservations.length > 1 ? order : []));
      expect(large.filter(({ handling }) => handling === 'abandoned')).toEqual([]);
    }
  });

  it('that is changed begins with fewer units, so that it never asks for more than is sold', () => {
    for (const { handling, reservations } of orders) {
      for (const [place, { first, final }] of reservations.entries()) {
        if (handling === 'changed' && place === 0) expect(pieces(first)).toBeLessThan(pieces(final));
        else expect(first).toEqual(final);
        expect(first.length).toBeGreaterThan(0);
      }
    }
  });
});

describe('adjustments', () => {
  it('bring back what a cancellation cancels', () => {
    expect(only(line('C1', '10001', -2), line('C1', '10001', -1))).toMatchObject({
      adjustments: [
        { adjustmentId: 'replay-C1-10001', productId: '10001', warehouseId: 'LONDON', delta: 3, reason: 'RETURN', reference: 'replay-C1' },
      ],
    });
  });

  it('take away what is written off', () => {
    expect(only(line('1', '10001', -9_360)).adjustments).toMatchObject([{ delta: -9_360, reason: 'DAMAGED' }]);
  });
});
