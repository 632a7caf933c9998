import type { InventoryClient, StockKeyInput } from './api-client.js';

/**
 * The life of an order, a call each, for one level. The ids are the shop's own, stored before the
 * call: then each call can be sent again and happens once. Which call it has to be is decided in
 * checkout.ts and order-system.ts.
 */
export function orderLife(inventory: InventoryClient, level: StockKeyInput) {
  return {
    /** The customer goes to the till: the units are his for a quarter of an hour. */
    reserve: async (cartId: string, quantity: number) =>
      inventory.reserveStock({ reservationId: cartId, lines: [{ ...level, quantity }], ttlSeconds: 900 }),

    /** The order is paid, in time or late: the units are kept for it until they ship. */
    pay: async (cartId: string, orderId: string) => inventory.commitReservation({ reservationId: cartId, orderId, reacquire: true }),

    /** The order is edited: `quantity` has still to ship, `revision` is what the editor saw. */
    edit: async (cartId: string, quantity: number, revision: number) =>
      inventory.changeReservation({ reservationId: cartId, lines: [{ ...level, quantity }], expectedRevision: revision }),

    /** A parcel leaves; the rest of the order stays committed. */
    ship: async (parcelId: string, orderId: string, cartId: string, quantity: number) => {
      const parcel = { orderId: parcelId, reference: orderId, reservationIds: [cartId], lines: [{ ...level, quantity }] };
      return inventory.fulfillStock({ ...parcel, keepRemainder: true });
    },

    /** A cart is left, or an order cancelled: what has not shipped can be sold again. */
    cancel: async (cartId: string) => inventory.releaseStock({ reservationId: cartId }),

    /** Goods come back to the shelf. */
    takeBack: async (returnId: string, orderId: string, quantity: number) =>
      inventory.adjustStock({ ...level, adjustmentId: returnId, delta: quantity, reason: 'RETURN', reference: orderId, note: returnId }),

    /** Goods break. What is broken cannot be sold, reserved or not. */
    writeOff: async (reportId: string, quantity: number) => {
      const damage = { adjustmentId: reportId, delta: -quantity, reason: 'DAMAGED', reference: reportId } as const;
      return inventory.adjustStock({ ...level, ...damage, allowBelowReserved: true });
    },

    /** The shelf was counted; `version` is that of the level from before the count. */
    count: async (sheetId: string, counted: number, version: number) => {
      const sheet = { stockCount: counted, expectedVersion: version, reason: 'CORRECTION', reference: sheetId } as const;
      return inventory.updateStock({ ...level, ...sheet, allowBelowReserved: true });
    },
  };
}
