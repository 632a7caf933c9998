import { describe, expect, test } from 'vitest';
import type { LineItem } from '../../domain/lines.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { Order } from '../../functions/fulfill-order/input.ts';
import { planOrder, shippedLines } from '../../functions/fulfill-order/plan.ts';
import { Refusal } from '../../functions/lib/refusal.ts';

const now = 1_000;

describe('an order of reservations', () => {
  test('ships all that they have when it names no lines', () => {
    const plan = planned(anOrder(['a', 'b']), [reserving('a', ['lamp', 2]), reserving('b', ['chair', 1])]);
    expect(shippedLines(plan.moves)).toEqual([line('lamp', 2), line('chair', 1)]);
    expect(plan.reservations.map(({ keeps }) => keeps)).toEqual([[], []]);
  });

  test('takes from the first reservation first, and releases what it does not ship', () => {
    const plan = planned(anOrder(['a', 'b'], { lines: [line('lamp', 3)] }), [reserving('a', ['lamp', 2]), reserving('b', ['lamp', 5])]);
    expect(plan.reservations.map(({ moves }) => moves)).toEqual([
      [{ ...levelOf('lamp'), ships: 2, reserved: 2, committed: 0, reservationId: 'a' }],
      [{ ...levelOf('lamp'), ships: 1, reserved: 5, committed: 0, reservationId: 'b' }],
    ]);
  });

  test('leaves what it does not ship reserved when the remainder is kept', () => {
    const order = anOrder(['a'], { lines: [line('lamp', 1)], keepRemainder: true });
    const [plan] = planned(order, [reserving('a', ['lamp', 2], ['chair', 4])]).reservations;
    expect(plan?.keeps).toEqual([line('lamp', 1), line('chair', 4)]);
    expect(plan?.moves).toEqual([{ ...levelOf('lamp'), ships: 1, reserved: 1, committed: 0, reservationId: 'a' }]);
  });

  test('leaves a reservation alone of which it ships nothing and keeps all', () => {
    const order = anOrder(['a', 'b'], { lines: [line('lamp', 2)], keepRemainder: true });
    const plan = planned(order, [reserving('a', ['lamp', 2]), reserving('b', ['chair', 4])]);
    expect(plan.reservations.map(({ reservation }) => reservation.reservation_id)).toEqual(['a']);
  });

  test('moves each level once, whatever number of reservations have it', () => {
    const plan = planned(anOrder(['a', 'b']), [reserving('a', ['lamp', 2]), reserving('b', ['lamp', 5])]);
    expect(plan.moves).toEqual([{ ...levelOf('lamp'), ships: 7, reserved: 7, committed: 0, reservationId: 'a' }]);
  });

  test('takes committed units of those that are, and of no other', () => {
    const paid = { ...reserving('a', ['lamp', 2]), status: 'COMMITTED', committed_at: '2026-11-30T00:00:00.000Z' } as const;
    const plan = planned(anOrder(['a', 'b']), [paid, reserving('b', ['lamp', 5])]);
    expect(plan.moves).toEqual([{ ...levelOf('lamp'), ships: 7, reserved: 7, committed: 2, reservationId: 'a' }]);
  });

  test('is refused for asking more than they have together, every such line named', () => {
    const order = anOrder(['a', 'b'], { lines: [line('lamp', 4), line('chair', 1), line('desk', 2)] });
    const refused = refusalOf(order, [reserving('a', ['lamp', 2], ['chair', 1]), reserving('b', ['lamp', 1])]);
    expect(refused.type).toBe('EXCEEDS_RESERVATION');
    expect(refused.info['lines']).toEqual([
      { productId: 'lamp', warehouseId: 'LONDON', requested: 4, held: 3 },
      { productId: 'desk', warehouseId: 'LONDON', requested: 2, held: 0 },
    ]);
  });

  test('is refused for one that expired, before one that is closed, before one that is missing', () => {
    const closed = { ...reserving('closed', ['lamp', 1]), status: 'RELEASED' } as const;
    const expired = { ...reserving('expired', ['lamp', 1]), expires_at: now };
    const order = anOrder(['missing', 'closed', 'expired']);
    expect(refusalOf(order, [undefined, closed, expired]).type).toBe('RESERVATION_EXPIRED');
    expect(refusalOf(order, [undefined, closed, undefined]).type).toBe('RESERVATION_CLOSED');
    expect(refusalOf(order, [undefined, undefined, undefined])).toMatchObject({ type: 'NOT_FOUND', info: { reservationId: 'missing' } });
  });

  test('is refused for more lines together than an order may have', () => {
    const lines = (from: number) => Array.from({ length: 501 }, (_, place): [string, number] => [`p${from + place}`, 1]);
    const refused = refusalOf(anOrder(['a', 'b']), [reserving('a', ...lines(0)), reserving('b', ...lines(501))]);
    expect(refused).toMatchObject({ type: 'INVALID_INPUT', info: { field: 'reservationIds', limit: 1_000 } });
  });
});

describe('an order without reservations', () => {
  test('ships available units', () => {
    const plan = planned(anOrder([], { lines: [line('lamp', 3)] }), []);
    expect(plan).toEqual({ reservations: [], moves: [{ ...levelOf('lamp'), ships: 3, reserved: 0, committed: 0 }] });
  });

  test('is refused where its ids together are too long for one record', () => {
    const lines = Array.from({ length: 1_000 }, (_, place) => line(`${place}`.padEnd(400, 'x'), 1));
    expect(refusalOf(anOrder([], { lines }), [])).toMatchObject({ type: 'INVALID_INPUT', info: { field: 'lines' } });
  });
});

function planned(order: Order, found: (ReservationItem | undefined)[]) {
  return planOrder(order, found, now);
}

function refusalOf(order: Order, found: (ReservationItem | undefined)[]): Refusal {
  try {
    planned(order, found);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('The order was not refused.');
}

function anOrder(reservationIds: string[], more: Partial<Pick<Order, 'lines' | 'keepRemainder'>> = {}): Order {
  const asked = { asked: 'asked', fingerprint: 'fingerprint' };
  return { orderId: 'order', reservationIds, lines: undefined, keepRemainder: false, actor: 'role:checkout', ...asked, ...more };
}

function reserving(reservation_id: string, ...lines: [product: string, quantity: number][]): ReservationItem {
  return {
    ...{ reservation_id, status: 'ACTIVE', revision: 1, lines: lines.map(([product, quantity]) => line(product, quantity)) },
    ...{ created_at: '2026-11-30T00:00:00.000Z', expires_at: now + 1 },
  };
}

function line(product: string, quantity: number): LineItem {
  return { ...levelOf(product), quantity };
}

function levelOf(product_id: string) {
  return { product_id, warehouse_id: 'LONDON' };
}
