import type { LineInput, Reservation, StockKeyInput } from '../../schema/types.ts';
import type { Chance } from '../platform/chance.ts';
import type { Intent, Person } from './person.ts';

const MOST_UNITS = 4;
/** Of a large cart, at least; two of them have more than fit into one transaction of DynamoDB. */
const LARGE_LINES = 60;
const MOST_LINES = 98;
/** Of one order. */
const MOST_CARTS = 3;

/** Units of some levels, each level once: of few, in a run with large orders sometimes of many. */
function lines({ chance, floor }: Person): LineInput[] {
  const isLarge = floor.largeOrders && chance.happens(0.3);
  const chosen = isLarge ? many(floor.levels, chance) : some(floor.levels, chance);
  return [...new Set(chosen)].map((key) => ({ ...key, quantity: 1 + chance.below(MOST_UNITS) }));
}

function some(levels: readonly StockKeyInput[], chance: Chance): StockKeyInput[] {
  return Array.from({ length: 1 + chance.below(Math.min(3, levels.length)) }, () => chance.pick(levels));
}

/** Levels that lie beside each other. */
function many(levels: readonly StockKeyInput[], chance: Chance): StockKeyInput[] {
  const from = chance.below(levels.length);
  return [...levels.slice(from), ...levels.slice(0, from)].slice(0, LARGE_LINES + chance.below(MOST_LINES - LARGE_LINES));
}

/** A cart of his own, or now and then one of somebody else. */
function cart({ chance, floor, carts }: Person): string | undefined {
  const own = [...carts.keys()];
  if (own.length > 0 && !chance.happens(0.2)) return chance.pick(own);
  return floor.reservations.length > 0 ? chance.pick(floor.reservations) : undefined;
}

function remember(person: Person, reservation: Reservation): Reservation {
  if (reservation.closedAt === null) person.carts.set(reservation.reservationId, reservation);
  else person.carts.delete(reservation.reservationId);
  return reservation;
}

export function reserve(person: Person): Intent {
  const { chance, client, floor, newKey } = person;
  const reservationId = newKey('cart');
  const asked = lines(person);
  const isSourced = chance.happens(0.2);
  const input = {
    reservationId,
    lines: isSourced ? asked.map(({ productId, quantity }) => ({ productId, quantity })) : asked,
    ...(chance.happens(0.9) && { ttlSeconds: 1 + chance.below(floor.longestHoldS) }),
    ...(chance.happens(0.1) && { ignoreSafety: true }),
    ...(isSourced && { sourcing: { split: chance.pick(['NONE', 'LINES', 'ANY'] as const) } }),
  };
  floor.reservations.push(reservationId);
  return { operation: 'reserveStock', key: reservationId, input, send: async () => remember(person, await client.reserveStock(input)) };
}

export function change(person: Person): Intent | undefined {
  const reservationId = cart(person);
  if (reservationId === undefined) return undefined;
  const expectedRevision = person.carts.get(reservationId)?.revision;
  const input = {
    reservationId,
    lines: lines(person),
    ...(expectedRevision !== undefined && person.chance.happens(0.7) && { expectedRevision }),
  };
  const key = `${reservationId} ${person.newKey('change')}`;
  return { operation: 'changeReservation', key, input, send: async () => remember(person, await person.client.changeReservation(input)) };
}

export function extend(person: Person): Intent | undefined {
  const reservationId = cart(person);
  if (reservationId === undefined) return undefined;
  const input = { reservationId, ttlSeconds: 1 + person.chance.below(person.floor.longestHoldS) };
  return {
    operation: 'extendReservation',
    key: reservationId,
    input,
    send: async () => remember(person, await person.client.extendReservation(input)),
  };
}

export function release(person: Person): Intent | undefined {
  const reservationId = cart(person);
  if (reservationId === undefined) return undefined;
  const input = { reservationId };
  return {
    operation: 'releaseStock',
    key: reservationId,
    input,
    send: async () => remember(person, await person.client.releaseStock(input)),
  };
}

export function commit(person: Person): Intent | undefined {
  const reservationId = cart(person);
  if (reservationId === undefined) return undefined;
  const input = { reservationId, orderId: `paid-${reservationId}`, ...(person.chance.happens(0.4) && { reacquire: true }) };
  return {
    operation: 'commitReservation',
    key: reservationId,
    input,
    send: async () => remember(person, await person.client.commitReservation(input)),
  };
}

export function fulfill(person: Person): Intent | undefined {
  const { chance, client, carts, floor, newKey } = person;
  const isFree = chance.happens(0.2);
  const first = isFree ? undefined : cart(person);
  if (!isFree && first === undefined) return undefined;
  const more = isFree || !chance.happens(0.2) ? 0 : MOST_CARTS - 1;
  const reservationIds = [...new Set([first, ...Array.from({ length: more }, () => cart(person))].filter((id) => id !== undefined))];
  const known = first === undefined ? undefined : carts.get(first);
  const isPart = known && chance.happens(0.3);
  const orderId = newKey('order');
  const input = {
    orderId,
    ...(reservationIds.length > 0 && { reservationIds }),
    ...(isFree && { lines: lines(person) }),
    ...(isPart && {
      lines: known.lines.map((line) => ({ ...line, quantity: 1 + chance.below(line.quantity) })),
      keepRemainder: chance.happens(0.5),
    }),
  };
  floor.orders.push(orderId);
  return { operation: 'fulfillStock', key: orderId, input, send: async () => client.fulfillStock(input) };
}

/** An order of more lines than one transaction takes: a saga. */
export function shipLarge(person: Person): Intent | undefined {
  const { chance, client, floor, carts, newKey } = person;
  if (!floor.largeOrders) return undefined;
  const orderId = newKey('order');
  const reservationIds = [...carts.values()]
    .filter(({ lines: held }) => held.length >= LARGE_LINES)
    .map(({ reservationId }) => reservationId);
  const input =
    reservationIds.length > 1
      ? { orderId, reservationIds: reservationIds.slice(-MOST_CARTS) }
      : { orderId, lines: floor.levels.map((key) => ({ ...key, quantity: 1 + chance.below(2) })) };
  floor.orders.push(orderId);
  return { operation: 'fulfillStock', key: orderId, input, send: async () => client.fulfillStock(input) };
}
