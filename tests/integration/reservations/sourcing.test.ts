import { describe, expect, test } from 'vitest';
import type { LineInput, SourcingInput, SplitPolicy } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, newId, sortedLines } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  changeReservation,
  fulfillStock,
  getReservation,
  releaseStock,
  reserveStock,
  transferStock,
  updateStock,
} from '../../support/operations.ts';
import { absent, accepted, refused, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

/** A new product with these units in each warehouse. */
async function aProduct(stocks: Record<string, number>): Promise<string> {
  const productId = newId('product');
  await Promise.all(Object.entries(stocks).map(([warehouseId, stock]) => aLevel({ productId, warehouseId, stock })));
  return productId;
}

function reserve(lines: LineInput[], sourcing?: SourcingInput, reservationId = newId('hold')) {
  return reserveStock(checkout, { reservationId, lines, ...(sourcing && { sourcing }) });
}

/** Where the units of a product come from, as `{A: 3}`. */
async function chosen(lines: LineInput[], sourcing?: SourcingInput): Promise<Record<string, Record<string, number>>> {
  const reservation = await accepted(reserve(lines, sourcing));
  const taken: Record<string, Record<string, number>> = {};
  for (const { productId, warehouseId, quantity } of reservation.lines) (taken[productId] ??= {})[warehouseId] = quantity;
  await expectInvariants(reservation.lines);
  return taken;
}

describe('a line without a warehouse', () => {
  test('comes from the first warehouse of the list that has enough', async () => {
    const productId = await aProduct({ A: 2, B: 5, C: 9 });
    expect(await chosen([{ productId, quantity: 3 }], { warehouses: ['A', 'B', 'C'] })).toEqual({ [productId]: { B: 3 } });
    expect(await chosen([{ productId, quantity: 1 }], { warehouses: ['C', 'A'] })).toEqual({ [productId]: { C: 1 } });
  });

  test('comes from the warehouse that has most by far where nobody names any', async () => {
    const productId = await aProduct({ A: 4, B: 100, C: 40 });
    expect(await chosen([{ productId, quantity: 3 }])).toEqual({ [productId]: { B: 3 } });
  });

  test('is added up with one that names a warehouse', async () => {
    const productId = await aProduct({ A: 5, B: 9 });
    const lines = [
      { productId, warehouseId: 'A', quantity: 2 },
      { productId, quantity: 3 },
    ];
    expect(await chosen(lines, { warehouses: ['A', 'B'] })).toEqual({ [productId]: { A: 5 } });
    expect(await chosen(lines.map((each) => ({ ...each, warehouseId: 'B' })))).toEqual({ [productId]: { B: 5 } });
  });

  test('takes no safety stock, unless the caller may', async () => {
    const productId = await aProduct({ A: 5, B: 2 });
    await accepted(updateStock(admin, { productId, warehouseId: 'A', expectedVersion: 1, safetyStock: 4 }));
    const sourcing = { warehouses: ['A', 'B'] };
    const error = await refused(reserve([{ productId, quantity: 3 }], sourcing), 'INSUFFICIENT_STOCK');
    expect(error.errorInfo).toEqual({
      lines: [{ productId, warehouseId: null, requested: 3, available: 2, others: othersOf({ B: 2, A: 1 }) }],
    });
    await accepted(
      reserveStock(checkout, { reservationId: newId('hold'), lines: [{ productId, quantity: 3 }], sourcing, ignoreSafety: true }),
    );
    await expectInvariants([{ productId }]);
  });

  test('of a product that no warehouse keeps is unknown', async () => {
    const productId = await aProduct({ A: 5 });
    const unknown = newId('product');
    const info = { lines: [{ productId: unknown, warehouseId: null }] };
    await refused(
      reserve([
        { productId: unknown, quantity: 1 },
        { productId, quantity: 99 },
      ]),
      'NOT_FOUND',
      info,
    );
    await refused(reserve([{ productId: unknown, quantity: 1 }], { warehouses: ['A'] }), 'NOT_FOUND', info);
    await refused(reserve([{ productId, quantity: 1 }], { warehouses: ['B'] }), 'NOT_FOUND');
  });
});

describe('several lines', () => {
  test('come from one warehouse where one has them all, though others are preferred', async () => {
    const [one, two] = [await aProduct({ A: 9, B: 9, C: 9 }), await aProduct({ B: 9, C: 9 })];
    const lines = [one, two].map((productId) => ({ productId, quantity: 2 }));
    for (const split of ['NONE', 'LINES', 'ANY'] satisfies SplitPolicy[])
      expect(await chosen(lines, { warehouses: ['A', 'C', 'B'], split })).toEqual({ [one]: { C: 2 }, [two]: { C: 2 } });
  });

  test('come each from one warehouse where none has them all, unless they may not be spread', async () => {
    const [one, two] = [await aProduct({ A: 5, B: 1 }), await aProduct({ B: 5 })];
    const lines = [one, two].map((productId) => ({ productId, quantity: 2 }));
    const warehouses = ['B', 'A'];
    const info = { lines: [{ productId: one, warehouseId: null, requested: 2, available: 1, others: othersOf({ A: 5, B: 1 }) }] };
    await refused(reserve(lines, { warehouses, split: 'NONE' }), 'INSUFFICIENT_STOCK', info);
    expect(await chosen(lines, { warehouses })).toEqual({ [one]: { A: 2 }, [two]: { B: 2 } });
  });

  test('are split over warehouses only where that is asked, in the order of the list', async () => {
    const productId = await aProduct({ A: 2, B: 3, C: 1 });
    const lines = [{ productId, quantity: 5 }];
    const warehouses = ['A', 'C', 'B'];
    const error = await refused(reserve(lines, { warehouses }), 'INSUFFICIENT_STOCK');
    expect(error.errorInfo).toMatchObject({ lines: [{ requested: 5, available: 3 }] });
    expect(await chosen(lines, { warehouses, split: 'ANY' })).toEqual({ [productId]: { A: 2, C: 1, B: 2 } });
  });

  test('and more levels than one read takes are chosen for all the same, and refused for what is short', async () => {
    const warehouses = Array.from({ length: 12 }, (_, place) => `W${place}`);
    const products = await Promise.all(Array.from({ length: 10 }, (_, place) => aProduct({ [`W${place}`]: 3, W11: place === 9 ? 0 : 3 })));
    const lines = (quantity: number) => products.map((productId) => ({ productId, quantity }));
    const taken = await chosen(lines(2), { warehouses });
    expect(Object.keys(taken)).toHaveLength(10);
    for (const split of ['NONE', 'LINES', 'ANY'] satisfies SplitPolicy[])
      await refused(reserve(lines(3), { warehouses, split }), 'INSUFFICIENT_STOCK');
  });
});

describe('the same call sent again', () => {
  test.each<[string, SourcingInput | undefined]>([
    ['with a list', { warehouses: ['A', 'B'] }],
    ['without', undefined],
  ])('answers the first choice, also when nothing is left and the list is another order: %s', async (_, sourcing) => {
    const productId = await aProduct({ A: 1, B: 1 });
    const other = await aProduct({ A: 1 });
    const lines = [
      { productId, quantity: 1 },
      { productId: other, quantity: 1 },
    ];
    const reservationId = newId('hold');
    const first = await accepted(reserve(lines, sourcing, reservationId));
    expect(first.lines.map(({ warehouseId }) => warehouseId)).toEqual(['A', 'A']);
    expect(await accepted(reserve(lines.toReversed(), sourcing, reservationId))).toEqual(first);
    await accepted(reserve([{ productId, quantity: 1 }]));
    expect(await accepted(reserve(lines, sourcing, reservationId))).toEqual(first);
    await accepted(changeReservation(checkout, { reservationId, lines: first.lines.slice(0, 1) }));
    expect(await accepted(reserve(lines, sourcing, reservationId))).toMatchObject({ revision: 2 });
    await accepted(releaseStock(checkout, { reservationId }));
    expect(await accepted(reserve(lines, sourcing, reservationId))).toMatchObject({ status: 'RELEASED' });
  });

  test('is another where lines, list or split are others', async () => {
    const productId = await aProduct({ A: 9, B: 9 });
    const reservationId = newId('hold');
    const lines = [{ productId, quantity: 1 }];
    await accepted(reserve(lines, { warehouses: ['A', 'B'] }, reservationId));
    await accepted(reserve(lines, { warehouses: ['A', 'B', 'A'], split: 'LINES' }, reservationId));
    const others: [LineInput[], SourcingInput?][] = [
      [lines, { warehouses: ['B', 'A'] }],
      [lines, { warehouses: ['A', 'B'], split: 'ANY' }],
      [lines],
      [[{ productId, quantity: 2 }], { warehouses: ['A', 'B'] }],
      [[{ productId, warehouseId: 'A', quantity: 1 }]],
      [[{ productId, quantity: 99 }], { warehouses: ['A', 'B'] }],
      [[{ productId, quantity: 99 }]],
    ];
    for (const [changed, sourcing] of others) await refused(reserve(changed, sourcing, reservationId), 'ID_REUSED', { id: reservationId });
    const named = newId('hold');
    await accepted(reserve([{ productId, warehouseId: 'A', quantity: 1 }], undefined, named));
    await accepted(reserve([{ productId, warehouseId: 'A', quantity: 1 }], { warehouses: ['B'] }, named));
    await refused(reserve(lines, { warehouses: ['A'] }, named), 'ID_REUSED');
  });

  test('leaves nothing behind when it is refused, not even its id', async () => {
    const productId = await aProduct({ A: 1, B: 1 });
    const reservationId = newId('hold');
    await refused(reserve([{ productId, quantity: 3 }], { split: 'ANY' }, reservationId), 'INSUFFICIENT_STOCK');
    await absent(getReservation(viewer, { reservationId }));
    await accepted(reserve([{ productId, quantity: 2 }], { split: 'ANY' }, reservationId));
  });
});

describe('a refusal', () => {
  test('of a line that names its warehouse says who else has the product, the fullest first', async () => {
    const productId = await aProduct({ A: 1, B: 3, C: 7, D: 0 });
    await accepted(updateStock(admin, { productId, warehouseId: 'B', expectedVersion: 1, safetyStock: 1 }));
    const short = { productId, warehouseId: 'A', requested: 2, available: 1 };
    const others = othersOf({ C: 7, B: 2 });
    await refused(reserve([{ productId, warehouseId: 'A', quantity: 2 }]), 'INSUFFICIENT_STOCK', { lines: [{ ...short, others }] });
    const all = { reservationId: newId('hold'), lines: [{ productId, warehouseId: 'A', quantity: 2 }], ignoreSafety: true };
    await refused(reserveStock(checkout, all), 'INSUFFICIENT_STOCK', { lines: [{ ...short, others: othersOf({ C: 7, B: 3 }) }] });
    const held = await accepted(reserve([{ productId, warehouseId: 'A', quantity: 1 }]));
    const change = { reservationId: held.reservationId, lines: [{ productId, warehouseId: 'A', quantity: 2 }] };
    await refused(changeReservation(checkout, change), 'INSUFFICIENT_STOCK', { lines: [{ ...short, others }] });
    const move = { transferId: newId('transfer'), productId, fromWarehouseId: 'B', toWarehouseId: 'A', quantity: 4 };
    await refused(transferStock(admin, move), 'INSUFFICIENT_STOCK', {
      lines: [{ productId, warehouseId: 'B', requested: 4, available: 3, others: othersOf({ C: 7 }) }],
    });
  });

  test('of several products says it of each', async () => {
    const [one, two] = [await aProduct({ A: 1, B: 3 }), await aProduct({ A: 0, C: 7 })];
    const error = await refused(
      reserve([one, two].map((productId) => ({ productId, warehouseId: 'A', quantity: 2 }))),
      'INSUFFICIENT_STOCK',
    );
    expect(sortedLines((error.errorInfo as { lines: { productId: string; warehouseId: string }[] }).lines)).toEqual(
      sortedLines([
        { productId: one, warehouseId: 'A', requested: 2, available: 1, others: othersOf({ B: 3 }) },
        { productId: two, warehouseId: 'A', requested: 2, available: 0, others: othersOf({ C: 7 }) },
      ]),
    );
  });
});

describe('what cannot be asked', () => {
  const productId = newId('product');
  const lines = [{ productId, quantity: 1 }];

  test('is a change or a shipment without a warehouse', async () => {
    const open = [{ productId, quantity: 1 }];
    expect(
      (await refusedInput(changeReservation(checkout, { reservationId: newId('hold'), lines: open }), 'warehouseId')).errorInfo,
    ).toEqual({
      field: 'lines[0].warehouseId',
    });
    expect((await refusedInput(fulfillStock(checkout, { orderId: newId('order'), lines: open }), 'warehouseId')).errorInfo).toEqual({
      field: 'lines[0].warehouseId',
    });
  });

  test('is an empty list of warehouses, one that is too long, or one with what is no id', async () => {
    await refusedInput(reserve(lines, { warehouses: [] }), 'warehouses', 50);
    await refusedInput(reserve(lines, { warehouses: Array.from({ length: 51 }, (_, place) => `W${place}`) }), 'warehouses', 50);
    await refusedInput(reserve(lines, { warehouses: ['A', ' B'] }), 'warehouses');
  });

  test('is more of a product than a line may have', async () => {
    const many = ['A', null].map((warehouseId) => ({ productId, warehouseId, quantity: 600_000 }));
    await refusedInput(reserve(many), 'quantity', 1_000_000);
  });

  test('is more than 98 levels after splitting', async () => {
    const products = await Promise.all(Array.from({ length: 50 }, () => aProduct({ A: 1, B: 1 })));
    const all = products.map((each) => ({ productId: each, quantity: 2 }));
    await refusedInput(reserve(all, { split: 'ANY' }), 'lines', 98);
    await accepted(reserve(all.slice(0, 49), { split: 'ANY' }));
  });
});

function othersOf(units: Record<string, number>) {
  return Object.entries(units).map(([warehouseId, available]) => ({ warehouseId, available }));
}
