import type { SendRequest } from '../catalogue/signed-client.ts';

/**
 * The back end of the demo shop: what a real shop's server does with its own credentials, which a page must never have. It keeps nothing, since
 * every call carries an id that the page chose and may be sent again.
 */
export interface Shop {
  /** Answers `POST /_local/shop/<path>`; undefined when there is no such path. Rejects with a sentence on a wrong body. */
  answer: (path: string, body: unknown) => Promise<ShopAnswer> | undefined;
}

/** What the page gets: the API's answer, or its error. */
export interface ShopAnswer {
  reservation?: unknown;
  order?: unknown;
  error?: { type: string; message: string };
}

/** Short, so that somebody who tries it out sees it end. */
const HOLD_SECONDS = 120;

const RESERVATION = '{ reservationId status expiresAt lines { productId warehouseId quantity } }';
const HOLD = `mutation($input: ReserveStockInput!) { reservation: reserveStock(input: $input) ${RESERVATION} }`;
const RELEASE = `mutation($id: ID!) { reservation: releaseStock(reservationId: $id) ${RESERVATION} }`;
const CHECKOUT = 'mutation($input: FulfillStockInput!) { order: fulfillStock(input: $input) { orderId fulfilledAt } }';

/** `send` signs as the shop's checkout. */
export function createShop(send: SendRequest): Shop {
  async function call(query: string, variables: Record<string, unknown>): Promise<ShopAnswer> {
    const { data, errors } = await send({ query, variables });
    const [error] = errors;
    return error ? { error: { type: error.errorType ?? 'INTERNAL', message: error.message } } : { ...data };
  }

  async function hold(body: unknown): Promise<ShopAnswer> {
    const line = { productId: text(body, 'productId'), warehouseId: text(body, 'warehouseId'), quantity: 1 };
    return call(HOLD, { input: { reservationId: text(body, 'reservationId'), lines: [line], ttlSeconds: HOLD_SECONDS } });
  }

  async function release(body: unknown): Promise<ShopAnswer> {
    return call(RELEASE, { id: text(body, 'reservationId') });
  }

  /** One hold is one order here, so the order's id can be the hold's. */
  async function checkout(body: unknown): Promise<ShopAnswer> {
    const id = text(body, 'reservationId');
    return call(CHECKOUT, { input: { orderId: id, reservationIds: [id] } });
  }

  const paths: Readonly<Record<string, (body: unknown) => Promise<ShopAnswer>>> = { hold, release, checkout };
  return { answer: (path, body) => (Object.hasOwn(paths, path) ? paths[path]?.(body) : undefined) };
}

function text(body: unknown, name: string): string {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  if (typeof value !== 'string') throw new Error(`${name} must be text.`);
  return value;
}
