import type { Reservation, StockKeyInput } from '../../schema/types.ts';
import { CallError, OnhandError, type InventoryClient } from '../../web/client/main.ts';
import type { History, RecordedCall } from '../history.ts';
import type { Chance } from '../platform/chance.ts';
import type { Role } from './clients.ts';

/** The levels of a run, and what its callers know of each other's work. */
export interface Floor {
  /** Before each id, so that runs on one stage never meet. */
  prefix: string;
  levels: readonly StockKeyInput[];
  /** Ids that exist, for who works on somebody else's. */
  reservations: string[];
  orders: string[];
  longestHoldS: number;
  /** Whether some orders have more lines than a transaction takes. */
  largeOrders: boolean;
  /** Whether a count may be forced below what is reserved. */
  forced: boolean;
}

/** Somebody who calls. */
export interface Person {
  name: string;
  role: Role;
  client: InventoryClient;
  chance: Chance;
  floor: Floor;
  history: History;
  /** The newest version that he saw of each level, by `product/warehouse`. */
  versions: Map<string, number>;
  /** His own open reservations, as he saw them last. */
  carts: Map<string, Reservation>;
  /** A new id, or a note of its own for a call that has none. */
  newKey: (kind: string) => string;
}

/** A call as it can be sent again. */
export interface Intent<Value = unknown> {
  operation: string;
  key: string;
  input: unknown;
  send: () => Promise<Value>;
}

/** Sends a call and records how it ended. Answers with its value, undefined where there is none. */
export async function send<Value>({ name, history }: Person, intent: Intent<Value>): Promise<Value | undefined> {
  const call = history.begin(name, intent.operation, intent.key, intent.input);
  try {
    const value = await intent.send();
    history.end(call, { kind: 'ok', value });
    return value;
  } catch (error) {
    recordFailure(history, call, error);
    return undefined;
  }
}

const ENDED: readonly string[] = ['RESERVATION_CLOSED', 'RESERVATION_EXPIRED'];

function recordFailure(history: History, call: RecordedCall, error: unknown): void {
  if (!(error instanceof OnhandError)) throw error;
  const { errorType, errorInfo, status } = error;
  const isUnknown = error instanceof CallError && error.effectUnknown;
  // To the API that is an answer: the reservation as it is now. The client alone makes an error of
  // it.
  if (call.operation === 'reserveStock' && ENDED.includes(errorType)) {
    history.end(call, { kind: 'ok', value: errorInfo });
    return;
  }
  history.end(
    call,
    isUnknown ? { kind: 'unknown', errorType } : { kind: 'refused', errorType: errorType || String(status), info: errorInfo },
  );
}
