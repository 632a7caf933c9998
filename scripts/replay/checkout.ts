import type { ReservationLine } from '../../schema/types.ts';
import type { CheckoutCalls, Refusal } from './calls.ts';
import type { PlannedReservation, PlannedOrder } from './plan.ts';

/** An order that is paid: its reservations are committed until its parcels leave. */
export interface PaidOrder {
  order: PlannedOrder;
  reservationIds: string[];
  /** What ships, each level once. */
  lines: ReservationLine[];
}

/** How a checkout ended. */
export type OrderEnd = { end: 'paid'; paid: PaidOrder } | { end: 'abandoned' } | { end: 'refused'; refusal: Refusal };

/** Long enough for the slowest replay: what lives on after an interruption ends by itself. */
const TTL_SECONDS = 3_600;
const EXTENDED_TTL_SECONDS = 7_200;
/**
 * The customer's only change is the first: with its revision the call may be sent again, in a later
 * run too.
 */
const FIRST_REVISION = 1;
/**
 * How often an order begins again because its reservations ran out, as after an interruption of
 * more than an hour.
 */
const MOST_ROUNDS = 5;
/** How many reservations of one cart may have ended before: an interruption each. */
const MOST_GENERATIONS = 50;

type Reserved = { reservationId: string; ended: boolean } | { refusal: Refusal };
type Committed = { paid: PaidOrder } | { refusal: Refusal };

/**
 * Takes an order from the checkout to its payment. Whatever an earlier run did of it is found under
 * the same ids and not done again: a reservation that is paid, or has shipped, stays so; one that
 * ran out is followed by one with another id.
 */
export async function checkOut(order: PlannedOrder, calls: CheckoutCalls): Promise<OrderEnd> {
  let last: OrderEnd | undefined;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    last = await attempt(order, calls);
    if (last.end !== 'refused' || last.refusal.errorType !== 'RESERVATION_EXPIRED') return last;
  }
  return last as OrderEnd;
}

async function attempt(order: PlannedOrder, calls: CheckoutCalls): Promise<OrderEnd> {
  const held: string[] = [];
  for (const reservation of order.reservations) {
    const result = await reserveCart(order, reservation, calls);
    if ('refusal' in result) {
      for (const reservationId of held) await calls.release(reservationId);
      return { end: 'refused', refusal: result.refusal };
    }
    if (result.ended) return { end: 'abandoned' };
    held.push(result.reservationId);
  }
  if (order.handling === 'abandoned') return abandon(held, calls);
  const committed = await pay(order, held, calls);
  return 'refusal' in committed ? { end: 'refused', refusal: committed.refusal } : { end: 'paid', paid: committed.paid };
}

/** The payment: a reservation that ran out a moment ago takes its units all the same. */
async function pay(order: PlannedOrder, reservationIds: string[], calls: CheckoutCalls): Promise<Committed> {
  const { orderId } = order;
  const lines: ReservationLine[] = [];
  for (const reservationId of reservationIds) {
    const committed = await calls.commit({ reservationId, orderId, reacquire: true });
    if ('refusal' in committed) return committed;
    lines.push(...committed.value.lines);
  }
  // After a first parcel a reservation has the rest only: the plan has both.
  const planned = order.reservations.flatMap(({ final }) => final);
  return { paid: { order, reservationIds, lines: order.parcels === 1 ? lines : planned } };
}

/**
 * Ships a paid order, in its parcels: each has an id of its own, names the order, and takes from
 * the reservations that have its lines, as those of the parcel before may have ended with it.
 * Answers with the refusal where there is one.
 */
export async function ship({ order, reservationIds, lines }: PaidOrder, calls: CheckoutCalls): Promise<Refusal | undefined> {
  const { orderId, parcels, reservations } = order;
  const half = Math.ceil(lines.length / 2);
  const contents = parcels === 1 ? [undefined] : [lines.slice(0, half), lines.slice(half)];
  for (const [place, content] of contents.entries()) {
    const ids = reservationIds.filter((_id, at) => !content || reservations[at]?.final.some((line) => content.includes(line)));
    const parcel = { orderId: `${orderId}/${place + 1}`, reference: orderId, reservationIds: ids };
    const shipped = await calls.fulfill(content ? { ...parcel, lines: content, keepRemainder: true } : parcel);
    if ('refusal' in shipped) return shipped.refusal;
  }
  return undefined;
}

async function abandon(held: readonly string[], calls: CheckoutCalls): Promise<OrderEnd> {
  for (const reservationId of held) {
    const released = await calls.release(reservationId);
    if ('refusal' in released) return { end: 'refused', refusal: released.refusal };
  }
  return { end: 'abandoned' };
}

/**
 * Reserves one cart and does to it what its customer does. `ended`: an abandoned one that an
 * earlier run gave back.
 */
async function reserveCart({ handling, sourced }: PlannedOrder, reservation: PlannedReservation, calls: CheckoutCalls): Promise<Reserved> {
  const lines = sourced ? reservation.first.map(({ productId, quantity }) => ({ productId, quantity })) : reservation.first;
  for (let generation = 1; generation <= MOST_GENERATIONS; generation += 1) {
    const reservationId = generation === 1 ? reservation.reservationId : `${reservation.reservationId}.${generation}`;
    const reserved = await calls.reserve({ reservationId, lines, ttlSeconds: TTL_SECONDS });
    if ('refusal' in reserved) return reserved;
    const { status } = reserved.value;
    if (status === 'FULFILLED' || status === 'COMMITTED') return { reservationId, ended: false };
    if (status === 'ACTIVE') return refine(handling, reservation, reservationId, calls);
    if (handling === 'abandoned') return { reservationId, ended: true };
  }
  return { refusal: { errorType: 'RESERVATION_EXPIRED', message: `${MOST_GENERATIONS} reservations of one cart ran out.` } };
}

async function refine(handling: string, reservation: PlannedReservation, reservationId: string, calls: CheckoutCalls): Promise<Reserved> {
  const result =
    handling === 'extended'
      ? await calls.extend(reservationId, EXTENDED_TTL_SECONDS)
      : handling === 'changed' && reservation.first !== reservation.final
        ? await calls.change({ reservationId, lines: reservation.final, expectedRevision: FIRST_REVISION })
        : undefined;
  return result && 'refusal' in result ? result : { reservationId, ended: false };
}
