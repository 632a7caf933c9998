import { type InventoryClient, isError, type LineInput } from '../web/client/main.ts';

/** An order that was paid. */
export interface Order {
  orderId: string;
  cartId: string;
  lines: LineInput[];
}

/** What to do with the order now. */
export type Shipping = { ship: true } | { ship: false; refund: LineInput[] };

/**
 * A message "order paid", which may come twice. The order's own id makes it ship once. When the payment took longer than the hold, the pieces
 * are taken from what is available; where there are none left, the money goes back.
 */
export async function shipOrder(inventory: InventoryClient, { orderId, cartId, lines }: Order): Promise<Shipping> {
  // Shipped before, perhaps without the hold: then the same id with another input would be refused.
  if (await inventory.fulfillment({ orderId })) return { ship: true };
  try {
    await inventory.fulfillStock({ orderId, reservationIds: [cartId] });
    return { ship: true };
  } catch (error) {
    if (!isError(error, 'RESERVATION_EXPIRED')) throw error;
    return shipFromAvailable(inventory, orderId, lines);
  }
}

async function shipFromAvailable(inventory: InventoryClient, orderId: string, lines: LineInput[]): Promise<Shipping> {
  try {
    await inventory.fulfillStock({ orderId, lines });
    return { ship: true };
  } catch (error) {
    if (isError(error, 'INSUFFICIENT_STOCK')) return { ship: false, refund: lines };
    throw error;
  }
}

/** Goods came back. The return's own number makes them count once. For a role that has the policy `returns`, which the checkout needs not have. */
export async function takeBack(
  inventory: InventoryClient,
  returnNumber: string,
  { productId, warehouseId, quantity }: LineInput,
): Promise<void> {
  await inventory.adjustStock({ adjustmentId: returnNumber, productId, warehouseId, delta: quantity, reason: 'RETURN' });
}
