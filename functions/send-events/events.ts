import type { MovementItem } from '../../domain/movement.ts';
import { stockChange } from '../../domain/movement.ts';
import { fulfillmentView, isSubReservation } from '../../domain/orders.ts';
import type { OrderItem } from '../../domain/orders.ts';
import { isOpen, reservationView } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { Fulfillment, Reservation, StockChange, StockStatus } from '../../schema/types.ts';

/** The `source` of all events. */
export const SOURCE = 'onhand';

/**
 * Raised when a consumer of the version before could misread an event; a new field is no reason.
 */
export const SCHEMA_VERSION = 1;

/** What an event is about, by its kind, which is its `detail-type`. */
export interface EventData {
  'stock.changed': StockChange;
  'stock.status': StockChange & { previousStatus: StockStatus | null };
  'reservation.created': Reservation;
  'reservation.changed': Reservation;
  'reservation.committed': Reservation;
  'reservation.released': Reservation;
  'reservation.expired': Reservation;
  'order.fulfilled': Omit<Fulfillment, 'lines'> & { lines: Fulfillment['lines'] | null };
}

export type EventKind = keyof EventData;

/** An event before it is sent. */
export interface OutboundEvent<Kind extends EventKind = EventKind> {
  kind: Kind;
  /** The same for every copy of an event, and of no other. */
  id: string;
  /** When it happened, ISO 8601. */
  time: string;
  data: EventData[Kind];
}

/** What consumers get as `detail`. */
export interface EventDetail<Kind extends EventKind = EventKind> {
  id: string;
  schemaVersion: number;
  /** Names the replay that sent it again; null where it was sent as it happened. */
  replay: string | null;
  data: EventData[Kind];
}

/** See EventDetail. */
export function detailOf({ id, data }: OutboundEvent, replay: string | null = null): EventDetail {
  return { id, schemaVersion: SCHEMA_VERSION, replay, data };
}

/** A movement is a change; where the status became another one, that is an event of its own. */
export function eventsOfMovement(movement: MovementItem): OutboundEvent[] {
  const data = stockChange(movement);
  const isFirst = movement.cause === 'CREATED';
  const previousStatus = isFirst ? null : (movement.previous_status ?? data.status);
  const change = stockEvent('stock.changed', movement, data);
  return previousStatus === data.status ? [change] : [change, stockEvent('stock.status', movement, { ...data, previousStatus })];
}

/**
 * What became of a reservation between two of its states, if consumers are to hear of it: `before`
 * is undefined where it is new. One that shipped whole is told by its order; the reservations that
 * a large order makes for itself concern nobody.
 * @param time when the change was written, ISO 8601: a reservation does not keep it of each
 */
export function eventsOfReservation(before: ReservationItem | undefined, after: ReservationItem, time: string): OutboundEvent[] {
  if (isSubReservation(after.reservation_id)) return [];
  const kind = before ? changeBetween(before, after) : 'reservation.created';
  return kind ? [reservationEvent(kind, after, time)] : [];
}

/**
 * What last became of a reservation, by its state alone: of one that is open it may have been a
 * change or an extension, which is not to be seen.
 */
export function lastEventOfReservation(reservation: ReservationItem): OutboundEvent[] {
  const { reservation_id, status, revision, created_at, committed_at } = reservation;
  const open = status === 'COMMITTED' ? 'reservation.committed' : revision > 1 ? 'reservation.changed' : 'reservation.created';
  const kind = isOpen(reservation) ? open : ENDS[status];
  return isSubReservation(reservation_id) || !kind ? [] : [reservationEvent(kind, reservation, committed_at ?? created_at)];
}

/** An order whose record says SHIPPED. */
export function eventsOfOrder(order: OrderItem): OutboundEvent[] {
  const data = fulfillmentView(order);
  const id = idOf('order.fulfilled', [order.order_id], order.created_at);
  return [{ kind: 'order.fulfilled', id, time: data.fulfilledAt, data }];
}

type ReservationEventKind = Extract<EventKind, `reservation.${string}`>;

const ENDS: Partial<Record<ReservationItem['status'], ReservationEventKind>> = {
  RELEASED: 'reservation.released',
  EXPIRED: 'reservation.expired',
};

function changeBetween(before: ReservationItem, after: ReservationItem): ReservationEventKind | undefined {
  if (before.status !== after.status && after.status === 'COMMITTED' && before.status !== 'FULFILLED') return 'reservation.committed';
  if (before.status !== after.status && ENDS[after.status]) return ENDS[after.status];
  const isAnother = before.revision !== after.revision || before.expires_at !== after.expires_at;
  return isOpen(after) && isAnother ? 'reservation.changed' : undefined;
}

function reservationEvent(kind: ReservationEventKind, reservation: ReservationItem, time: string): OutboundEvent {
  const { reservation_id, created_at, committed_at, closed_at, revision, expires_at } = reservation;
  const stored: Partial<Record<ReservationEventKind, string | undefined>> = {
    'reservation.created': created_at,
    'reservation.committed': committed_at,
    'reservation.changed': time,
  };
  // An extension is no revision. An id may be used anew once its reservation is gone.
  const state = kind === 'reservation.changed' ? `${revision}.${expires_at}` : revision;
  const data = reservationView(reservation, 0, new Date(expires_at * 1_000).toISOString());
  return { kind, id: idOf(kind, [reservation_id, created_at], state), time: stored[kind] ?? closed_at ?? time, data };
}

function stockEvent<Kind extends 'stock.changed' | 'stock.status'>(
  kind: Kind,
  { product_id, warehouse_id, sequence, changed_at }: MovementItem,
  data: EventData[Kind],
): OutboundEvent {
  return { kind, id: idOf(kind, [product_id, warehouse_id], sequence), time: changed_at, data };
}

/** No id of a caller's can be taken for another's: what separates them is escaped in them. */
function idOf(kind: EventKind, names: string[], state: string | number): string {
  return `${kind}:${names.map(encodeURIComponent).join('/')}#${state}`;
}
