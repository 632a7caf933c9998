import type { EventDetail, EventKind } from '../../functions/send-events/events.ts';
import type { MovementItem } from '../../domain/movement.ts';
import { sellable, stockStatus } from '../../domain/status.ts';
import type { Reservation, StockChange } from '../../schema/types.ts';

/** An event as a consumer gets it. */
export type ConsumedEvent = EventDetail & { kind: EventKind };

/** What a consumer makes of its events: it drops copies, and what is older than it has. */
export class ConsumerCopy {
  /** By id. */
  readonly events = new Map<string, ConsumedEvent>();
  /** Copies that it dropped. */
  copies = 0;
  /** Newest movement of each level. */
  readonly levels = new Map<string, StockChange>();
  /** Newest revision of each reservation. */
  readonly reservations = new Map<string, Reservation>();

  /** The kinds that it has got of one reservation or order, sorted. */
  kindsOf(id: string): EventKind[] {
    const about = (data: object) => ('reservationId' in data && data.reservationId === id) || ('orderId' in data && data.orderId === id);
    return [...this.events.values()].flatMap(({ kind, data }) => (about(data) ? [kind] : [])).toSorted();
  }

  take(event: ConsumedEvent): void {
    if (this.events.has(event.id)) this.copies += 1;
    this.events.set(event.id, event);
    if (event.kind === 'stock.changed') this.#takeChange(event.data as StockChange);
    if (event.kind.startsWith('reservation.')) this.#takeReservation(event.data as Reservation);
  }

  #takeChange(change: StockChange): void {
    const name = JSON.stringify([change.productId, change.warehouseId]);
    if ((this.levels.get(name)?.sequence ?? 0) < change.sequence) this.levels.set(name, change);
  }

  #takeReservation(reservation: Reservation): void {
    const known = this.reservations.get(reservation.reservationId);
    if (known && isNewer(known, reservation)) return;
    this.reservations.set(reservation.reservationId, reservation);
  }
}

/**
 * Whether of two states of a reservation the first is the newer one. An id whose record was deleted
 * may be used again, from revision 1 on; at its end a reservation has the revision of the state
 * before.
 */
function isNewer(one: Reservation, other: Reservation): boolean {
  if (one.createdAt !== other.createdAt) return one.createdAt > other.createdAt;
  if (one.revision !== other.revision) return one.revision > other.revision;
  return one.closedAt !== null;
}

/** The ids of what consumers must get of a level, worked out from its movements' numbers alone. */
export function stockEventIds(movements: readonly MovementItem[]): string[] {
  let status: string | undefined;
  return movements.flatMap((movement) => {
    const name = `${encodeURIComponent(movement.product_id)}/${movement.warehouse_id}#${movement.sequence}`;
    const before = movement.cause === 'CREATED' ? undefined : status;
    status = stockStatus(sellable(movement), movement.threshold_level);
    return [`stock.changed:${name}`, ...(status === before ? [] : [`stock.status:${name}`])];
  });
}
