import type { ErrorType } from '../../domain/errors.ts';

/**
 * What the client itself can find wrong. `NO_ANSWER`: nothing readable came back, so nobody knows
 * whether the call took effect. `TOO_MANY_SUBSCRIPTIONS`: the socket carries as many as AppSync
 * allows. `NO_WEB_SOCKET`: there is none here, and none was given. `CLOSED`: the link was closed.
 */
export type ClientErrorType = 'NO_ANSWER' | 'TOO_MANY_SUBSCRIPTIONS' | 'NO_WEB_SOCKET' | 'CLOSED';

/**
 * An entry of `errors` as AppSync sends it over HTTP and over the socket: its own keys stand beside
 * `message`, not in `extensions`.
 */
export interface AppSyncError {
  message?: string;
  errorType?: string | null;
  errorInfo?: unknown;
  path?: readonly (string | number)[] | null;
  /** Only over the socket, where it has the meaning of an HTTP status. */
  errorCode?: number;
}

/** What an OnhandError can carry beside its type and its sentence. */
export interface ErrorDetails {
  errorInfo?: unknown;
  path?: AppSyncError['path'];
  status?: number;
  retryAfterMs?: number;
  cause?: unknown;
}

/**
 * An error of the contract, of AppSync itself (`Unauthorized`, `ValidationError`, …) or of this
 * client.
 */
export class OnhandError extends Error {
  override readonly name = 'OnhandError';
  readonly errorType: ErrorType | ClientErrorType | (string & Record<never, never>);
  /** What a program needs; its shape depends on `errorType`. Null where there is none. */
  readonly errorInfo: unknown;
  /** Where in the answer it belongs; empty when it is about all of it. */
  readonly path: readonly (string | number)[];
  /** The HTTP status it came with; 0 when there was no answer over HTTP. */
  readonly status: number;
  /** How long the API asked to wait by `Retry-After`, milliseconds; 0 where it did not. */
  readonly retryAfterMs: number;

  constructor(errorType: string, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.errorType = errorType;
    this.errorInfo = details.errorInfo ?? null;
    this.path = details.path ?? [];
    this.status = details.status ?? 0;
    this.retryAfterMs = details.retryAfterMs ?? 0;
  }
}

/**
 * The typed form of an error that AppSync sent. One without `errorType` (over the socket the
 * message may be its name) has its message there.
 */
export function fromAppSync(sent: AppSyncError, how: Pick<ErrorDetails, 'status' | 'retryAfterMs'> = {}): OnhandError {
  const { message = 'AppSync gave no reason.', errorType, errorInfo, path } = sent;
  // Old captures of the service carry the full class name.
  const name = (errorType ?? message).replace(/^.*#/, '');
  return new OnhandError(name, message, { ...how, errorInfo, path });
}

/**
 * NO_ANSWER for whatever a fetch, a socket or a token function threw; an OnhandError stays what it
 * is.
 */
export function noAnswer(message: string, cause?: unknown, how: Pick<ErrorDetails, 'status' | 'retryAfterMs'> = {}): OnhandError {
  return cause instanceof OnhandError ? cause : new OnhandError('NO_ANSWER', message, { ...how, cause });
}

/** Whether an error says that the caller could not prove who he is, or may not do this. */
export function isUnauthorized({ errorType, message }: OnhandError): boolean {
  return (
    /unauthorized|notauthorized|accessdenied|signature|expiredtoken|unrecognizedclient/i.test(errorType) ||
    /token (has )?expired/i.test(message)
  );
}

/** What AppSync answers, with HTTP 403, for its firewall. */
export const HELD_OFF = 'WAFForbiddenException';

/**
 * Whether the firewall has turned a request away unread: its address has sent too many. That passes
 * with waiting, and says nothing of the proof.
 */
export function isHeldOff({ errorType }: Pick<OnhandError, 'errorType'>): boolean {
  return errorType === HELD_OFF;
}
