import { describe, expect, it } from 'vitest';
import type { CheckoutCalls } from '../../scripts/replay/calls.ts';
import { checkOut, ship } from '../../scripts/replay/checkout.ts';
import type { Handling, PlannedOrder } from '../../scripts/replay/plan.ts';

type Status = 'ACTIVE' | 'COMMITTED' | 'RELEASED' | 'FULFILLED' | 'EXPIRED';
type Answer = Status | { errorType: string };

const line = (quantity: number) => ({ productId: 'p', warehouseId: 'LONDON', quantity });
const order = (handling: Handling, reservations = 1, parcels: 1 | 2 = 1): PlannedOrder => ({
  orderId: 'order',
  handling,
  parcels,
  sourced: false,
  reservations: Array.from({ length: reservations }, (_, place) => ({
    reservationId: `hold-${place + 1}`,
    first: [line(handling === 'changed' ? 1 : 2)],
    final: [line(2)],
  })),
});

/**
 * A shop that answers with what the test says, by field and id; otherwise with success. It notes
 * every call.
 */
function shop(answers: Record<string, Answer | Answer[]> = {}) {
  const calls: string[] = [];
  const answer = async <Value>(field: string, id: string, value: (status: Status) => Value) => {
    calls.push(`${field} ${id}`);
    const scripted = answers[`${field} ${id}`] ?? 'ACTIVE';
    const next = Array.isArray(scripted) ? (scripted.length > 1 ? scripted.shift() : scripted[0]) : scripted;
    return typeof next === 'object' ? { refusal: { ...next, message: 'No.' } } : { value: value(next ?? 'ACTIVE') };
  };
  const reservation = (field: string, reservationId: string) =>
    answer(field, reservationId, (status) => ({ reservationId, status, lines: [line(2)] }));
  const checkout: CheckoutCalls = {
    reserve: ({ reservationId }) => reservation('reserve', reservationId),
    change: ({ reservationId }) => reservation('change', reservationId),
    commit: ({ reservationId, orderId }) => {
      expect(orderId).toBe('order');
      return reservation('commit', reservationId);
    },
    extend: (reservationId) => reservation('extend', reservationId),
    release: (reservationId) => reservation('release', reservationId),
    fulfill: ({ orderId, reservationIds }) => answer(`fulfill ${orderId} of`, String(reservationIds), () => ({ orderId })),
    adjust: ({ adjustmentId, productId }) => answer('adjust', adjustmentId, () => ({ productId })),
  };
  return { calls, checkout };
}

describe('a checkout', () => {
  it.each<[Handling, string[]]>([
    ['bought', ['reserve hold-1', 'commit hold-1']],
    ['extended', ['reserve hold-1', 'extend hold-1', 'commit hold-1']],
    ['changed', ['reserve hold-1', 'change hold-1', 'commit hold-1']],
    ['abandoned', ['reserve hold-1', 'release hold-1']],
  ])('of an order that is %s makes its calls', async (handling, calls) => {
    const { checkout, ...shopping } = shop();
    expect(await checkOut(order(handling), checkout)).toMatchObject({ end: handling === 'abandoned' ? 'abandoned' : 'paid' });
    expect(shopping.calls).toEqual(calls);
  });

  it.each<[1 | 2, string[]]>([
    [1, ['fulfill order/1 of hold-1,hold-2']],
    [2, ['fulfill order/1 of hold-1', 'fulfill order/2 of hold-2']],
  ])('of a paid order ships in %d parcels, each of the reservations that have its lines', async (parcels, shipped) => {
    const { calls, checkout } = shop();
    const result = await checkOut(order('bought', 2, parcels), checkout);
    if (result.end !== 'paid') throw new Error('The order was not paid.');
    expect(await ship(result.paid, checkout)).toBeUndefined();
    expect(calls).toEqual(['reserve hold-1', 'reserve hold-2', 'commit hold-1', 'commit hold-2', ...shipped]);
  });

  it('gives back what it has when another reservation is refused', async () => {
    const { calls, checkout } = shop({ 'reserve hold-2': { errorType: 'INSUFFICIENT_STOCK' } });
    expect(await checkOut(order('bought', 2), checkout)).toMatchObject({ end: 'refused', refusal: { errorType: 'INSUFFICIENT_STOCK' } });
    expect(calls).toEqual(['reserve hold-1', 'reserve hold-2', 'release hold-1']);
  });
});

describe('a checkout that was interrupted', () => {
  it.each<Status>(['COMMITTED', 'FULFILLED'])('pays again, and changes nothing before, where a reservation is %s', async (status) => {
    const { calls, checkout } = shop({ 'reserve hold-1': status });
    expect(await checkOut(order('changed'), checkout)).toMatchObject({ end: 'paid' });
    expect(calls).toEqual(['reserve hold-1', 'commit hold-1']);
  });

  it('leaves an abandoned order alone', async () => {
    const { calls, checkout } = shop({ 'reserve hold-1': 'RELEASED' });
    expect(await checkOut(order('abandoned'), checkout)).toEqual({ end: 'abandoned' });
    expect(calls).toEqual(['reserve hold-1']);
  });

  it('takes a reservation under another id for one that has ended', async () => {
    const { calls, checkout } = shop({ 'reserve hold-1': 'EXPIRED' });
    expect(await checkOut(order('bought'), checkout)).toMatchObject({ end: 'paid' });
    expect(calls).toEqual(['reserve hold-1', 'reserve hold-1.2', 'commit hold-1.2']);
  });

  it('begins again when a reservation runs out before it is changed', async () => {
    const { calls, checkout } = shop({ 'reserve hold-1': ['ACTIVE', 'EXPIRED'], 'change hold-1': { errorType: 'RESERVATION_EXPIRED' } });
    expect(await checkOut(order('changed'), checkout)).toMatchObject({ end: 'paid' });
    const again = ['reserve hold-1', 'reserve hold-1.2', 'change hold-1.2', 'commit hold-1.2'];
    expect(calls).toEqual(['reserve hold-1', 'change hold-1', ...again]);
  });
});
