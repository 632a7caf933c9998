import { type InventoryClient, isError, type LineInput, type Reservation } from '../web/client/main.ts';

/** What the shop tells the customer. */
export type CheckoutAnswer =
  { held: true; until: string } | { held: false; short: { productId: string; requested: number; available: number }[] };

/**
 * The customer goes to the till. The cart's own id is the hold's, so a double click, a reload or a second server never holds twice.
 * After a change of the cart it is the same call: the hold follows.
 */
export async function holdCart(inventory: InventoryClient, cartId: string, lines: LineInput[]): Promise<CheckoutAnswer> {
  try {
    const { expiresAt } = await holdOrChange(inventory, cartId, lines);
    return { held: true, until: expiresAt };
  } catch (error) {
    if (isError(error, 'INSUFFICIENT_STOCK')) return { held: false, short: error.errorInfo.lines };
    throw error;
  }
}

async function holdOrChange(inventory: InventoryClient, cartId: string, lines: LineInput[]): Promise<Reservation> {
  const hold = await inventory.reservation({ reservationId: cartId });
  if (!hold) return inventory.reserveStock({ reservationId: cartId, lines, ttlSeconds: 900 });
  return inventory.changeReservation({ reservationId: cartId, lines, expectedRevision: hold.revision });
}

/** The customer pays and needs a little longer. */
export async function keepHolding(inventory: InventoryClient, cartId: string): Promise<void> {
  await inventory.extendReservation({ reservationId: cartId, ttlSeconds: 900 });
}

/** The customer empties the cart. Without this the pieces come back when the hold expires. */
export async function leave(inventory: InventoryClient, cartId: string): Promise<void> {
  await inventory.releaseStock({ reservationId: cartId });
}
