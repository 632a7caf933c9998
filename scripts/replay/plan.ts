import { createHash } from 'node:crypto';
import { limits } from '../../domain/limits.ts';
import { isProduct, type OrderLine } from '../../local/catalogue/order-lines.ts';
import { MAIN_WAREHOUSE } from '../../local/catalogue/sample.ts';
import type { AdjustStockInput, ReservationLine } from '../../schema/types.ts';

/** What a customer does between checkout and payment. */
export type Handling = 'bought' | 'extended' | 'changed' | 'abandoned';

/** A reservation of at most as many lines as one reservation takes. */
export interface PlannedReservation {
  reservationId: string;
  /** What is reserved at first. */
  first: ReservationLine[];
  /** What ships in the end: the same, unless the customer changes the cart. */
  final: ReservationLine[];
}

/** Goods that leave by an order. */
export interface PlannedOrder {
  orderId: string;
  handling: Handling;
  reservations: PlannedReservation[];
  /** In how many parcels it leaves. */
  parcels: 1 | 2;
  /** Whether it is left to Onhand which warehouse ships; never where the customer names one. */
  sourced: boolean;
}

/** An invoice: an order, or units that came back or were written off. */
export interface PlannedInvoice {
  order?: PlannedOrder;
  adjustments: AdjustStockInput[];
  /** Order lines of products. */
  lines: number;
  /** Order lines of what lies on no shelf: postage, bank charges. */
  skippedLines: number;
}

/** Before every id that a replay makes: whoever uses the same stack can tell them from others. */
export const REPLAY_PREFIX = 'replay-';

/** Shares of the orders. One that needs several reservations is never abandoned. */
const ABANDONED_SHARE = 0.05;
const CHANGED_SHARE = 0.1;
const EXTENDED_SHARE = 0.1;
/** Of the orders of two lines or more. */
const IN_TWO_PARCELS_SHARE = 0.15;
/** Of the orders whose cart is not changed and that leave in one parcel. */
const SOURCED_SHARE = 0.25;

/**
 * Turns order lines into calls, invoice by invoice in the order of the data. The same lines and the
 * same seed make the same ids and inputs, which is what makes a second run harmless.
 */
export function planReplay(lines: readonly OrderLine[], seed: number): PlannedInvoice[] {
  return [...Map.groupBy(lines, ({ invoice }) => invoice)].map(([invoice, itsLines]) => planInvoice(invoice, itsLines, seed));
}

function planInvoice(invoice: string, lines: readonly OrderLine[], seed: number): PlannedInvoice {
  const products = lines.filter(({ stockCode }) => isProduct(stockCode));
  const sold = addUp(products.filter(({ quantity }) => quantity > 0));
  const gone = addUp(products.filter(({ quantity }) => quantity < 0));
  return {
    ...(sold.length > 0 && { order: planOrder(invoice, sold, seed) }),
    adjustments: gone.map((line) => adjustment(invoice, line)),
    lines: products.length,
    skippedLines: lines.length - products.length,
  };
}

function planOrder(invoice: string, lines: readonly ReservationLine[], seed: number): PlannedOrder {
  const orderId = `${REPLAY_PREFIX}${invoice}`;
  const carts = inCarts(lines);
  const handling = handlingOf(invoice, carts, seed);
  const reservations = carts.map((final, place) => ({
    reservationId: `${orderId}-${place + 1}`,
    first: handling === 'changed' && place === 0 ? smaller(final) : final,
    final,
  }));
  const isSplit = lines.length > 1 && dice(`${seed}/${invoice}/parcels`) < IN_TWO_PARCELS_SHARE;
  const sourced = !isSplit && handling !== 'changed' && dice(`${seed}/${invoice}/sourced`) < SOURCED_SHARE;
  return { orderId, handling, reservations, parcels: isSplit ? 2 : 1, sourced };
}

function handlingOf(invoice: string, carts: readonly ReservationLine[][], seed: number): Handling {
  const chance = dice(`${seed}/${invoice}`);
  const changeable = smaller(carts[0] ?? []).length > 0;
  if (chance < ABANDONED_SHARE) return carts.length === 1 ? 'abandoned' : 'bought';
  if (chance < ABANDONED_SHARE + CHANGED_SHARE) return changeable ? 'changed' : 'extended';
  return chance < ABANDONED_SHARE + CHANGED_SHARE + EXTENDED_SHARE ? 'extended' : 'bought';
}

/** From 0 up to 1, the same for the same text. */
function dice(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

/**
 * The cart before its customer put the last units in: without its last line, or with one unit less
 * of its only one. Empty when there is no such cart.
 */
function smaller(cart: readonly ReservationLine[]): ReservationLine[] {
  if (cart.length > 1) return cart.slice(0, -1);
  return cart.filter(({ quantity }) => quantity > 1).map((line) => ({ ...line, quantity: line.quantity - 1 }));
}

function inCarts(lines: readonly ReservationLine[]): ReservationLine[][] {
  const count = Math.ceil(lines.length / limits.linesPerReservation);
  return Array.from({ length: count }, (_, place) =>
    lines.slice(place * limits.linesPerReservation, (place + 1) * limits.linesPerReservation),
  );
}

/** A cancelled order's units are back on the shelf; a write-off's are not on it any more. */
function adjustment(invoice: string, { productId, warehouseId, quantity }: ReservationLine): AdjustStockInput {
  const level = { productId, warehouseId };
  const reference = `${REPLAY_PREFIX}${invoice}`;
  const adjustmentId = `${reference}-${productId}`;
  if (invoice.startsWith('C')) return { adjustmentId, ...level, delta: -quantity, reason: 'RETURN', reference };
  return { adjustmentId, ...level, delta: quantity, reason: 'DAMAGED', reference };
}

/**
 * One line for each product: the data repeats some within an invoice. All of it comes from the
 * warehouse that opens with enough.
 */
function addUp(lines: readonly OrderLine[]): ReservationLine[] {
  const quantities = new Map<string, number>();
  for (const { stockCode, quantity } of lines) quantities.set(stockCode, (quantities.get(stockCode) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, warehouseId: MAIN_WAREHOUSE, quantity }));
}
