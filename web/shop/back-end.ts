import { noAnswer, OnhandError } from '../client/errors.ts';
import { defaultRetry, withRetries } from '../client/retry.ts';

/** A reservation as the shop's back end tells of it. */
export interface Reservation {
  reservationId: string;
  status: 'ACTIVE' | 'COMMITTED' | 'RELEASED' | 'FULFILLED' | 'EXPIRED';
  expiresAt: string;
  orderId: string | null;
  /** What it has, in each warehouse that the server chose. */
  lines: { productId: string; warehouseId: string; quantity: number }[];
}

export type Path = 'reserve' | 'release' | 'pay' | 'ship' | 'reservation';
type Body = Readonly<Record<string, string | number | readonly string[]>>;

/** What the shop's back end tells of a product. */
export interface Description {
  imageUrl: string | null;
}

interface Answer {
  reservation?: Reservation | null;
  product?: Description | null;
  error?: { type: string; message: string };
  message?: string;
}

/** The API said no. The message is for the customer. */
export class ShopRefusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/**
 * Every request has the id of its reservation, so it may be sent again while nobody answers. A
 * customer waits.
 */
const RETRIES = { ...defaultRetry, budgetMs: 6_000, leastAttempts: 1, harmless: true, signal: undefined, sent: undefined };

/**
 * Asks the shop's own server, which signs its calls; a reservation that it does not know is null.
 * Rejects with a sentence for the customer.
 */
export async function askBackEnd(shopUrl: string, path: Path, body: Body): Promise<Reservation | null | undefined> {
  return (await ask(`${shopUrl}/${path}`, body)).reservation;
}

/**
 * What the shop's server says of a product; null for one that it does not keep. Rejects likewise.
 */
export async function askForProduct(shopUrl: string, productId: string): Promise<Description | null> {
  return (await ask(`${shopUrl}/product`, { productId })).product ?? null;
}

async function ask(url: string, body: Body): Promise<Answer> {
  const { ok, status, answer } = await withRetries(() => post(url, body), RETRIES);
  if (answer.error) throw new ShopRefusal(answer.error.type, WORDS[answer.error.type] ?? answer.error.message);
  if (!ok) throw new Error(answer.message ?? `The shop answered HTTP ${status}.`);
  return answer;
}

async function post(url: string, body: Body): Promise<{ ok: boolean; status: number; answer: Answer }> {
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const { ok, status } = response;
    if (status === 429 || status >= 500)
      throw new OnhandError('NO_ANSWER', `The shop answered HTTP ${status}. Try again: nothing is taken twice.`, { status });
    return { ok, status, answer: (await response.json()) as Answer };
  } catch (cause) {
    throw noAnswer('The shop could not be reached. Try again: nothing is taken twice.', cause);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  INSUFFICIENT_STOCK: 'Somebody was faster: there is not as much left.',
  RESERVATION_EXPIRED: 'The time is over; it went back on sale.',
  RESERVATION_CLOSED: 'This has been shipped or given back already.',
  CONTENTION: 'Many people want this right now. Try again.',
  NOT_FOUND: 'This shop does not keep the product.',
};
