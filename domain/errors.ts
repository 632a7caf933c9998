/**
 * The closed list of error types that resolvers answer with. Where several apply, the first wins.
 */
export const ERROR_TYPES = [
  'INVALID_INPUT',
  'ID_REUSED',
  'RESERVATION_EXPIRED',
  'RESERVATION_CLOSED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'EXCEEDS_RESERVATION',
  'VERSION_CONFLICT',
  'BELOW_RESERVED',
  'INSUFFICIENT_STOCK',
  'CONTENTION',
  'INTERNAL',
] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

/**
 * What the API's log says of each call that is refused: metrics and alarms count this. Without a
 * character that a log in JSON would escape.
 */
export function refusalLine(type: ErrorType): string {
  return `Onhand refused: ${type}`;
}

/** When a caller may send a contended call again, milliseconds. */
export const RETRY_AFTER_MS = 200;

/**
 * How the codes of what passes by itself begin, of exceptions and of reasons why a transaction was
 * cancelled: two writes met, or there were too many.
 */
const CONTENTION_CODES = [
  'TransactionConflict',
  'TransactionInProgress',
  'ProvisionedThroughputExceeded',
  'Throttling',
  'RequestLimitExceeded',
];

/** Whether a code of DynamoDB's (without a prefix) says that the same call may succeed later. */
export function isContentionCode(code: string): boolean {
  return CONTENTION_CODES.some((begin) => code.startsWith(begin));
}
