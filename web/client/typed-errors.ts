import type { ExpectedDescriptionInput, Reservation, StockKeyInput, StockLevel } from '../../schema/types.ts';
import { OnhandError } from './errors.ts';

/** A level that a line asks for; without a warehouse where the line left it to the server. */
interface AskedLevel {
  productId: string;
  warehouseId: string | null;
}

/** A line that asks for more than there is. */
interface ShortLine extends AskedLevel {
  requested: number;
  /** How much of it the caller could get. */
  available: number;
  /**
   * The other warehouses that have the product, and what the caller could get there, the fullest
   * first; absent where the field names none, or they could not be read.
   */
  others?: { warehouseId: string; available: number }[];
}

/** What `errorInfo` holds, by `errorType`. */
export interface ErrorInfos {
  INVALID_INPUT: { field: string; limit?: number };
  ID_REUSED: { id: string };
  RESERVATION_EXPIRED: { reservation: Reservation };
  RESERVATION_CLOSED: { reservation: Reservation };
  /** Unknown levels, all of them, or the unknown reservation, or the product without a level. */
  NOT_FOUND: { lines?: AskedLevel[]; reservationId?: string; productId?: string };
  ALREADY_EXISTS: { current: StockLevel };
  EXCEEDS_RESERVATION: { lines: (StockKeyInput & { requested: number; held: number })[] };
  /** Of a level, of a reservation, or of the levels of a product that are not as expected. */
  VERSION_CONFLICT: {
    expectedVersion?: number;
    current?: StockLevel;
    expectedRevision?: number;
    reservation?: Reservation;
    expected?: ExpectedDescriptionInput[];
    levels?: StockLevel[];
  };
  BELOW_RESERVED: { current: StockLevel };
  /** Every short line. */
  INSUFFICIENT_STOCK: { lines: ShortLine[] };
  CONTENTION: { retryAfterMs: number };
  INTERNAL: { requestId: string };
  NO_ANSWER: null;
  TOO_MANY_SUBSCRIPTIONS: null;
  NO_WEB_SOCKET: null;
  CLOSED: null;
}

/**
 * What AppSync itself says, and its firewall. It has no `errorInfo` then. `Unauthorized` is of a
 * field, `UnauthorizedException` of the whole request.
 */
export interface AppSyncErrorInfos {
  Unauthorized: null;
  UnauthorizedException: null;
  AccessDeniedException: null;
  InvalidSignatureException: null;
  UnrecognizedClientException: null;
  ExecutionTimeout: null;
  QueryDepthLimitReached: null;
  ResolverExecutionLimitReached: null;
  WAFForbiddenException: null;
}

/** What `errorInfo` holds, by every `errorType` that has a name here. */
export type KnownErrorInfos = ErrorInfos & AppSyncErrorInfos;

/** An OnhandError whose type is known, and with it the shape of its `errorInfo`. */
export type TypedError<Type extends keyof KnownErrorInfos = keyof ErrorInfos> = {
  [Each in Type]: Omit<OnhandError, 'errorType' | 'errorInfo'> & { readonly errorType: Each; readonly errorInfo: KnownErrorInfos[Each] };
}[Type];

/** Whether something that was thrown is an error of this type. */
export function isError<Type extends keyof KnownErrorInfos>(error: unknown, errorType: Type): error is TypedError<Type> {
  return error instanceof OnhandError && error.errorType === errorType;
}

const TYPES: Record<keyof ErrorInfos, true> = {
  ...{ INVALID_INPUT: true, ID_REUSED: true, RESERVATION_EXPIRED: true, RESERVATION_CLOSED: true, NOT_FOUND: true, ALREADY_EXISTS: true },
  ...{
    EXCEEDS_RESERVATION: true,
    VERSION_CONFLICT: true,
    BELOW_RESERVED: true,
    INSUFFICIENT_STOCK: true,
    CONTENTION: true,
    INTERNAL: true,
  },
  ...{ NO_ANSWER: true, TOO_MANY_SUBSCRIPTIONS: true, NO_WEB_SOCKET: true, CLOSED: true },
};

/**
 * For a `switch` over `errorType`: the error as one of the closed list; undefined for AppSync's own
 * (`Unauthorized`, …) and for anything else.
 */
export function typedError(error: unknown): TypedError | undefined {
  return error instanceof OnhandError && Object.hasOwn(TYPES, error.errorType) ? (error as unknown as TypedError) : undefined;
}
