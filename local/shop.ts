import type { InventoryClient } from '../web/client/main.ts';
import { OnhandError } from '../web/client/main.ts';

/**
 * The back end of the demo shop: what a real shop's server does with its own credentials, which a
 * page must never have. It keeps nothing, since every call carries an id that the page chose and
 * may be sent again.
 */
export interface Shop {
  /**
   * Answers `POST /_local/shop/<path>`; undefined when there is no such path. Rejects with a
   * sentence on a wrong body.
   */
  answer: (path: string, body: unknown) => Promise<ShopAnswer> | undefined;
}

/** What the page gets: the API's answer, or its error. */
export interface ShopAnswer {
  reservation?: unknown;
  order?: unknown;
  /** What a page may show of a product; null for one that no warehouse keeps. */
  product?: { imageUrl: string | null } | null;
  error?: { type: string; message: string };
}

/** What the shop needs of the client. */
export type ShopClient = Pick<
  InventoryClient,
  'reserveStock' | 'releaseStock' | 'commitReservation' | 'fulfillStock' | 'reservation' | 'productStock'
>;

/** Short, so that somebody who tries it out sees it end. */
const HOLD_SECONDS = 120;

/** `inventory` calls as the shop's checkout, and sends again what may be sent again. */
export function createShop(inventory: ShopClient): Shop {
  /** From whatever warehouse has it. */
  async function reserve(body: unknown): Promise<ShopAnswer> {
    const line = { productId: text(body, 'productId'), quantity: whole(body, 'quantity') };
    const input = { reservationId: text(body, 'reservationId'), lines: [line], ttlSeconds: HOLD_SECONDS };
    return answerOf(async () => ({ reservation: await inventory.reserveStock(input) }));
  }

  async function release(body: unknown): Promise<ShopAnswer> {
    const reservationId = text(body, 'reservationId');
    return answerOf(async () => ({ reservation: await inventory.releaseStock({ reservationId }) }));
  }

  /** The money is there, however late: the units are taken all the same if there are any. */
  async function pay(body: unknown): Promise<ShopAnswer> {
    const input = { reservationId: text(body, 'reservationId'), orderId: text(body, 'orderId'), reacquire: true };
    return answerOf(async () => ({ reservation: await inventory.commitReservation(input) }));
  }

  /** All of the order in its first parcel. */
  async function ship(body: unknown): Promise<ShopAnswer> {
    const reference = text(body, 'orderId');
    const parcel = { orderId: `${reference}/1`, reservationIds: texts(body, 'reservationIds'), reference };
    return answerOf(async () => ({ order: await inventory.fulfillStock(parcel) }));
  }

  /** What became of a basket, for a page that was loaded again. */
  async function reservation(body: unknown): Promise<ShopAnswer> {
    const reservationId = text(body, 'reservationId');
    return answerOf(async () => ({ reservation: await inventory.reservation({ reservationId }) }));
  }

  /** Only what shoppers may see: the supplier is none of it. */
  async function product(body: unknown): Promise<ShopAnswer> {
    const productId = text(body, 'productId');
    return answerOf(async () => {
      const kept = await inventory.productStock({ productId });
      return { product: kept && { imageUrl: kept.levels.find(({ imageUrl }) => imageUrl)?.imageUrl ?? null } };
    });
  }

  const paths: Readonly<Record<string, (body: unknown) => Promise<ShopAnswer>>> = { reserve, release, pay, ship, reservation, product };
  return { answer: (path, body) => (Object.hasOwn(paths, path) ? paths[path]?.(body) : undefined) };
}

async function answerOf(call: () => Promise<ShopAnswer>): Promise<ShopAnswer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof OnhandError)) throw error;
    return { error: { type: error.errorType, message: error.message } };
  }
}

function text(body: unknown, name: string): string {
  const value = field(body, name);
  if (typeof value !== 'string') throw new Error(`${name} must be text.`);
  return value;
}

function texts(body: unknown, name: string): string[] {
  const value = field(body, name);
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) throw new Error(`${name} must be a list of texts.`);
  return value;
}

function whole(body: unknown, name: string): number {
  const value = field(body, name);
  if (!Number.isInteger(value)) throw new Error(`${name} must be a whole number.`);
  return value as number;
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}
