import { limits } from '../../domain/limits.ts';
import { fulfillmentView } from '../../domain/orders.ts';
import type { OrderItem } from '../../domain/orders.ts';
import { idReused } from '../../domain/refusals.ts';
import type { Fulfillment } from '../../schema/types.ts';
import { epochSeconds } from '../lib/clock.ts';
import { Refusal, invalid } from '../lib/refusal.ts';
import { MOST_ACTIONS, putNew } from '../lib/transactions.ts';
import { usableReservations } from './reservations.ts';
import type { Order } from './input.ts';
import { mergeMoves, planReservations, shippedLines } from './plan.ts';
import type { Plans } from './plan.ts';
import { isSameOrder, shippedRecord } from './record.ts';
import type { OpenOrder } from './record.ts';
import { beginSaga, resumeSaga } from './saga.ts';
import type { Store } from './store.ts';
import { endReservation, refuseLevels, refusedLevels, shipLevel } from './writes.ts';

/** Bytes of a record beyond which an order is refused: DynamoDB takes items of 400 KB. */
const MOST_RECORD_BYTES = 350_000;

/**
 * Ships an order, once. One transaction where it fits; otherwise a saga whose every step may be the
 * last of this process. Throws a Refusal for all that the contract refuses.
 */
export async function fulfil(order: Order, store: Store): Promise<Fulfillment> {
  // The good case reads no record: the transaction finds it, and only then it is looked at.
  let known: OrderItem | undefined;
  for (;;) {
    const next: Next = known ? await answerKnown(order, known, store) : await begin(order, store);
    if ('answer' in next) return next.answer;
    store.checkTime();
    known = next.known ?? (await store.order(order.orderId));
  }
}

/**
 * The answer; otherwise an earlier copy of the call is there, or something moved in between: look
 * again, and do not read what is known.
 */
type Next = { answer: Fulfillment } | { known?: OrderItem | undefined };

async function begin(order: Order, store: Store): Promise<Next> {
  try {
    const plans = await plansOf(order, store);
    return fits(plans) ? await shipAtOnce(order, plans, store) : answered(await beginSaga(order, plans, store));
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    // An earlier copy of this call may be why its reservations are closed or its units gone.
    const known = await store.order(order.orderId);
    if (known) return { known };
    throw refusal;
  }
}

function answered(answer: Fulfillment | undefined): Next {
  return answer ? { answer } : {};
}

async function plansOf(order: Order, store: Store): Promise<Plans> {
  const plans = await planOf(order, store);
  if (plans.moves.length > limits.linesPerOrder) {
    throw invalid('reservationIds', `hold more than ${limits.linesPerOrder} lines together: split the order`, limits.linesPerOrder);
  }
  if (Buffer.byteLength(JSON.stringify(shippedLines(plans.moves))) > MOST_RECORD_BYTES) {
    throw invalid('lines', `have ids of more than ${MOST_RECORD_BYTES} bytes together: split the order`, MOST_RECORD_BYTES);
  }
  return plans;
}

async function planOf({ reservationIds, lines, keepRemainder }: Order, store: Store): Promise<Plans> {
  if (reservationIds.length === 0) {
    const moves = (lines ?? []).map(({ product_id, warehouse_id, quantity }) => ({
      product_id,
      warehouse_id,
      ships: quantity,
      reserved: 0,
    }));
    return { reservations: [], moves };
  }
  const found = await store.reservations(reservationIds);
  const reservations = planReservations(usableReservations(reservationIds, found, epochSeconds(new Date())), lines, keepRemainder);
  return { reservations, moves: mergeMoves(reservations.flatMap(({ moves }) => moves)) };
}

/**
 * The answer of an order that is known already, unless it is gone meanwhile and may be begun anew.
 */
async function answerKnown(order: Order, known: OrderItem, store: Store): Promise<Next> {
  if (!isSameOrder(known, order)) throw new Refusal(idReused(order.orderId));
  return known.state === 'SHIPPED' ? { answer: fulfillmentView(known) } : answered(await resumeSaga(known as OpenOrder, store));
}

function fits({ reservations, moves }: Plans): boolean {
  return 1 + reservations.length + moves.length <= MOST_ACTIONS;
}

/** One transaction for the record, the holds and the levels. */
async function shipAtOnce(order: Order, { reservations, moves }: Plans, store: Store): Promise<Next> {
  const { tables } = store;
  const touched = reservations.filter(({ moves: some }) => some.length > 0);
  const shipment = { order_id: order.orderId, actor: order.actor };
  const recordAt = (now: Date) => shippedRecord(order, shippedLines(moves), now);
  const { done, seen, at } = await store.transact((now) => [
    putNew(tables.requests, { ...recordAt(now) }, 'request_id'),
    ...touched.map((plan) => endReservation(tables.reservations, plan, now)),
    ...moves.map((move) => shipLevel(tables.inventory, shipment, move, now)),
  ]);
  if (done) return { answer: fulfillmentView(recordAt(at)) };
  const heads = seen.slice(0, 1 + touched.length);
  if (heads.some(({ failed }) => failed)) return { known: heads[0]?.item as OrderItem | undefined };
  refuseLevels(refusedLevels(moves, seen.slice(heads.length)));
  throw new Error('A level has fewer held pieces than its holds say.');
}
