import { fulfillmentView } from '../../domain/orders.ts';
import { limits } from '../../domain/limits.ts';
import type { Fulfillment } from '../../schema/types.ts';
import { contended, invalid } from '../lib/refusal.ts';
import type { Seen } from '../lib/transactions.ts';
import type { Order } from './input.ts';
import { allParts, endPart, movesOf, partsOfReservations, putPart } from './sub-reservations.ts';
import type { PartItem } from './sub-reservations.ts';
import { shippedLines } from './plan.ts';
import type { LevelMove, Plans } from './plan.ts';
import { leaseLeft } from './record.ts';
import type { OpenOrder } from './record.ts';
import { advance, end, mustAdvance, newName, open } from './steps.ts';
import type { Store } from './store.ts';
import { undo } from './compensate.ts';
import { endReservation, reserveLevel, refuseLevels, refusedLevels, shipLevel } from './writes.ts';

// An order that is too large for one transaction. Its units first come into holds of its own, its
// parts: taken over from the caller's reservations in one transaction, or taken from what is free,
// part by part. Only then it ships, part by part, and nothing but a forced count can stop that.
// Whoever dies is followed by another call or the schedule.

/** The most that a transaction may write, in bytes: DynamoDB takes 4 MB. */
const MOST_CLAIM_BYTES = 4_000_000;

/** Ships a new order in parts. Undefined when something moved in between: look again. */
export async function beginSaga(order: Order, plans: Plans, store: Store): Promise<Fulfillment | undefined> {
  const begun =
    plans.reservations.length > 0 ? await claimReservations(order, plans, store) : await changeReserved(order, plans.moves, store);
  return begun && ship(begun, store);
}

/**
 * Goes on with an order that another process left. Undefined when it has been given back and can be
 * begun anew.
 */
export async function resumeSaga(order: OpenOrder, store: Store): Promise<Fulfillment | undefined> {
  if (order.state === 'SHIPPED') throw new Error(`Order ${order.order_id} has shipped already.`);
  const wait = leaseLeft(order);
  if (wait > 0) throw contended(wait);
  const mine = await mustAdvance(order, { worker: newName() }, store);
  if (mine.state === 'SHIPPING') return ship(mine, store);
  await undo(mine, store);
  return undefined;
}

/**
 * Takes over the units of the caller's reservations, all in one transaction: from then on nobody
 * else can end, change or lose them.
 */
async function claimReservations(order: Order, plans: Plans, store: Store): Promise<OpenOrder | undefined> {
  const { tables } = store;
  const reservations = plans.reservations.filter(({ moves }) => moves.length > 0);
  const parts = partsOfReservations(reservations);
  if (
    Buffer.byteLength(JSON.stringify([reservations.map(({ hold: reservation, keeps }) => [reservation, keeps]), parts])) > MOST_CLAIM_BYTES
  ) {
    throw invalid('reservationIds', `have lines of more than ${MOST_CLAIM_BYTES} bytes together: split the order`, MOST_CLAIM_BYTES);
  }
  await refuseShort(plans.moves, store);
  return open(order, { state: 'SHIPPING', parts: parts.length }, store, (now, begun) => [
    ...reservations.map((plan) => endReservation(tables.reservations, plan, now)),
    ...parts.map((part, place) => putPart(tables.reservations, begun, place, part, now)),
  ]);
}

/**
 * Refuses what a forced count left short before anything ships. Levels may still change until they
 * ship; then the order is undone.
 */
async function refuseShort(moves: readonly LevelMove[], store: Store): Promise<void> {
  const levels = await store.levels(moves);
  const seen = moves.map((move, place): Seen => {
    const item = levels[place];
    return { failed: !item || item.stock_count < move.ships, ...(item && { item: { ...item } }) };
  });
  refuseLevels(refusedLevels(moves, seen));
}

/**
 * Takes free units, part by part. When one is refused, gives back what the ones before took, and
 * names all lines that are short.
 */
async function changeReserved(order: Order, moves: readonly LevelMove[], store: Store): Promise<OpenOrder | undefined> {
  const { tables } = store;
  const lines = shippedLines(moves);
  const chunks = Array.from({ length: Math.ceil(lines.length / limits.linesPerReservation) }, (_, place) =>
    lines.slice(place * limits.linesPerReservation, (place + 1) * limits.linesPerReservation),
  );
  let holding = await open(order, { state: 'HOLDING', parts: chunks.length }, store, () => []);
  if (!holding) return undefined;
  for (const [place, chunk] of chunks.entries()) {
    const taken = await advance(holding, {}, store, (now, begun) => [
      putPart(tables.reservations, begun, place, { lines: chunk, ships: true }, now),
      ...chunk.map((line) => reserveLevel(tables.inventory, begun, line, line.quantity, now)),
    ]);
    holding = taken.order;
    if (!taken.refused) continue;
    await undo(holding, store);
    await refuseFree(moves, store);
    // What was short a moment ago is there again.
    return undefined;
  }
  return mustAdvance(holding, { state: 'SHIPPING' }, store);
}

/** Refuses every line that is not free now. */
async function refuseFree(moves: readonly LevelMove[], store: Store): Promise<void> {
  const levels = await store.levels(moves);
  const seen = moves.map((move, place): Seen => {
    const item = levels[place];
    return { failed: !item || !!item.removed_at || item.available_count < move.ships, ...(item && { item: { ...item } }) };
  });
  refuseLevels(refusedLevels(moves, seen));
}

/**
 * Ships what is left of the parts, then writes the end. Undefined when all had to go back, or
 * somebody else wrote the end: look again.
 */
async function ship(order: OpenOrder, store: Store): Promise<Fulfillment | undefined> {
  const { tables } = store;
  const parts = await allParts(order, store);
  let shipping = order;
  for (const part of parts.slice(order.shipped)) {
    const shipped = await advance(shipping, { shipped: shipping.shipped + 1 }, store, (now) => [
      endPart(tables.reservations, part, part.ships ? 'FULFILLED' : 'RELEASED', now),
      ...movesOf(part).map((move) => shipLevel(tables.inventory, order, move, now)),
    ]);
    if (shipped.refused) return goBack(shipping, parts, shipped.refused, store);
    shipping = shipped.order;
  }
  const ended = await end(shipping, shippedLines(parts.flatMap(movesOf)), store);
  return ended && fulfillmentView(ended);
}

/**
 * A count was forced below what the order holds while it was shipping: all of it goes back, and
 * every short line is named.
 */
async function goBack(order: OpenOrder, parts: readonly PartItem[], refused: readonly Seen[], store: Store): Promise<undefined> {
  const [part] = parts.slice(order.shipped);
  const { short } = refusedLevels(part ? movesOf(part) : [], refused.slice(1));
  if (short.length === 0) throw new Error(`A part of order ${order.order_id} is not as it was made.`);
  await undo(order, store);
  // An order with reservations begins anew, which refuses it before it touches anything; one
  // without would take its units once more.
  if (order.reservation_ids.length === 0) await refuseFree(parts.flatMap(freeMoves), store);
  return undefined;
}

/** The same for units that nobody holds. */
function freeMoves(part: PartItem): LevelMove[] {
  return movesOf(part).map((move) => ({ ...move, reserved: 0 }));
}
