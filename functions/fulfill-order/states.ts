import { limits } from '../../domain/limits.ts';
import { onReservation, putRequest } from '../../domain/calls/action.ts';
import { secondsOf } from '../../domain/instant.ts';
import type { LineItem } from '../../domain/lines.ts';
import type { OrderItem } from '../../domain/orders.ts';
import { isCommitted, isOpen } from '../../domain/reservation.ts';
import { instantOf } from '../lib/clock.ts';
import { contended, invalid, Refusal } from '../lib/refusal.ts';
import { MOST_ACTIONS } from '../lib/transactions.ts';
import type { Order } from './input.ts';
import { planOrder, shippedLines } from './plan.ts';
import type { Plan } from './plan.ts';
import { advance, attempt, end, forget, leaseLeft, open, recordOf, shippedRecord } from './record.ts';
import type { OpenOrder } from './open-order.ts';
import { refuseLevels, refuseShort, shortages } from './refusals.ts';
import type { Store } from './store.ts';
import {
  allSubReservations,
  deleteSubReservation,
  endSubReservation,
  movesOf,
  putSubReservation,
  reopenSubReservation,
  someSubReservations,
  takenOver,
} from './sub-reservations.ts';
import type { SubReservation } from './sub-reservations.ts';
import { endReservation, releaseUnits, restoreReservation, shipLevel, takeUnits, unshipLevel } from './writes.ts';

// An order as the state machine that it is; a state is what its record says, and each of the
// functions below brings it from one state to the next:
//
//   none ── fits one transaction ───────────────────────────────────────────────────────> SHIPPED
//   none ── of free units ────> HOLDING ── all are reserved ─> SHIPPING ── all shipped ─> SHIPPED
//   none ── of reservations ───────────────────────────────────> SHIPPING
//   HOLDING, SHIPPING ── a level is short, or HOLDING was left ─> UNDOING ── all is back ─> none
//
// Every step may be the last of a process. Another call of the same order, or the schedule, then
// takes the order over from the record.

/** Who works on an order, and with what. */
export interface Run {
  worker: string;
  store: Store;
  /** What an order of free units ships; only who began it needs them. */
  lines: readonly LineItem[];
}

/**
 * A state of an order under way: does what is left of it and answers with the record of the next.
 */
type State = (record: OpenOrder, run: Run) => Promise<OrderItem | undefined>;

/** The most that a transaction may write, in bytes: DynamoDB takes 4 MB. */
const MOST_CLAIM_BYTES = 4_000_000;

/**
 * An order that has no record yet. `isAgain` looks first at what was refused a moment ago, so that
 * the refusal names every line that is short. Answers with its record, or the one that is there;
 * undefined when something moved in between. Throws a Refusal for all that the contract refuses.
 */
export async function begin(order: Order, run: Run, isAgain: boolean): Promise<OrderItem | undefined> {
  const { store } = run;
  try {
    const found = await store.reservations(order.reservationIds);
    const plan = planOrder(order, found, secondsOf(instantOf()));
    if (1 + plan.reservations.length + plan.moves.length <= MOST_ACTIONS) return await shipAtOnce(order, plan, store);
    if (isAgain || plan.reservations.length > 0) refuseShort(plan.moves, await store.levels(plan.moves));
    return await (plan.reservations.length > 0 ? takeOverReservations(order, plan, run) : openHolding(order, run));
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    // An earlier copy of this call may be why its reservations are closed or its units gone.
    const known = await store.order(order.orderId);
    if (known) return known;
    throw refusal;
  }
}

/** None to SHIPPED: one transaction for the record, the reservations and the levels. */
async function shipAtOnce(order: Order, { reservations, moves }: Plan, store: Store): Promise<OrderItem | undefined> {
  const shipment = { order_id: order.orderId, actor: order.actor, ...(order.reference && { reference: order.reference }) };
  const lines = shippedLines(moves);
  const { done, seen, at } = await store.transact((now) => [
    putRequest(shippedRecord(order, lines, now)),
    ...reservations.map((plan) => endReservation(plan, now)),
    ...moves.map((move) => shipLevel(shipment, move, now)),
  ]);
  if (done) return shippedRecord(order, lines, at);
  const heads = seen.slice(0, 1 + reservations.length);
  if (heads.some(({ failed }) => failed)) return recordOf(heads[0]);
  refuseLevels(moves, seen.slice(heads.length));
  throw new Error('A level has fewer reserved units than its reservations say.');
}

/**
 * None to SHIPPING: sub-reservations take over the units of the caller's reservations, all in one
 * transaction. From then on nobody else can end, change or lose them.
 */
async function takeOverReservations(order: Order, { reservations }: Plan, { worker, store }: Run): Promise<OrderItem | undefined> {
  const purposes = takenOver(reservations);
  const written = [reservations.map(({ reservation, keeps }) => [reservation, keeps]), purposes];
  if (Buffer.byteLength(JSON.stringify(written)) > MOST_CLAIM_BYTES) {
    throw invalid('reservationIds', `have lines of more than ${MOST_CLAIM_BYTES} bytes together: split the order`, MOST_CLAIM_BYTES);
  }
  return open(order, { state: 'SHIPPING', parts: purposes.length, worker }, store, (at, record) => [
    ...reservations.map((plan) => endReservation(plan, at)),
    ...purposes.map((purpose, place) => putSubReservation(record, place, purpose, at)),
  ]);
}

/** None to HOLDING. */
function openHolding(order: Order, { worker, lines, store }: Run): Promise<OrderItem | undefined> {
  return open(order, { state: 'HOLDING', parts: chunksOf(lines).length, worker }, store);
}

/** HOLDING: takes free units, one sub-reservation after the other; UNDOING when one is refused. */
async function hold(record: OpenOrder, { lines, store }: Run): Promise<OrderItem> {
  let holding = record;
  for (const [place, chunk] of chunksOf(lines).entries()) {
    const { next } = await attempt(holding, {}, store, (at) => [
      putSubReservation(record, place, { lines: chunk, ships: true }, at),
      ...chunk.map((line) => takeUnits(record, line, at)),
    ]);
    if (!next) return advance(holding, { state: 'UNDOING' }, store);
    holding = next;
  }
  return advance(holding, { state: 'SHIPPING' }, store);
}

/**
 * SHIPPING: ships one sub-reservation after the other, then writes the end. Only a count that was
 * forced below what is reserved can refuse one; then UNDOING.
 */
async function ship(record: OpenOrder, { store }: Run): Promise<OrderItem> {
  const subs = await allSubReservations(record, store);
  let shipping = record;
  for (const sub of subs.slice(record.shipped)) {
    const moves = movesOf(sub);
    const { next, refused } = await attempt(shipping, { shipped: shipping.shipped + 1 }, store, (at) => [
      endSubReservation(sub, sub.ships ? 'FULFILLED' : 'RELEASED', at),
      ...moves.map((move) => shipLevel(record, move, at)),
    ]);
    if (refused && shortages(moves, refused.slice(1)).length === 0)
      throw new Error(`A sub-reservation of order ${record.order_id} is not as it was made.`);
    if (!next) return advance(shipping, { state: 'UNDOING' }, store);
    shipping = next;
  }
  return end(shipping, shippedLines(subs.flatMap(movesOf)), store);
}

/**
 * UNDOING: what has shipped is reserved again, then each sub-reservation goes back to the
 * reservation that it took over, or is released, and the record is forgotten.
 */
async function undo(record: OpenOrder, { store }: Run): Promise<undefined> {
  let undoing = record;
  const shipped = record.shipped > 0 ? (await allSubReservations(record, store)).slice(0, record.shipped) : [];
  for (const sub of shipped.toReversed()) undoing = await unship(undoing, sub, store);
  const active = (await someSubReservations(record, store)).filter(isOpen);
  const byOrigin = Map.groupBy(active, ({ origin, reservation_id }) => origin?.reservation_id ?? reservation_id);
  for (const subs of byOrigin.values()) undoing = await giveBack(undoing, subs, store);
  return forget(undoing, store);
}

async function unship(record: OpenOrder, sub: SubReservation, store: Store): Promise<OpenOrder> {
  const moves = movesOf(sub);
  const levels = await store.levels(moves);
  return advance(record, { shipped: record.shipped - 1 }, store, (at) => [
    reopenSubReservation(sub),
    ...moves.map((move, place) => unshipLevel(record, move, levels[place]?.name, at)),
  ]);
}

/**
 * Sub-reservations of one origin: back to it in one transaction, while it is as the order left it;
 * otherwise their units become free, one sub-reservation after the other.
 */
async function giveBack(record: OpenOrder, subs: readonly SubReservation[], store: Store): Promise<OpenOrder> {
  const origin = subs[0]?.origin;
  const [reservation] = origin ? await store.reservations([origin.reservation_id]) : [];
  const restored = origin && restoreReservation(reservation, origin);
  if (restored) {
    return advance(record, {}, store, () => [onReservation(origin.reservation_id, restored), ...subs.map(deleteSubReservation)]);
  }
  let undoing = record;
  for (const sub of subs) {
    undoing = await advance(undoing, {}, store, (at) => [
      endSubReservation(sub, 'RELEASED', at),
      ...sub.lines.map((line) => releaseUnits(record, line, isCommitted(sub), at)),
    ]);
  }
  return undoing;
}

/**
 * Any state that another process left: becomes this run's. HOLDING cannot go on without the lines
 * that only its own call had. Throws CONTENTION while somebody else may still be at work.
 */
export async function takeOver(record: OpenOrder, { worker, store }: Run): Promise<OrderItem> {
  const wait = leaseLeft(record);
  if (wait > 0) throw contended(wait);
  return advance(record, { worker, ...(record.state === 'HOLDING' && { state: 'UNDOING' }) }, store);
}

/** What is done in each state. */
export const STATES: Readonly<Record<OpenOrder['state'], State>> = { HOLDING: hold, SHIPPING: ship, UNDOING: undo };

/** Lines by the sub-reservation that takes them. */
function chunksOf(lines: readonly LineItem[]): LineItem[][] {
  const most = limits.linesPerReservation;
  return Array.from({ length: Math.ceil(lines.length / most) }, (_, place) => lines.slice(place * most, (place + 1) * most));
}
