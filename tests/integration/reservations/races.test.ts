import { describe, expect, test } from 'vitest';
import type { StockKeyInput, StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import {
  adjustStock,
  changeReservation,
  extendReservation,
  releaseStock,
  removeStock,
  getReservation,
  reserveStock,
  stock,
  transferStock,
  updateStock,
} from '../../support/operations.ts';
import { accepted, verdict } from '../../support/outcome.ts';
import { countVerdicts, inParallel, untilDecided } from '../../support/race.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer, checkout } = callersOf(useStack());

describe('callers at the same time', () => {
  test('50 for the last unit: one gets it', async () => {
    const level = await aLevel({ stock: 1 });
    const outcomes = await inParallel(50, () => {
      const reservationId = newId('hold');
      return untilDecided(() => reserveStock(checkout, { reservationId, lines: [line(level, 1)] }));
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 1, INSUFFICIENT_STOCK: 49 });
    expect(await read(level)).toMatchObject({ stockCount: 1, reservedCount: 1, availableCount: 0, sequence: 2 });
    await expectInvariants([level]);
  });

  test('50 for 20 units: 20 get one each', async () => {
    const level = await aLevel({ stock: 20 });
    const outcomes = await inParallel(50, () => {
      const reservationId = newId('hold');
      return untilDecided(() => reserveStock(checkout, { reservationId, lines: [line(level, 1)] }));
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 20, INSUFFICIENT_STOCK: 30 });
    await expectInvariants([level]);
  });

  test('100 adjustments up and down end in the exact sum', async () => {
    const level = await aLevel({ stock: 1000 });
    const deltas = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? index + 1 : -index));
    const outcomes = await inParallel(100, (index) => {
      const adjustmentId = newId('adjustment');
      const delta = deltas[index] as number;
      return untilDecided(() => adjustStock(admin, { adjustmentId, ...keyOf(level), delta, reason: 'CORRECTION' }));
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 100 });
    const stockCount = deltas.reduce((sum, delta) => sum + delta, 1000);
    expect(await read(level)).toMatchObject({ stockCount, availableCount: stockCount, version: 101, sequence: 101 });
  });

  test('60 takes of one unit from 25: no count falls below zero', async () => {
    const level = await aLevel({ stock: 25 });
    const outcomes = await inParallel(60, () => {
      const adjustmentId = newId('adjustment');
      return untilDecided(() => adjustStock(admin, { adjustmentId, ...keyOf(level), delta: -1, reason: 'DAMAGED' }));
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 25, INSUFFICIENT_STOCK: 35 });
    expect(await read(level)).toMatchObject({ stockCount: 0, version: 26 });
  });

  test('200 crossed carts of two lines: all or none, and nothing is lost', async () => {
    const [first, second] = await Promise.all([aLevel({ stock: 120 }), aLevel({ stock: 150 })]);
    const outcomes = await inParallel(200, (index) => {
      const reservationId = newId('hold');
      const lines = [line(first, 1), line(second, 1)];
      return untilDecided(() => reserveStock(checkout, { reservationId, lines: index % 2 === 0 ? lines : lines.toReversed() }));
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 120, INSUFFICIENT_STOCK: 80 });
    expect(await read(first)).toMatchObject({ reservedCount: 120, availableCount: 0 });
    expect(await read(second)).toMatchObject({ reservedCount: 120, availableCount: 30 });
    await expectInvariants([first, second]);
  });

  test('the same reserveStock ten times at once and again later: one reservation', async () => {
    const level = await aLevel({ stock: 10 });
    const input = { reservationId: newId('hold'), lines: [line(level, 2)] };
    const outcomes = await inParallel(10, () => untilDecided(() => reserveStock(checkout, input)));
    expect(countVerdicts(outcomes)).toEqual({ OK: 10 });
    expect(new Set(outcomes.map(({ value }) => JSON.stringify(value))).size).toBe(1);
    expect((await accepted(reserveStock(checkout, input))).lines).toEqual([line(level, 2)]);
    expect(await read(level)).toMatchObject({ reservedCount: 2, sequence: 2 });
    await expectInvariants([level]);
  });

  test('one id with ten different inputs: one wins, the others are refused', async () => {
    const level = await aLevel({ stock: 100 });
    const reservationId = newId('hold');
    const outcomes = await inParallel(10, (index) =>
      untilDecided(() => reserveStock(checkout, { reservationId, lines: [line(level, index + 1)] })),
    );
    expect(countVerdicts(outcomes)).toEqual({ OK: 1, ID_REUSED: 9 });
    await expectInvariants([level]);
  });

  test('the same adjustment ten times at once: one effect', async () => {
    const level = await aLevel({ stock: 10 });
    const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 5, reason: 'RECEIVED' } as const;
    const outcomes = await inParallel(10, () => untilDecided(() => adjustStock(admin, input)));
    expect(outcomes.map(({ value }) => value?.stockCount)).toEqual(Array.from({ length: 10 }, () => 15));
    expect(await read(level)).toMatchObject({ stockCount: 15, version: 2 });
  });

  test('the same release ten times at once: the units come back once', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 10, reserved: 4 });
    const outcomes = await inParallel(10, () => untilDecided(() => releaseStock(checkout, reservation)));
    expect(outcomes.map(({ value }) => value?.status)).toEqual(Array.from({ length: 10 }, () => 'RELEASED'));
    expect(await read(level)).toMatchObject({ reservedCount: 0, availableCount: 10, sequence: 3 });
    await expectInvariants([level]);
  });

  test('changes, releases and extensions of one reservation: it ends once and gives everything back', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 100, reserved: 4 });
    const { reservationId } = reservation;
    const outcomes = await inParallel(30, (index) =>
      untilDecided<unknown>(() => {
        if (index % 10 === 9) return releaseStock(checkout, { reservationId });
        if (index % 3 === 0) return extendReservation(checkout, { reservationId, ttlSeconds: 1000 + index });
        return changeReservation(checkout, { reservationId, lines: [line(level, index + 1)] });
      }),
    );
    expect(Object.keys(countVerdicts(outcomes)).filter((each) => !['OK', 'RESERVATION_CLOSED'].includes(each))).toEqual([]);
    expect((await accepted(getReservation(viewer, reservation))).status).toBe('RELEASED');
    expect(await read(level)).toMatchObject({ reservedCount: 0, availableCount: 100 });
    await expectInvariants([level]);
  });

  test('changes of one reservation without expectedRevision: each raises the revision, the reservation is what one of them asked', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 100, reserved: 1 });
    const { reservationId } = reservation;
    const outcomes = await inParallel(10, (index) =>
      untilDecided(() => changeReservation(checkout, { reservationId, lines: [line(level, index + 2)] })),
    );
    expect(countVerdicts(outcomes)).toEqual({ OK: 10 });
    const now = await accepted(getReservation(viewer, reservation));
    expect(now.revision).toBe(11);
    expect(await read(level)).toMatchObject({ reservedCount: now.lines[0]?.quantity });
    await expectInvariants([level]);
  });

  test('changes of one reservation with the same expectedRevision: one wins', async () => {
    const { level, reservation } = await aReservedLevel({ stock: 100, reserved: 1 });
    const { reservationId } = reservation;
    const outcomes = await inParallel(10, (index) =>
      untilDecided(() => changeReservation(checkout, { reservationId, lines: [line(level, index + 2)], expectedRevision: 1 })),
    );
    expect(countVerdicts(outcomes)).toEqual({ OK: 1, VERSION_CONFLICT: 9 });
    await expectInvariants([level]);
  });

  test('updateStock with the same expectedVersion and different counts: one wins', async () => {
    const level = await aLevel({ stock: 10 });
    const outcomes = await inParallel(20, (index) =>
      untilDecided(() => updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 100 + index })),
    );
    expect(countVerdicts(outcomes)).toEqual({ OK: 1, VERSION_CONFLICT: 19 });
    const winner = outcomes.find((outcome) => verdict(outcome) === 'OK')?.value;
    expect(await read(level)).toEqual(winner);
  });

  test('creations of one level with different counts: one wins', async () => {
    const key = { productId: newId('product'), warehouseId: 'LONDON' };
    const outcomes = await inParallel(20, (index) =>
      untilDecided(() => updateStock(admin, { ...key, expectedVersion: 0, stockCount: index })),
    );
    expect(countVerdicts(outcomes)).toEqual({ OK: 1, ALREADY_EXISTS: 19 });
    expect(await read(key)).toMatchObject({ version: 1, sequence: 1 });
  });

  test('holds and counts of one level do not undo each other', async () => {
    const level = await aLevel({ stock: 100 });
    const outcomes = await inParallel(40, (index) => {
      const id = newId();
      return untilDecided<unknown>(() =>
        index % 2 === 0
          ? reserveStock(checkout, { reservationId: id, lines: [line(level, 1)] })
          : adjustStock(admin, { adjustmentId: id, ...keyOf(level), delta: 1, reason: 'RECEIVED' }),
      );
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 40 });
    expect(await read(level)).toMatchObject({ stockCount: 120, reservedCount: 20, availableCount: 100, version: 21, sequence: 41 });
    await expectInvariants([level]);
  });

  test('transfers in both directions keep the sum', async () => {
    const productId = newId('product');
    const [london, paris] = await Promise.all([
      aLevel({ productId, warehouseId: 'LONDON', stock: 50 }),
      aLevel({ productId, warehouseId: 'PARIS', stock: 50 }),
    ]);
    const outcomes = await inParallel(40, (index) => {
      const [from, to] = index % 2 === 0 ? [london, paris] : [paris, london];
      return transferUntilDecided(from, to, (index % 5) + 1);
    });
    expect(countVerdicts(outcomes)).toEqual({ OK: 40 });
    const [inLondon, inParis] = [await read(london), await read(paris)];
    expect(inLondon.stockCount + inParis.stockCount).toBe(100);
    expect(inLondon).toMatchObject({ version: 41, sequence: 41 });
    await expectInvariants([london]);
  });

  test('a removal and a delivery of one empty level: one of them is refused', async () => {
    const level = await aLevel({ stock: 0 });
    const adjustmentId = newId('adjustment');
    const [removed, adjusted] = await Promise.all([
      untilDecided(() => removeStock(admin, { ...keyOf(level), expectedVersion: 1 })),
      untilDecided(() => adjustStock(admin, { adjustmentId, ...keyOf(level), delta: 5, reason: 'RECEIVED' })),
    ]);
    const verdicts = [verdict(removed), verdict(adjusted)];
    expect([
      ['OK', 'NOT_FOUND'],
      ['VERSION_CONFLICT', 'OK'],
      ['INVALID_INPUT', 'OK'],
    ]).toContainEqual(verdicts);
  });
});

function transferUntilDecided(from: StockLevel, to: StockLevel, quantity: number) {
  const transferId = newId('transfer');
  const way = { fromWarehouseId: from.warehouseId, toWarehouseId: to.warehouseId };
  return untilDecided(() => transferStock(admin, { transferId, productId: from.productId, ...way, quantity }));
}

function read(key: StockKeyInput) {
  return accepted(stock(viewer, keyOf(key)));
}
