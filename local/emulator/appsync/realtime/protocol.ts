import { RequestError } from '../http.ts';

/**
 * The one subprotocol that is spoken, in spite of its name not that of the npm package graphql-ws.
 */
export const SUBPROTOCOL = 'graphql-ws';
/** A second subprotocol with this beginning carries the authorisation; it is never echoed. */
export const HEADER_SUBPROTOCOL = 'header-';
export const REALTIME_PATH = '/graphql/realtime';

/** How long a client may wait for a sign of life before it should reconnect. */
export const CONNECTION_TIMEOUT_MS = 300_000;
export const KEEP_ALIVE_MS = 60_000;
export const MAX_CONNECTION_MS = 24 * 60 * 60 * 1000;
export const MAX_SUBSCRIPTIONS = 200;
/** Of one `payload`; what is larger is not delivered. */
export const MAX_EVENT_BYTES = 240 * 1024;
/** Over all connections. */
export const MAX_MESSAGES_A_SECOND = 10_000;

/** One entry of `errors` in an `error` or `connection_error` frame. */
export interface FrameError {
  errorType?: string;
  message: string;
  errorCode?: number;
  errorInfo?: unknown;
  data?: unknown;
}

/**
 * Everything that the server sends but events, which are put together from text (see `dataFrame`).
 */
export type ServerFrame =
  | { type: 'connection_ack'; payload: { connectionTimeoutMs: number } }
  | { type: 'ka' }
  | { type: 'start_ack' | 'complete'; id: string }
  | { type: 'error'; id?: string; payload: { errors: FrameError[] } }
  | { type: 'connection_error'; payload: { errors: FrameError[] } };

/** A `data` frame around a payload that is JSON text already and shared by many subscribers. */
export function dataFrame(id: string, payload: string): string {
  return `{"id":${JSON.stringify(id)},"type":"data","payload":${payload}}`;
}

/** A connection or a subscription that is refused, with what the client gets. */
export class Refusal extends Error {
  readonly errors: FrameError[];

  constructor(...errors: FrameError[]) {
    super(errors.map(({ message }) => message).join(' '));
    this.name = 'Refusal';
    this.errors = errors;
  }
}

/** What the service answers to a message that it does not know, without the message's id. */
export class UnsupportedMessage extends Refusal {
  constructor() {
    super(unsupportedOperation('unknown'));
    this.name = 'UnsupportedMessage';
  }
}

/** Anything but a subscription. */
export function unsupportedOperation(operation: string): FrameError {
  return { errorType: 'UnsupportedOperation', message: `${operation} not supported through the realtime channel` };
}

/** A handshake or a message that is not understood. */
export function badRequest(message: string): Refusal {
  return new Refusal({ errorType: 'BadRequest', message, errorCode: 400 });
}

/** What the client gets of a failure. The cause of one of the stack's own goes to `log`. */
export function frameErrorsOf(failure: unknown, log: (line: string) => void): FrameError[] {
  if (failure instanceof Refusal) return failure.errors;
  if (failure instanceof RequestError) return [{ errorType: failure.errorType, message: failure.message, errorCode: failure.status }];
  log(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
  return [{ errorType: 'InternalFailure', message: 'An internal failure occurred.', errorCode: 500 }];
}
