import type { EventKind } from './events.ts';

interface About {
  /** When it is sent, as a sentence. */
  description: string;
  /** The GraphQL type that its `data` has the fields of. */
  type: 'StockChange' | 'Reservation' | 'Fulfillment';
}

/** Every kind of event. */
export const KINDS: Readonly<Record<EventKind, About>> = {
  'stock.changed': { description: 'A level changed: the movement, with the state after it.', type: 'StockChange' },
  'stock.status': { description: 'A change gave a level another status than it had.', type: 'StockChange' },
  'reservation.created': { description: 'A reservation was made.', type: 'Reservation' },
  'reservation.changed': { description: 'A reservation got other lines, or a later end.', type: 'Reservation' },
  'reservation.committed': { description: 'A reservation became that of a paid order.', type: 'Reservation' },
  'reservation.released': { description: 'A reservation was released.', type: 'Reservation' },
  'reservation.expired': { description: 'The time of a reservation was over, and its units were given back.', type: 'Reservation' },
  'order.fulfilled': { description: 'An order, or a parcel of one, was shipped.', type: 'Fulfillment' },
};
