import type {
  AdjustStockInput,
  Availability,
  ChangeReservationInput,
  CommitReservationInput,
  DeadLetters,
  DescribeProductInput,
  Fulfillment,
  FulfillStockInput,
  MutationExtendReservationArgs,
  MutationReleaseStockArgs,
  ProductAvailability,
  ProductStock,
  QueryAvailabilityArgs,
  QueryDeadLettersArgs,
  QueryFulfillmentArgs,
  QueryListReservationsArgs,
  QueryListStockArgs,
  QueryProductStockArgs,
  QueryRecentChangesArgs,
  QueryReservationArgs,
  QueryStockArgs,
  QueryStockHistoryArgs,
  RemoveStockInput,
  Reservation,
  ReservationPage,
  ReserveStockInput,
  StockChange,
  StockChangePage,
  StockKeyInput,
  StockLevel,
  StockPage,
  StockSummary,
  TransferStockInput,
  UpdateStockInput,
  WarehouseAvailability,
} from '../../schema/types.ts';
import type { Api, Listener } from './api.ts';
import type { StockScope } from './stores/stock-operations.ts';

/** How one call is made. */
export interface CallOptions {
  /**
   * Ends the call and its retries, which then rejects with the signal's reason. A write that is
   * under way may still take effect.
   */
  signal?: AbortSignal;
}

/**
 * An input whose id the client makes when it is left out: once a call, the same for all of its
 * retries.
 */
export type WithId<Input, Id extends keyof Input> = Omit<Input, Id> & { [Each in Id]?: string };

/**
 * The arguments of a list, of which the iterator turns the pages. `limit` is the size of a page.
 */
export type Unpaged<Args> = Omit<Args, 'nextToken'>;

/** How a call is made, and what it answers. */
export type Call<Args, Value> = (args: Args, options?: CallOptions) => Promise<Value>;

/**
 * Every operation of the contract. Calls reject with a CallError (an OnhandError), with the reason
 * of an aborted signal, and with nothing else; docs/api.md has the limits and error types of each.
 * Queries and writes are sent again where that is safe; see README.md.
 */
export interface InventoryClient {
  /** What the stores stand on: `createAvailabilityStore(client.api)`. */
  readonly api: Api;

  availability: Call<QueryAvailabilityArgs, Availability | null>;
  /** Up to 100 products, each once. */
  availabilities: Call<{ productIds: readonly string[] }, ProductAvailability[]>;
  stock: Call<QueryStockArgs, StockLevel | null>;
  productStock: Call<QueryProductStockArgs, ProductStock | null>;
  stocks: Call<{ keys: readonly StockKeyInput[] }, (StockLevel | null)[]>;
  listStock: Call<QueryListStockArgs, StockPage>;
  stockSummary(options?: CallOptions): Promise<StockSummary>;
  stockHistory: Call<QueryStockHistoryArgs, StockChangePage>;
  recentChanges: Call<QueryRecentChangesArgs, StockChangePage>;
  deadLetters: Call<QueryDeadLettersArgs, DeadLetters>;
  reservation: Call<QueryReservationArgs, Reservation | null>;
  listReservations: Call<QueryListReservationsArgs, ReservationPage>;
  fulfillment: Call<QueryFulfillmentArgs, Fulfillment | null>;

  /** All levels that listStock would list, page by page as the loop asks for them. */
  eachStock(args?: Unpaged<QueryListStockArgs>, options?: CallOptions): AsyncGenerator<StockLevel, void>;
  /** All changes that stockHistory would list. */
  eachStockChange(args: Unpaged<QueryStockHistoryArgs>, options?: CallOptions): AsyncGenerator<StockChange, void>;
  /** All changes that recentChanges would list, newest first. */
  eachRecentChange(args?: Unpaged<QueryRecentChangesArgs>, options?: CallOptions): AsyncGenerator<StockChange, void>;
  /** All active reservations, or all that the filter asks for. */
  eachReservation(args?: Unpaged<QueryListReservationsArgs>, options?: CallOptions): AsyncGenerator<Reservation, void>;

  updateStock: Call<UpdateStockInput, StockLevel>;
  adjustStock: Call<WithId<AdjustStockInput, 'adjustmentId'>, StockLevel>;
  /** Answers with [from, to]. */
  transferStock: Call<WithId<TransferStockInput, 'transferId'>, [StockLevel, StockLevel]>;
  /** Sets what describes a product in all of its levels at once, and answers with them. */
  describeProduct: Call<WithId<DescribeProductInput, 'changeId'>, ProductStock>;
  removeStock: Call<RemoveStockInput, StockLevel>;
  /**
   * Resolves with a reservation that holds its units, and with no other. Sent again after its end,
   * the API answers the reservation as it ended, which is no error there; here it is
   * RESERVATION_CLOSED (released or shipped) or RESERVATION_EXPIRED. An id has one life: hold again
   * under another.
   */
  reserveStock: Call<WithId<ReserveStockInput, 'reservationId'>, Reservation>;
  /**
   * Without `expectedRevision` it is not sent again after a lost answer: that could undo a later
   * change.
   */
  changeReservation: Call<ChangeReservationInput, Reservation>;
  /**
   * Makes a reservation a paid order's; sent again for the same order it answers the reservation as
   * it is by then, so look at its status.
   */
  commitReservation: Call<CommitReservationInput, Reservation>;
  extendReservation: Call<MutationExtendReservationArgs, Reservation>;
  releaseStock: Call<MutationReleaseStockArgs, Reservation>;
  fulfillStock: Call<WithId<FulfillStockInput, 'orderId'>, Fulfillment>;

  /**
   * Returns the end of the subscription. Events can be missed while it is interrupted: to keep
   * numbers true use the stores.
   */
  onAvailabilityChange(args: { productIds: readonly string[] }, listener: Listener<WarehouseAvailability>): () => void;
  onStockChange(args: StockScope, listener: Listener<StockChange>): () => void;

  /** Closes the socket for good; queries and writes still work. */
  close(): void;
}
