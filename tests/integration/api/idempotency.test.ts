import { describe, expect, test } from 'vitest';
import type { AdjustStockInput, ReserveStockInput, StockKeyInput, TransferStockInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  adjustStock,
  changeReservation,
  extendReservation,
  releaseStock,
  reserveStock,
  stock,
  transferStock,
} from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

describe('reserveStock sent again with the same input', () => {
  test('answers with the reservation and changes nothing', async () => {
    const { input, reservation, level, other } = await aCart();
    const before = [await read(level), await read(other)];
    expect(await accepted(reserveStock(checkout, input))).toEqual(reservation);
    expect([await read(level), await read(other)]).toEqual(before);
    await expectInvariants([level, other]);
  });

  test('counts as the same in another order of lines', async () => {
    const { input, reservation } = await aCart();
    expect(await accepted(reserveStock(checkout, { ...input, lines: input.lines.toReversed() }))).toEqual(reservation);
  });

  test('counts as the same with its lines split up', async () => {
    const { input, reservation, level, other } = await aCart();
    const lines = [line(level, 1), line(other, 3), line(level, 1)];
    expect(await accepted(reserveStock(checkout, { ...input, lines }))).toEqual(reservation);
  });

  test.each(['ttlSeconds', 'reference'])('counts as the same when %s is null instead of left out', async (field) => {
    const level = await aLevel();
    const input = { reservationId: newId('hold'), lines: [line(level, 1)] };
    const reservation = await accepted(reserveStock(checkout, input));
    expect(await accepted(reserveStock(checkout, { ...input, [field]: null }))).toEqual(reservation);
  });

  test('answers with the reservation as it is now after a change and an extension', async () => {
    const { input, level } = await aCart();
    const { reservationId } = input;
    await accepted(changeReservation(checkout, { reservationId, lines: [line(level, 5)] }));
    const now = await accepted(extendReservation(checkout, { reservationId, ttlSeconds: 3600 }));
    expect(now).toMatchObject({ revision: 2, lines: [line(level, 5)] });
    expect(await accepted(reserveStock(checkout, input))).toEqual(now);
    expect(await read(level)).toMatchObject({ reservedCount: 5 });
  });

  test('answers with the released reservation and takes nothing again', async () => {
    const { input, reservation, level } = await aCart();
    const released = await accepted(releaseStock(checkout, reservation));
    expect(await accepted(reserveStock(checkout, input))).toEqual(released);
    expect(await read(level)).toMatchObject({ reservedCount: 0 });
  });

  test('answers with the reservation even when nothing is left to hold', async () => {
    const level = await aLevel({ stock: 2 });
    const input = { reservationId: newId('hold'), lines: [line(level, 2)] };
    const reservation = await accepted(reserveStock(checkout, input));
    expect(await accepted(reserveStock(checkout, input))).toEqual(reservation);
  });
});

describe('reserveStock with a known id and another input', () => {
  test.each<[string, (cart: Cart) => Partial<ReserveStockInput>]>([
    ['another quantity', ({ level, other }) => ({ lines: [line(level, 3), line(other, 3)] })],
    ['a line less', ({ level }) => ({ lines: [line(level, 2)] })],
    ['another warehouse', ({ level, other }) => ({ lines: [line(level, 2), line({ ...other, warehouseId: 'PARIS' }, 3)] })],
    ['the same quantities swapped', ({ level, other }) => ({ lines: [line(level, 3), line(other, 2)] })],
    ['other seconds', () => ({ ttlSeconds: 601 })],
    ['the seconds left out', () => ({ ttlSeconds: null })],
    ['another reference', () => ({ reference: 'cart 8' })],
    ['the reference left out', () => ({ reference: null })],
  ])('is refused: %s', async (_, difference) => {
    const cart = await aCart();
    const before = await read(cart.level);
    const call = reserveStock(checkout, { ...cart.input, ...difference(cart) });
    await refused(call, 'ID_REUSED', { id: cart.input.reservationId });
    expect(await read(cart.level)).toEqual(before);
  });

  test('is refused: the default seconds spelt out', async () => {
    const level = await aLevel();
    const input = { reservationId: newId('hold'), lines: [line(level, 1)] };
    await accepted(reserveStock(checkout, input));
    await refused(reserveStock(checkout, { ...input, ttlSeconds: 900 }), 'ID_REUSED', { id: input.reservationId });
  });

  test('is refused: what the reservation was changed to is not what was asked first', async () => {
    const { input, level } = await aCart();
    const changed = [line(level, 5)];
    await accepted(changeReservation(checkout, { reservationId: input.reservationId, lines: changed }));
    await refused(reserveStock(checkout, { ...input, lines: changed }), 'ID_REUSED', { id: input.reservationId });
  });

  test('is refused: after the release too', async () => {
    const { input, reservation, level } = await aCart();
    await accepted(releaseStock(checkout, reservation));
    await refused(reserveStock(checkout, { ...input, lines: [line(level, 1)] }), 'ID_REUSED', { id: input.reservationId });
  });
});

describe('adjustStock sent again', () => {
  test('with the same input has one effect', async () => {
    const level = await aLevel({ stock: 10 });
    const input = anAdjustment(level, { note: 'delivery', reference: 'D 5' });
    const adjusted = await accepted(adjustStock(admin, input));
    expect(await accepted(adjustStock(admin, input))).toEqual(adjusted);
    expect(await read(level)).toEqual(adjusted);
  });

  test.each(['note', 'reference', 'allowBelowReserved'])('counts as the same when %s is null instead of left out', async (field) => {
    const level = await aLevel({ stock: 10 });
    const input = anAdjustment(level);
    const adjusted = await accepted(adjustStock(admin, { ...input, [field]: null }));
    expect(await accepted(adjustStock(admin, input))).toEqual(adjusted);
  });

  test('answers with the level as it is now', async () => {
    const level = await aLevel({ stock: 10 });
    const input = anAdjustment(level);
    await accepted(adjustStock(admin, input));
    await aReservation([line(level, 1)]);
    const now = await accepted(adjustStock(admin, anAdjustment(level)));
    expect(now).toMatchObject({ stockCount: 20, reservedCount: 1, version: 3, sequence: 4 });
    expect(await accepted(adjustStock(admin, input))).toEqual(now);
  });

  test.each<[string, Partial<AdjustStockInput>]>([
    ['another delta', { delta: 6 }],
    ['another sign', { delta: -5 }],
    ['another reason', { reason: 'OTHER' }],
    ['another note', { note: 'other' }],
    ['another reference', { reference: 'other' }],
    ['another warehouse', { warehouseId: 'PARIS' }],
  ])('with %s is refused', async (_, difference) => {
    const level = await aLevel({ stock: 10 });
    const input = anAdjustment(level);
    const adjusted = await accepted(adjustStock(admin, input));
    await refused(adjustStock(admin, { ...input, ...difference }), 'ID_REUSED', { id: input.adjustmentId });
    expect(await read(level)).toEqual(adjusted);
  });

  test('after a refusal is a first call: the id is free', async () => {
    const level = await aLevel({ stock: 1 });
    const input = anAdjustment(level, { delta: -2 });
    await refused(adjustStock(admin, input), 'INSUFFICIENT_STOCK');
    expect(await accepted(adjustStock(admin, { ...input, delta: 5 }))).toMatchObject({ stockCount: 6 });
  });
});

describe('transferStock sent again', () => {
  test('with the same input has one effect', async () => {
    const [london, paris] = await twoWarehouses();
    const input = aTransfer(london, { note: 'truck 4' });
    const moved = await accepted(transferStock(admin, input));
    expect(await accepted(transferStock(admin, input))).toEqual(moved);
    expect([await read(london), await read(paris)]).toEqual(moved);
  });

  test('counts as the same when its note is null instead of left out', async () => {
    const [london] = await twoWarehouses();
    const input = aTransfer(london);
    const moved = await accepted(transferStock(admin, { ...input, note: null }));
    expect(await accepted(transferStock(admin, input))).toEqual(moved);
  });

  test('answers with the levels as they are now, even when nothing is left to move', async () => {
    const [london] = await twoWarehouses();
    const input = aTransfer(london, { quantity: 10 });
    await accepted(transferStock(admin, input));
    const { warehouseId } = london;
    await accepted(adjustStock(admin, anAdjustment({ productId: london.productId, warehouseId }, { delta: 1 })));
    expect(await accepted(transferStock(admin, input))).toMatchObject([
      { stockCount: 1, version: 3 },
      { stockCount: 20, version: 2 },
    ]);
  });

  test.each<[string, Partial<TransferStockInput>]>([
    ['another quantity', { quantity: 4 }],
    ['another note', { note: 'other' }],
    ['the other direction', { fromWarehouseId: 'PARIS', toWarehouseId: 'LONDON' }],
  ])('with %s is refused', async (_, difference) => {
    const [london, paris] = await twoWarehouses();
    const input = aTransfer(london);
    const moved = await accepted(transferStock(admin, input));
    await refused(transferStock(admin, { ...input, ...difference }), 'ID_REUSED', { id: input.transferId });
    expect([await read(london), await read(paris)]).toEqual(moved);
  });
});

test('ids of different kinds never meet', async () => {
  const [london] = await twoWarehouses();
  const id = newId();
  await accepted(reserveStock(checkout, { reservationId: id, lines: [line(london, 1)] }));
  await accepted(adjustStock(admin, anAdjustment(london, { adjustmentId: id })));
  await accepted(transferStock(admin, aTransfer(london, { transferId: id })));
  expect(await read(london)).toMatchObject({ stockCount: 12, reservedCount: 1 });
});

type Cart = Awaited<ReturnType<typeof aCart>>;

async function aCart() {
  const [level, other] = await Promise.all([aLevel(), aLevel()]);
  const lines = [line(level, 2), line(other, 3)];
  const input: ReserveStockInput = { reservationId: newId('hold'), lines, ttlSeconds: 600, reference: 'cart 7' };
  return { input, level, other, reservation: await accepted(reserveStock(checkout, input)) };
}

function anAdjustment(key: StockKeyInput, options: Partial<AdjustStockInput> = {}): AdjustStockInput {
  return { adjustmentId: newId('adjustment'), ...keyOf(key), delta: 5, reason: 'RECEIVED', ...options };
}

function aTransfer({ productId }: StockKeyInput, options: Partial<TransferStockInput> = {}): TransferStockInput {
  const way = { fromWarehouseId: 'LONDON', toWarehouseId: 'PARIS' };
  return { transferId: newId('transfer'), productId, ...way, quantity: 3, ...options };
}

async function twoWarehouses() {
  const productId = newId('product');
  return Promise.all([aLevel({ productId, warehouseId: 'LONDON' }), aLevel({ productId, warehouseId: 'PARIS' })]);
}

function read(key: StockKeyInput) {
  return accepted(stock(viewer, keyOf(key)));
}
