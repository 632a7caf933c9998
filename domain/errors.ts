/** The closed list of error types that resolvers answer with. Where several apply, the first wins. */
export type ErrorType =
  | 'INVALID_INPUT'
  | 'ID_REUSED'
  | 'RESERVATION_EXPIRED'
  | 'RESERVATION_CLOSED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'EXCEEDS_RESERVATION'
  | 'VERSION_CONFLICT'
  | 'BELOW_RESERVED'
  | 'INSUFFICIENT_STOCK'
  | 'CONTENTION'
  | 'INTERNAL';

/** When a caller may send a contended call again, milliseconds. */
export const RETRY_AFTER_MS = 200;
