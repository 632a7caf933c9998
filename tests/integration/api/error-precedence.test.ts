import { describe, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { aReservedLevel, aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { adjustStock, changeReservation, extendReservation, releaseStock, reserveStock, updateStock } from '../../support/operations.ts';
import { accepted, refused } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { untilDue } from '../../support/wait.ts';

const { admin, checkout } = callersOf(useStack());
const unknown = { productId: newId('product'), warehouseId: 'LONDON' };

describe('where several errors apply, the first of the list wins', () => {
  test('INVALID_INPUT before ID_REUSED', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    const call = reserveStock(checkout, { reservationId: reservation.reservationId, lines: [line(level, 0)] });
    await refused(call, 'INVALID_INPUT');
  });

  test('INVALID_INPUT before NOT_FOUND', async () => {
    await refused(extendReservation(checkout, { reservationId: newId('hold'), ttlSeconds: 0 }), 'INVALID_INPUT');
  });

  test('ID_REUSED before NOT_FOUND and INSUFFICIENT_STOCK', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    const call = reserveStock(checkout, { reservationId: reservation.reservationId, lines: [line(level, 999), line(unknown, 1)] });
    await refused(call, 'ID_REUSED');
  });

  test('ID_REUSED before NOT_FOUND in adjustStock', async () => {
    const level = await aLevel();
    const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'OTHER' } as const;
    await accepted(adjustStock(admin, input));
    await refused(adjustStock(admin, { ...input, ...unknown }), 'ID_REUSED');
  });

  test('RESERVATION_CLOSED before NOT_FOUND, VERSION_CONFLICT and INSUFFICIENT_STOCK', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    await accepted(releaseStock(checkout, reservation));
    const lines = [line(level, 999), line(unknown, 1)];
    const call = changeReservation(checkout, { reservationId: reservation.reservationId, lines, expectedRevision: 7 });
    await refused(call, 'RESERVATION_CLOSED');
  });

  test('RESERVATION_EXPIRED before NOT_FOUND, VERSION_CONFLICT and INSUFFICIENT_STOCK', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1, ttlSeconds: 1 });
    await untilDue(reservation);
    const lines = [line(level, 999), line(unknown, 1)];
    const call = changeReservation(checkout, { reservationId: reservation.reservationId, lines, expectedRevision: 7 });
    await refused(call, 'RESERVATION_EXPIRED');
  });

  test('NOT_FOUND before VERSION_CONFLICT', async () => {
    const { level, reservation } = await aReservedLevel({ reserved: 1 });
    const lines = [line(level, 1), line(unknown, 1)];
    const call = changeReservation(checkout, { reservationId: reservation.reservationId, lines, expectedRevision: 7 });
    await refused(call, 'NOT_FOUND', { lines: [unknown] });
  });

  test('NOT_FOUND before INSUFFICIENT_STOCK', async () => {
    const level = await aLevel({ stock: 0 });
    const call = reserveStock(checkout, { reservationId: newId('hold'), lines: [line(level, 1), line(unknown, 1)] });
    await refused(call, 'NOT_FOUND', { lines: [unknown] });
  });

  test('ALREADY_EXISTS before BELOW_RESERVED', async () => {
    const { level } = await aReservedLevel({ reserved: 5 });
    await refused(updateStock(admin, { ...keyOf(level), expectedVersion: 0, stockCount: 1 }), 'ALREADY_EXISTS');
  });

  test('VERSION_CONFLICT before BELOW_RESERVED', async () => {
    const { level } = await aReservedLevel({ reserved: 5 });
    await refused(updateStock(admin, { ...keyOf(level), expectedVersion: 7, stockCount: 1 }), 'VERSION_CONFLICT');
  });

  test('VERSION_CONFLICT before INSUFFICIENT_STOCK', async () => {
    const level = await aLevel({ stock: 5 });
    const reservation = await aReservation([line(level, 1)]);
    const call = changeReservation(checkout, { reservationId: reservation.reservationId, lines: [line(level, 9)], expectedRevision: 7 });
    await refused(call, 'VERSION_CONFLICT');
  });
});
