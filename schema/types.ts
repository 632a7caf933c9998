// Generated from schema.graphql by `npm run generate`. Do not edit.
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC, ISO 8601, for example 2026-03-01T12:00:00.000Z. */
  AWSDateTime: { input: string; output: string; }
};

/** What kind of actor made a change. */
export type ActorKind =
  /** A role, or IAM user, that signed the request. */
  | 'ROLE'
  /** Onhand itself: what runs on a schedule, finishes an order, repairs or loads. */
  | 'SYSTEM'
  /** A member of staff, by the user name. */
  | 'USER';

/** What adjustStock adds or takes. */
export type AdjustStockInput = {
  /** Chosen by the caller; one effect per id. The history does not show it: `reference` does. */
  adjustmentId: Scalars['ID']['input'];
  /** true: take units even if holds then exceed the stock. */
  allowBelowReserved?: InputMaybe<Scalars['Boolean']['input']>;
  /** Units to add, or to take when negative. Not 0. */
  delta: Scalars['Int']['input'];
  /** What to remember, at most 256 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The product. */
  productId: Scalars['ID']['input'];
  /** Why, for the history. */
  reason: AdjustmentReason;
  /** The caller's own reference, at most 128 characters. */
  reference?: InputMaybe<Scalars['String']['input']>;
  /** The warehouse. */
  warehouseId: Scalars['ID']['input'];
};

/** Why staff changed a count. */
export type AdjustmentReason =
  /** The record was wrong. */
  | 'CORRECTION'
  /** Units broke. */
  | 'DAMAGED'
  /** Units are gone. */
  | 'LOST'
  /** Anything else; the note should say what. */
  | 'OTHER'
  /** Units were given away. */
  | 'PROMOTION'
  /** Goods came in. */
  | 'RECEIVED'
  /** A customer sent goods back. */
  | 'RETURN';

/** What a shopper may know of a product: the sum over its warehouses. Never negative; shows at most the deploy setting publicCountCap. */
export type Availability = {
  /** Units that can be sold now, over all warehouses. */
  availableCount: Scalars['Int']['output'];
  /** The product, as asked. */
  productId: Scalars['ID']['output'];
  /** The best status among the warehouses. */
  status: StockStatus;
  /** Each warehouse that keeps the product, sorted by warehouse id. */
  warehouses: Array<WarehouseAvailability>;
};

/** What the change feed publishes to shoppers. */
export type AvailabilityInput = {
  /** Units that can be sold. */
  availableCount: Scalars['Int']['input'];
  /** When the level changed. */
  lastUpdated: Scalars['AWSDateTime']['input'];
  /** The product. */
  productId: Scalars['ID']['input'];
  /** The level's sequence. */
  sequence: Scalars['Int']['input'];
  /** The status. */
  status: StockStatus;
  /** The warehouse. */
  warehouseId: Scalars['ID']['input'];
};

/** Narrows recentChanges. Every given field must match. */
export type ChangeFilterInput = {
  /** Exactly this actor, as a change names it. */
  actor?: InputMaybe<Scalars['String']['input']>;
  /** Actors of this kind. */
  actorKind?: InputMaybe<ActorKind>;
  /** One of these causes. */
  causes?: InputMaybe<Array<StockChangeCause>>;
  /** Exactly this product. */
  productId?: InputMaybe<Scalars['ID']['input']>;
  /** Exactly this warehouse. */
  warehouseId?: InputMaybe<Scalars['ID']['input']>;
};

/** What a reservation shall hold from now on. */
export type ChangeReservationInput = {
  /** The revision that the caller saw; left out: the last call wins. */
  expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  /** The new lines, not a difference. */
  lines: Array<LineInput>;
  /** The reservation. */
  reservationId: Scalars['ID']['input'];
};

/** Which order is paid. */
export type CommitReservationInput = {
  /** The caller's id of the order. One reservation is committed for one order. */
  orderId: Scalars['ID']['input'];
  /** true: when the reservation has run out, take its units all the same, if they are still there or available. */
  reacquire?: InputMaybe<Scalars['Boolean']['input']>;
  /** The reservation. */
  reservationId: Scalars['ID']['input'];
};

/** A batch of changes that a function gave up. */
export type DeadLetter = {
  /** When it was given up. */
  failedAt: Scalars['AWSDateTime']['output'];
  /** Where it is kept: the key in the failures bucket. */
  id: Scalars['ID']['output'];
  /** What did not happen. */
  kind: DeadLetterKind;
  /** Products that they are about, at most 10. */
  productIds: Array<Scalars['ID']['output']>;
  /** The changes in it. */
  recordCount: Scalars['Int']['output'];
};

/** What does not happen when a function gives up. */
export type DeadLetterKind =
  /** Events for other systems were not sent. */
  | 'EVENTS'
  /** Changes are missing from history, live numbers, lists and alerts. */
  | 'HISTORY'
  /** Units of reservations that DynamoDB deleted are still reserved. */
  | 'RESERVATIONS';

/** What functions gave up. */
export type DeadLetters = {
  /** true: there are more than `total`, which stops at 10,000. */
  isCut: Scalars['Boolean']['output'];
  /** The newest, newest first. */
  items: Array<DeadLetter>;
  /** How many batches there are. */
  total: Scalars['Int']['output'];
};

/** What describeProduct sets in all levels of a product. What is left out or null stays as it is. */
export type DescribeProductInput = {
  /** The new barcode, at most 64 characters; an empty text clears it. */
  barcode?: InputMaybe<Scalars['String']['input']>;
  /** The new category, at most 64 characters; an empty text clears it. */
  category?: InputMaybe<Scalars['String']['input']>;
  /** Chosen by the caller; one effect per id. The history does not show it: `reference` does. */
  changeId: Scalars['ID']['input'];
  /** What the caller saw of levels, at most 98. If one of them is neither so nor as it shall be, nothing changes. A level that is not named may be anything. */
  expected?: InputMaybe<Array<ExpectedDescriptionInput>>;
  /** The new address of a picture, https:// and at most 512 characters; an empty text clears it. */
  imageUrl?: InputMaybe<Scalars['String']['input']>;
  /** The new name, at most 128 characters; an empty text clears it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What to remember, at most 256 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The product. */
  productId: Scalars['ID']['input'];
  /** The caller's own reference, at most 128 characters. */
  reference?: InputMaybe<Scalars['String']['input']>;
  /** The new supplier, at most 128 characters; an empty text clears it. */
  supplier?: InputMaybe<Scalars['String']['input']>;
};

/** What describes a product. */
export type Description = {
  /** The barcode; null for none. */
  barcode?: Maybe<Scalars['String']['output']>;
  /** The category; null for none. */
  category?: Maybe<Scalars['String']['output']>;
  /** The address of a picture; null for none. */
  imageUrl?: Maybe<Scalars['String']['output']>;
  /** The name; null for none. */
  name?: Maybe<Scalars['String']['output']>;
  /** The supplier; null for none. */
  supplier?: Maybe<Scalars['String']['output']>;
};

/** What described a product; left out or null: nothing. */
export type DescriptionInput = {
  /** The barcode. */
  barcode?: InputMaybe<Scalars['String']['input']>;
  /** The category. */
  category?: InputMaybe<Scalars['String']['input']>;
  /** The address of a picture. */
  imageUrl?: InputMaybe<Scalars['String']['input']>;
  /** The name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The supplier. */
  supplier?: InputMaybe<Scalars['String']['input']>;
};

/** What the caller saw in one warehouse. Left out or null: anything; an empty text: none. */
export type ExpectedDescriptionInput = {
  /** The barcode. */
  barcode?: InputMaybe<Scalars['String']['input']>;
  /** The category. */
  category?: InputMaybe<Scalars['String']['input']>;
  /** The address of a picture. */
  imageUrl?: InputMaybe<Scalars['String']['input']>;
  /** The name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The supplier. */
  supplier?: InputMaybe<Scalars['String']['input']>;
  /** The warehouse. */
  warehouseId: Scalars['ID']['input'];
};

/** What fulfillStock ships. At least one of reservationIds and lines. */
export type FulfillStockInput = {
  /** true: what is reserved but not shipped stays reserved. */
  keepRemainder?: InputMaybe<Scalars['Boolean']['input']>;
  /** What ships; left out: all that the reservations have. */
  lines?: InputMaybe<Array<LineInput>>;
  /** Chosen by the caller; one effect per id. */
  orderId: Scalars['ID']['input'];
  /** The caller's own reference, at most 128 characters: the order that this is a parcel of. The history shows it in place of the orderId. */
  reference?: InputMaybe<Scalars['String']['input']>;
  /** The reservations to use. */
  reservationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** An order that shipped. */
export type Fulfillment = {
  /** When. */
  fulfilledAt: Scalars['AWSDateTime']['output'];
  /** What shipped. */
  lines: Array<ReservationLine>;
  /** The id that the caller chose. */
  orderId: Scalars['ID']['output'];
  /** The caller's own reference, for example the order that this is a parcel of. */
  reference?: Maybe<Scalars['String']['output']>;
  /** The reservations it used. */
  reservationIds: Array<Scalars['ID']['output']>;
};

/** Units of one level. Repeated levels in one call are added up. */
export type LineInput = {
  /** The product. */
  productId: Scalars['ID']['input'];
  /** Units, 1 to 1,000,000. Whole: of goods by length or weight, count the smallest unit that is sold (cm, g). */
  quantity: Scalars['Int']['input'];
  /** The warehouse that has to ship. Only reserveStock may leave it out: the server then chooses. */
  warehouseId?: InputMaybe<Scalars['ID']['input']>;
};

export type Mutation = {
  /**
   * Adds units to a level or takes some, exactly once per `adjustmentId`.
   *
   * Limits: delta -1,000,000,000 to 1,000,000,000, not 0; the count stays within 0 to 1,000,000,000.
   *
   * Errors: `INVALID_INPUT`, `ID_REUSED`, `NOT_FOUND`, `BELOW_RESERVED`, `INSUFFICIENT_STOCK`, `CONTENTION`
   *
   * ```graphql
   * mutation {
   *   adjustStock(input: { adjustmentId: "delivery-88", productId: "85123A", warehouseId: "LONDON", delta: 24, reason: RECEIVED }) {
   *     stockCount
   *     availableCount
   *   }
   * }
   * ```
   */
  adjustStock?: Maybe<StockLevel>;
  /**
   * Replaces the lines of an active or committed reservation: all or nothing. With `expectedRevision` only if the reservation was not changed since; without it the last call wins.
   *
   * Limits: old and new lines together touch at most 98 levels; at most 300 lines sent; quantity 1 to 1,000,000 a level.
   *
   * Errors: `INVALID_INPUT`, `RESERVATION_EXPIRED`, `RESERVATION_CLOSED`, `NOT_FOUND`, `VERSION_CONFLICT`, `INSUFFICIENT_STOCK`, `CONTENTION`
   *
   * ```graphql
   * mutation {
   *   changeReservation(
   *     input: { reservationId: "cart-1001", lines: [{ productId: "85123A", warehouseId: "LONDON", quantity: 3 }], expectedRevision: 1 }
   *   ) {
   *     revision
   *     lines { productId quantity }
   *   }
   * }
   * ```
   */
  changeReservation?: Maybe<Reservation>;
  /**
   * The order is paid: the reservation holds its units until they ship or are released, without an end, exactly once per reservation. The same order sent again is
   * answered with the reservation as it is now. With `reacquire` a payment that came after the end takes the units all the same: those of the reservation while
   * nobody has given them back, otherwise available ones, all lines or none.
   *
   * Limits: ids 1 to 128 characters. An order may commit several reservations.
   *
   * Errors: `INVALID_INPUT`, `ID_REUSED`, `RESERVATION_EXPIRED`, `RESERVATION_CLOSED`, `NOT_FOUND`, `INSUFFICIENT_STOCK`, `CONTENTION`
   *
   * ```graphql
   * mutation { commitReservation(input: { reservationId: "cart-1001", orderId: "1001", reacquire: true }) { status orderId committedAt } }
   * ```
   */
  commitReservation?: Maybe<Reservation>;
  /**
   * Says what a product is: sets its name, category and the like in all of its levels at once, exactly once per `changeId`. With `expected` only if the levels
   * are as the caller saw them; without it the last call wins. A level that is described so already stays as it is. Each level that changes gets a next
   * version, and its history a change of cause SETTINGS. Answers with the product as it is now.
   *
   * Limits: a product in at most 98 warehouses; name 128, category 64, barcode 64, supplier 128, imageUrl 512, note 256, reference 128 characters, imageUrl
   * https:// only; at least one of them. "" clears a text, and in `expected` means that there is none.
   *
   * Errors: `INVALID_INPUT`, `ID_REUSED`, `NOT_FOUND`, `VERSION_CONFLICT`, `CONTENTION`
   *
   * ```graphql
   * mutation {
   *   describeProduct(
   *     input: { changeId: "rename-7", productId: "85123A", name: "White heart T-light holder", expected: [{ warehouseId: "LONDON", name: "White hanging heart" }] }
   *   ) {
   *     levels { warehouseId name version }
   *   }
   * }
   * ```
   */
  describeProduct?: Maybe<ProductStock>;
  /**
   * Ends what a member of staff listens to: closes the connections on which a subscription was started with a token of this user. A token that is still good may start
   * others, so call it when the user was disabled, and again when the hour of the last access token is over. Answers with the name, also where nobody listened.
   *
   * Limits: username 1 to 128 characters.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * mutation { endSubscriptions(username: "ann") }
   * ```
   */
  endSubscriptions?: Maybe<Scalars['String']['output']>;
  /**
   * Moves the end of an active reservation to now plus `ttlSeconds` if that is later than it is, and at most to its birth plus the setting
   * `longestReservationSeconds` (a day unless the deploy says otherwise). Never shortens. A committed one has no end and is answered as it is.
   *
   * Limits: ttlSeconds 1 to 86,400.
   *
   * Errors: `INVALID_INPUT`, `RESERVATION_EXPIRED`, `RESERVATION_CLOSED`, `NOT_FOUND`, `CONTENTION`
   *
   * ```graphql
   * mutation { extendReservation(reservationId: "cart-1001", ttlSeconds: 900) { expiresAt } }
   * ```
   */
  extendReservation?: Maybe<Reservation>;
  /**
   * Ships an order, or a parcel of one, exactly once per `orderId`: with reservations, active or committed, all or part of them; without reservations from what is
   * available, safety stock included. A parcel has an id of its own and names the order as its `reference`.
   *
   * Limits: at most 1,000 lines and 20 reservations; reference 128 characters.
   *
   * Errors: `INVALID_INPUT`, `ID_REUSED`, `RESERVATION_EXPIRED`, `RESERVATION_CLOSED`, `NOT_FOUND`, `EXCEEDS_RESERVATION`, `INSUFFICIENT_STOCK`, `CONTENTION`
   *
   * ```graphql
   * mutation { fulfillStock(input: { orderId: "order-7001", reservationIds: ["cart-1001"] }) { fulfilledAt } }
   * ```
   */
  fulfillStock?: Maybe<Fulfillment>;
  /**
   * The change feed's own door to onAvailabilityChange. Refuses every caller but the change feed's role.
   *
   * Limits: none of its own.
   *
   * Errors: `Unauthorized`
   *
   * ```graphql
   * mutation Publish($input: AvailabilityInput!) { publishAvailability(input: $input) { productId warehouseId availableCount status sequence } }
   * ```
   */
  publishAvailability?: Maybe<WarehouseAvailability>;
  /**
   * The change feed's own door to onStockChange. Refuses every caller but the change feed's role.
   *
   * Limits: none of its own.
   *
   * Errors: `Unauthorized`
   *
   * ```graphql
   * mutation Publish($input: StockChangeInput!) { publishStockChange(input: $input) { productId warehouseId sequence } }
   * ```
   */
  publishStockChange?: Maybe<StockChange>;
  /**
   * Gives the units of an active or committed reservation back. A released or expired reservation is answered as it is; a due one gives its units back and answers EXPIRED.
   * With `expectedRevision` only if the reservation was not changed or committed since: who leaves a cart that was paid a moment ago cancels no order.
   *
   * Limits: reservationId 1 to 128 characters.
   *
   * Errors: `INVALID_INPUT`, `RESERVATION_CLOSED`, `NOT_FOUND`, `VERSION_CONFLICT`, `CONTENTION`
   *
   * ```graphql
   * mutation { releaseStock(reservationId: "cart-1001", expectedRevision: 1) { status closedAt } }
   * ```
   */
  releaseStock?: Maybe<Reservation>;
  /**
   * Retires an empty level. It is gone for every read and refuses every write but its creation, which goes on with the next version. Its history stays.
   *
   * Limits: only with stockCount 0 and reservedCount 0, otherwise `INVALID_INPUT`.
   *
   * Errors: `INVALID_INPUT`, `NOT_FOUND`, `VERSION_CONFLICT`, `CONTENTION`
   *
   * ```graphql
   * mutation {
   *   removeStock(input: { productId: "85123A", warehouseId: "OLD-SHED", expectedVersion: 7 }) {
   *     version
   *   }
   * }
   * ```
   */
  removeStock?: Maybe<StockLevel>;
  /**
   * Reserves units for a while: all lines or none, exactly once per `reservationId`. **Look at `status`**: sent again with the same input it answers with the reservation
   * as it is now, also when it was released or has run out; only `ACTIVE` holds units. An id has one life: to hold again, choose another.
   *
   * What is kept as safety stock is not reserved, unless `ignoreSafety` says so.
   *
   * A line may leave its warehouse out: the server then chooses, from the warehouses of `sourcing`, in that order; without them from those of the setting
   * `sourcingOrder`; without that from all that keep the product, those with most to sell first. One warehouse for all such lines is tried first, so that fewer
   * parcels leave; then as `split` says. The call sent again answers the first choice.
   *
   * A refusal for lack of stock names for each short line the `others`: warehouses that have the product, and how much the caller could get there.
   *
   * Limits: 1 to 98 levels after adding up repeated lines and splitting, at most 300 lines sent; quantity 1 to 1,000,000 a level, and a product where a line of it
   * leaves the warehouse out; 1 to 50 warehouses in `sourcing`; a line is split over at most 10 warehouses; ttlSeconds 1 to 86,400, default 900.
   *
   * Errors: `INVALID_INPUT`, `ID_REUSED`, `NOT_FOUND`, `INSUFFICIENT_STOCK`, `CONTENTION`
   *
   * ```graphql
   * mutation {
   *   reserveStock(
   *     input: { reservationId: "cart-1001", lines: [{ productId: "85123A", warehouseId: "LONDON", quantity: 2 }], ttlSeconds: 600 }
   *   ) {
   *     status
   *     expiresAt
   *   }
   * }
   * ```
   */
  reserveStock?: Maybe<Reservation>;
  /**
   * Moves available units from one warehouse to another, exactly once per `transferId`. Both levels must exist. Answers [from, to].
   *
   * Limits: quantity 1 to 1,000,000; two different warehouses; the receiving count stays within 1,000,000,000.
   *
   * Errors: `INVALID_INPUT`, `ID_REUSED`, `NOT_FOUND`, `INSUFFICIENT_STOCK`, `CONTENTION`
   *
   * ```graphql
   * mutation {
   *   transferStock(
   *     input: { transferId: "truck-12", productId: "85123A", fromWarehouseId: "LONDON", toWarehouseId: "MANCHESTER", quantity: 10 }
   *   ) {
   *     warehouseId
   *     stockCount
   *   }
   * }
   * ```
   */
  transferStock?: Maybe<Array<StockLevel>>;
  /**
   * Creates a level (`expectedVersion` 0, needs `stockCount`), counts it, changes its settings, or mutes its alerts. Compare-and-set by version: a level that
   * changed since is not overwritten. A new level takes over from the product's others what describes it and is left out. Sent again while its own write is still the newest version, it answers with the level.
   *
   * Limits: stockCount, thresholdLevel and safetyStock 0 to 1,000,000,000; name 128, category 64, barcode 64, supplier 128, imageUrl 512, note 256, reference 128
   * characters, imageUrl https:// only; "" clears a text.
   *
   * Errors: `INVALID_INPUT`, `NOT_FOUND`, `ALREADY_EXISTS`, `VERSION_CONFLICT`, `BELOW_RESERVED`, `CONTENTION`
   *
   * ```graphql
   * mutation {
   *   updateStock(input: { productId: "85123A", warehouseId: "LONDON", expectedVersion: 1, stockCount: 120, reason: CORRECTION }) {
   *     stockCount
   *     version
   *   }
   * }
   * ```
   */
  updateStock?: Maybe<StockLevel>;
};


export type MutationAdjustStockArgs = {
  input: AdjustStockInput;
};


export type MutationChangeReservationArgs = {
  input: ChangeReservationInput;
};


export type MutationCommitReservationArgs = {
  input: CommitReservationInput;
};


export type MutationDescribeProductArgs = {
  input: DescribeProductInput;
};


export type MutationEndSubscriptionsArgs = {
  username: Scalars['String']['input'];
};


export type MutationExtendReservationArgs = {
  reservationId: Scalars['ID']['input'];
  ttlSeconds: Scalars['Int']['input'];
};


export type MutationFulfillStockArgs = {
  input: FulfillStockInput;
};


export type MutationPublishAvailabilityArgs = {
  input: AvailabilityInput;
};


export type MutationPublishStockChangeArgs = {
  input: StockChangeInput;
};


export type MutationReleaseStockArgs = {
  expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  reservationId: Scalars['ID']['input'];
};


export type MutationRemoveStockArgs = {
  input: RemoveStockInput;
};


export type MutationReserveStockArgs = {
  input: ReserveStockInput;
};


export type MutationTransferStockArgs = {
  input: TransferStockInput;
};


export type MutationUpdateStockArgs = {
  input: UpdateStockInput;
};

/** One product of availabilities, and what a shopper may know of it. */
export type ProductAvailability = {
  /** As the query availability tells it: null for an unknown product. */
  availability?: Maybe<Availability>;
  /** The product, as asked. */
  productId: Scalars['ID']['output'];
};

/** A product over all its warehouses. */
export type ProductStock = {
  /** The sum of the levels' availableCount, at most 2,147,483,647. */
  availableCount: Scalars['Int']['output'];
  /** The sum of the levels' committedCount, at most 2,147,483,647. */
  committedCount: Scalars['Int']['output'];
  /** One level a warehouse, sorted by warehouse id. */
  levels: Array<StockLevel>;
  /** The product. */
  productId: Scalars['ID']['output'];
  /** The sum of the levels' reservedCount, at most 2,147,483,647. */
  reservedCount: Scalars['Int']['output'];
  /** The sum of the levels' sellableCount, at most 2,147,483,647; a level below 0 counts as 0. */
  sellableCount: Scalars['Int']['output'];
  /** The best status among the levels. */
  status: StockStatus;
  /** The sum of the levels' stockCount, at most 2,147,483,647. */
  stockCount: Scalars['Int']['output'];
};

export type Query = {
  /**
   * What a shopper may know of up to 100 products, in one request: each once, in the order in which they were first named. Each is strongly consistent; together
   * they are no snapshot. What cannot be said of one, as for an id that is none, is an error at its place and costs no other.
   *
   * Limits: at most 100 product ids, each as for `availability`.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * query { availabilities(productIds: ["85123A", "22423"]) { productId availability { availableCount status } } }
   * ```
   */
  availabilities: Array<ProductAvailability>;
  /**
   * What a shopper may know of a product. Null for an unknown product. Strongly consistent.
   *
   * Limits: productId 1 to 128 characters; a product in at most 1,000 warehouses, retired levels included, and 2 MB of them.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * query { availability(productId: "85123A") { availableCount status warehouses { warehouseId availableCount status } } }
   * ```
   */
  availability?: Maybe<Availability>;
  /**
   * What was given up: batches of changes that a function could not process, however often it was tried. They are kept for 400 days, until somebody redrives them
   * (`npm run redrive`); no items is what should be.
   *
   * Limits: limit 1 to 25, default 25: the newest so many. At most 10,000 are counted.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * query { deadLetters(limit: 5) { total isCut items { kind failedAt recordCount productIds } } }
   * ```
   */
  deadLetters: DeadLetters;
  /**
   * What shipped under an order id; null when unknown.
   *
   * Limits: orderId 1 to 128 characters.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * query { fulfillment(orderId: "order-7001") { fulfilledAt lines { productId quantity } } }
   * ```
   */
  fulfillment?: Maybe<Fulfillment>;
  /**
   * Active reservations, soonest expiry first; with `status: COMMITTED` those of paid orders that have not shipped, oldest commit first; with `orderId` those of
   * one order. Which reservations are listed follows within about a second; each is read strongly consistent.
   *
   * Limits: limit 1 to 100, default 50. A page may be short, even empty; only a null nextToken is the end. status is ACTIVE or COMMITTED; orderId, 1 to 128
   * characters, asks for committed ones.
   *
   * Errors: `INVALID_INPUT`, `CONTENTION`
   *
   * ```graphql
   * query { listReservations(filter: { status: COMMITTED }, limit: 20) { items { reservationId orderId committedAt } nextToken } }
   * ```
   */
  listReservations: ReservationPage;
  /**
   * Levels sorted by product id (case-blind), then warehouse; with `search` those whose id begins with it first, then those whose name does.
   * All filters combine. The numbers are strongly consistent; which levels are listed follows within about a second.
   *
   * Limits: limit 1 to 100, default 50; search 1 to 128 characters. A page may be short; only a null nextToken is the end.
   *
   * Errors: `INVALID_INPUT`, `CONTENTION`
   *
   * ```graphql
   * query { listStock(filter: { warehouseId: "LONDON", search: "white" }, limit: 20) { items { productId name availableCount } nextToken } }
   * ```
   */
  listStock: StockPage;
  /**
   * A product over all its warehouses; null when unknown. Strongly consistent.
   *
   * Limits: productId 1 to 128 characters; a product in at most 1,000 warehouses, retired levels included, and 2 MB of them.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * query { productStock(productId: "85123A") { stockCount availableCount levels { warehouseId availableCount } } }
   * ```
   */
  productStock?: Maybe<ProductStock>;
  /**
   * The changes of all levels, newest first by `changedAt`; with `since` no older ones. Which changes are listed follows within about a second. A change is at
   * the place of its moment also when it is listed late, so whoever catches up asks for somewhat more than was missed. Changes that a release without this field
   * has recorded are in `stockHistory` alone.
   *
   * Limits: limit 1 to 100, default 50; since in UTC, as `changedAt` has it; at most 20 causes; actor 1 to 128 characters. With a filter a call looks at up to
   * 4,000 changes. A page may be short, even empty; only a null nextToken is the end.
   *
   * Errors: `INVALID_INPUT`, `CONTENTION`
   *
   * ```graphql
   * query { recentChanges(filter: { actorKind: USER }, limit: 20) { items { productId warehouseId cause stockDelta actor changedAt } nextToken } }
   * ```
   */
  recentChanges: StockChangePage;
  /**
   * A reservation by its id; null when unknown. Strongly consistent. A closed reservation can be read for 35 days.
   *
   * Limits: reservationId 1 to 128 characters.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * query { reservation(reservationId: "cart-1001") { status expiresAt lines { productId warehouseId quantity } } }
   * ```
   */
  reservation?: Maybe<Reservation>;
  /**
   * One stock level; null when unknown or removed. Strongly consistent.
   *
   * Limits: ids 1 to 128 characters.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * query { stock(productId: "85123A", warehouseId: "LONDON") { stockCount reservedCount availableCount version } }
   * ```
   */
  stock?: Maybe<StockLevel>;
  /**
   * The changes of a level, newest first; with `afterSequence` oldest first from there, to catch up. Follows a change within about a second.
   *
   * Limits: limit 1 to 100, default 50.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * query { stockHistory(productId: "85123A", warehouseId: "LONDON", limit: 10) { items { sequence cause stockDelta reservedDelta } nextToken } }
   * ```
   */
  stockHistory: StockChangePage;
  /**
   * Counts over all levels: how many there are, are low, are out, are oversold.
   *
   * Limits: follows a change within about a second.
   *
   * Errors: `INTERNAL`
   *
   * ```graphql
   * query { stockSummary { levels low out oversold } }
   * ```
   */
  stockSummary: StockSummary;
  /**
   * Up to 100 levels at once, in the order asked, null where unknown. Each is strongly consistent; together they are no snapshot.
   *
   * Limits: at most 100 keys; repeated keys are answered each time.
   *
   * Errors: `INVALID_INPUT`, `CONTENTION`
   *
   * ```graphql
   * query { stocks(keys: [{ productId: "85123A", warehouseId: "LONDON" }]) { productId warehouseId availableCount } }
   * ```
   */
  stocks: Array<Maybe<StockLevel>>;
};


export type QueryAvailabilitiesArgs = {
  productIds: Array<Scalars['ID']['input']>;
};


export type QueryAvailabilityArgs = {
  productId: Scalars['ID']['input'];
};


export type QueryDeadLettersArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryFulfillmentArgs = {
  orderId: Scalars['ID']['input'];
};


export type QueryListReservationsArgs = {
  filter?: InputMaybe<ReservationFilterInput>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


export type QueryListStockArgs = {
  filter?: InputMaybe<StockFilterInput>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


export type QueryProductStockArgs = {
  productId: Scalars['ID']['input'];
};


export type QueryRecentChangesArgs = {
  filter?: InputMaybe<ChangeFilterInput>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
  since?: InputMaybe<Scalars['AWSDateTime']['input']>;
};


export type QueryReservationArgs = {
  reservationId: Scalars['ID']['input'];
};


export type QueryStockArgs = {
  productId: Scalars['ID']['input'];
  warehouseId: Scalars['ID']['input'];
};


export type QueryStockHistoryArgs = {
  afterSequence?: InputMaybe<Scalars['Int']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
  productId: Scalars['ID']['input'];
  warehouseId: Scalars['ID']['input'];
};


export type QueryStocksArgs = {
  keys: Array<StockKeyInput>;
};

/** Which level removeStock retires. */
export type RemoveStockInput = {
  /** The version that the caller saw. */
  expectedVersion: Scalars['Int']['input'];
  /** What to remember, at most 256 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The product. */
  productId: Scalars['ID']['input'];
  /** The warehouse. */
  warehouseId: Scalars['ID']['input'];
};

/** A reservation: units set aside for one checkout until expiresAt or, once it is committed, for an order until they ship. */
export type Reservation = {
  /** When it ended; null while active or committed, and while a due reservation's units are not back yet. */
  closedAt?: Maybe<Scalars['AWSDateTime']['output']>;
  /** When it was committed. */
  committedAt?: Maybe<Scalars['AWSDateTime']['output']>;
  /** When it was made. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** When it ends by itself. Never early. A committed one does not: then when it would have ended. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** What it holds, or held when it ended. */
  lines: Array<ReservationLine>;
  /** The paid order that it was committed for. */
  orderId?: Maybe<Scalars['ID']['output']>;
  /** The caller's own words, for example a cart id. */
  reference?: Maybe<Scalars['String']['output']>;
  /** The id that the caller chose. */
  reservationId: Scalars['ID']['output'];
  /** 1 at birth, +1 with every change of its lines, and when it is committed. */
  revision: Scalars['Int']['output'];
  /** A due reservation reads EXPIRED at once. */
  status: ReservationStatus;
};

/** Narrows listReservations. */
export type ReservationFilterInput = {
  /** Committed for exactly this order. */
  orderId?: InputMaybe<Scalars['ID']['input']>;
  /** ACTIVE or COMMITTED; left out: ACTIVE or, with orderId, COMMITTED. */
  status?: InputMaybe<ReservationStatus>;
};

/** Units of one level. */
export type ReservationLine = {
  /** The product. */
  productId: Scalars['ID']['output'];
  /** Units, added up over repeated lines. */
  quantity: Scalars['Int']['output'];
  /** The warehouse that has to ship. */
  warehouseId: Scalars['ID']['output'];
};

/** A page of reservations. It may be short; only a null nextToken is the end. */
export type ReservationPage = {
  /** Active reservations, soonest expiry first; committed ones, oldest commit first. */
  items: Array<Reservation>;
  /** Give it to the next call; null at the end. */
  nextToken?: Maybe<Scalars['String']['output']>;
};

/** The life of a reservation. It ends exactly once. */
export type ReservationStatus =
  /** Holds its units until expiresAt. */
  | 'ACTIVE'
  /** Holds its units for a paid order, without an end. */
  | 'COMMITTED'
  /** Its time is over; the units are back, or on their way back while closedAt is null. */
  | 'EXPIRED'
  /** Shipped by fulfillStock. */
  | 'FULFILLED'
  /** Given back by releaseStock. */
  | 'RELEASED';

/** What reserveStock holds. */
export type ReserveStockInput = {
  /** true: take units down to what is available, safety stock included. */
  ignoreSafety?: InputMaybe<Scalars['Boolean']['input']>;
  /** What to hold: 1 to 98 levels. */
  lines: Array<LineInput>;
  /** The caller's own reference, at most 128 characters. */
  reference?: InputMaybe<Scalars['String']['input']>;
  /** Chosen by the caller; one reservation per id. */
  reservationId: Scalars['ID']['input'];
  /** Where the lines that leave their warehouse out may come from. */
  sourcing?: InputMaybe<SourcingInput>;
  /** How long, 1 to 86,400 seconds; default 900 (deploy setting). */
  ttlSeconds?: InputMaybe<Scalars['Int']['input']>;
};

/** How the server chooses warehouses. */
export type SourcingInput = {
  /** How far the lines may be spread; default LINES. */
  split?: InputMaybe<SplitPolicy>;
  /** The warehouses that may ship, the preferred one first; left out: the setting `sourcingOrder`, or all. */
  warehouses?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** How far the lines of a reservation may be spread that leave their warehouse out. */
export type SplitPolicy =
  /** A line from several. */
  | 'ANY'
  /** Each of them from one warehouse. */
  | 'LINES'
  /** All of them from one warehouse. */
  | 'NONE';

/** One change of one level with the whole state after it. */
export type StockChange = {
  /** User name, IAM role name, or system:… for what runs by itself. */
  actor?: Maybe<Scalars['String']['output']>;
  /** What kind of actor that is, which a name cannot say for itself. Null in changes made before this was kept. */
  actorKind?: Maybe<ActorKind>;
  /** stockCount - reservedCount afterwards. */
  availableCount: Scalars['Int']['output'];
  /** The barcode afterwards. */
  barcode?: Maybe<Scalars['String']['output']>;
  /** The category afterwards. */
  category?: Maybe<Scalars['String']['output']>;
  /** What made it. */
  cause: StockChangeCause;
  /** When the write was sent that made it. sequence is the order: of changes that met, a later one may say an earlier time. */
  changedAt: Scalars['AWSDateTime']['output'];
  /** Units of paid orders afterwards. Null as committedDelta. */
  committedCount?: Maybe<Scalars['Int']['output']>;
  /** By how much committedCount changed. Null in events of a release that had no such count, like the others of which this is said. */
  committedDelta?: Maybe<Scalars['Int']['output']>;
  /** The address of the picture afterwards. */
  imageUrl?: Maybe<Scalars['String']['output']>;
  /** Whether alerts leave the level out afterwards. Null in events of a release that had no such setting. */
  muted?: Maybe<Scalars['Boolean']['output']>;
  /** The name afterwards. */
  name?: Maybe<Scalars['String']['output']>;
  /** What staff noted. */
  note?: Maybe<Scalars['String']['output']>;
  /** What described the product before, where this change says something else; otherwise null. */
  previous?: Maybe<Description>;
  /** The product. */
  productId: Scalars['ID']['output'];
  /** Why, where staff said so. */
  reason?: Maybe<AdjustmentReason>;
  /** The reservation id for what a reservation does, the order id for COMMITTED, for FULFILLED the order's reference or else its id, the transfer id for transfers, otherwise the caller's own. */
  reference?: Maybe<Scalars['String']['output']>;
  /** Units held afterwards. */
  reservedCount: Scalars['Int']['output'];
  /** By how much reservedCount changed. */
  reservedDelta: Scalars['Int']['output'];
  /** Units kept from shoppers afterwards. Null as committedDelta. */
  safetyStock?: Maybe<Scalars['Int']['output']>;
  /** What shoppers can buy afterwards. Null as committedDelta. */
  sellableCount?: Maybe<Scalars['Int']['output']>;
  /** The place of this change among the level's changes, without gap. */
  sequence: Scalars['Int']['output'];
  /** The status afterwards. */
  status: StockStatus;
  /** Units physically there afterwards. */
  stockCount: Scalars['Int']['output'];
  /** By how much stockCount changed. */
  stockDelta: Scalars['Int']['output'];
  /** The supplier afterwards. */
  supplier?: Maybe<Scalars['String']['output']>;
  /** The threshold afterwards. */
  thresholdLevel: Scalars['Int']['output'];
  /** The version afterwards. */
  version: Scalars['Int']['output'];
  /** The warehouse. */
  warehouseId: Scalars['ID']['output'];
};

/** What changed a stock level. */
export type StockChangeCause =
  /** adjustStock added or took units. */
  | 'ADJUSTED'
  /** An order was paid: its reservation holds the units until they ship. */
  | 'COMMITTED'
  /** updateStock set the count. */
  | 'COUNTED'
  /** The level was created. */
  | 'CREATED'
  /** A reservation ran out of time. */
  | 'EXPIRED'
  /** An order shipped. */
  | 'FULFILLED'
  /** A reservation was released. */
  | 'RELEASED'
  /** The level was retired. */
  | 'REMOVED'
  /** The auditor mended a drift. */
  | 'REPAIRED'
  /** A reservation changed its lines. */
  | 'RESERVATION_CHANGED'
  /** A reservation took units. */
  | 'RESERVED'
  /** updateStock or describeProduct changed settings only: the threshold, a text, or whether alerts leave the level out. */
  | 'SETTINGS'
  /** transferStock brought units. */
  | 'TRANSFERRED_IN'
  /** transferStock took units. */
  | 'TRANSFERRED_OUT';

/** What the change feed publishes to staff and back ends. */
export type StockChangeInput = {
  /** Who made it. */
  actor?: InputMaybe<Scalars['String']['input']>;
  /** What kind of actor that is, which a name cannot say for itself. Null in changes made before this was kept. */
  actorKind?: InputMaybe<ActorKind>;
  /** stockCount - reservedCount afterwards. */
  availableCount: Scalars['Int']['input'];
  /** The barcode afterwards. */
  barcode?: InputMaybe<Scalars['String']['input']>;
  /** The category afterwards. */
  category?: InputMaybe<Scalars['String']['input']>;
  /** What made the change. */
  cause: StockChangeCause;
  /** When. */
  changedAt: Scalars['AWSDateTime']['input'];
  /** Units of paid orders afterwards. */
  committedCount?: InputMaybe<Scalars['Int']['input']>;
  /** By how much committedCount changed. */
  committedDelta?: InputMaybe<Scalars['Int']['input']>;
  /** The address of the picture afterwards. */
  imageUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whether alerts leave the level out afterwards. */
  muted?: InputMaybe<Scalars['Boolean']['input']>;
  /** The name afterwards. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What was noted. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** What described the product before, where the change says something else. */
  previous?: InputMaybe<DescriptionInput>;
  /** The product. */
  productId: Scalars['ID']['input'];
  /** Why. */
  reason?: InputMaybe<AdjustmentReason>;
  /** What it refers to. */
  reference?: InputMaybe<Scalars['String']['input']>;
  /** Units held afterwards. */
  reservedCount: Scalars['Int']['input'];
  /** By how much reservedCount changed. */
  reservedDelta: Scalars['Int']['input'];
  /** Units kept from shoppers afterwards. */
  safetyStock?: InputMaybe<Scalars['Int']['input']>;
  /** What shoppers can buy afterwards. */
  sellableCount?: InputMaybe<Scalars['Int']['input']>;
  /** The level's sequence. */
  sequence: Scalars['Int']['input'];
  /** The status afterwards. */
  status: StockStatus;
  /** Units physically there afterwards. */
  stockCount: Scalars['Int']['input'];
  /** By how much stockCount changed. */
  stockDelta: Scalars['Int']['input'];
  /** The supplier afterwards. */
  supplier?: InputMaybe<Scalars['String']['input']>;
  /** The threshold afterwards. */
  thresholdLevel: Scalars['Int']['input'];
  /** The version afterwards. */
  version: Scalars['Int']['input'];
  /** The warehouse. */
  warehouseId: Scalars['ID']['input'];
};

/** A page of changes. It may be short; only a null nextToken is the end. */
export type StockChangePage = {
  /** The changes in the order asked. */
  items: Array<StockChange>;
  /** Give it to the next call with the same arguments; null at the end. */
  nextToken?: Maybe<Scalars['String']['output']>;
};

/** Narrows listStock. Every given field must match. */
export type StockFilterInput = {
  /** Exactly this barcode. */
  barcode?: InputMaybe<Scalars['String']['input']>;
  /** Exactly this category. */
  category?: InputMaybe<Scalars['String']['input']>;
  /** true: only levels with less stock than holds; false: only the others. */
  oversold?: InputMaybe<Scalars['Boolean']['input']>;
  /** Beginning of the product id or of the name, any case. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Exactly this status, computed now. */
  status?: InputMaybe<StockStatus>;
  /** Exactly this warehouse. */
  warehouseId?: InputMaybe<Scalars['ID']['input']>;
};

/** Names one stock level. */
export type StockKeyInput = {
  /** The product. */
  productId: Scalars['ID']['input'];
  /** The warehouse. */
  warehouseId: Scalars['ID']['input'];
};

/** One product in one warehouse, as staff and the shop's back end see it. */
export type StockLevel = {
  /** stockCount - reservedCount. Negative only where a count was forced below the reservations. */
  availableCount: Scalars['Int']['output'];
  /** What a scanner reads, such as an EAN; null when never given or cleared. */
  barcode?: Maybe<Scalars['String']['output']>;
  /** A grouping of the shop's own; null when never given or cleared. */
  category?: Maybe<Scalars['String']['output']>;
  /** Units of paid orders that have not shipped: those of committed reservations. Part of reservedCount. */
  committedCount: Scalars['Int']['output'];
  /** The https:// address of a picture; null when never given or cleared. */
  imageUrl?: Maybe<Scalars['String']['output']>;
  /** When the level last changed. */
  lastUpdated: Scalars['AWSDateTime']['output'];
  /** Whether alerts and the daily reminder leave it out, as of goods that are discontinued. */
  muted: Scalars['Boolean']['output'];
  /** The product's name in this level; null when never given or cleared. */
  name?: Maybe<Scalars['String']['output']>;
  /** The product. Case-sensitive. */
  productId: Scalars['ID']['output'];
  /** Units held by active and committed reservations. */
  reservedCount: Scalars['Int']['output'];
  /** Units that are kept from shoppers, for the counter or for what is found missing. */
  safetyStock: Scalars['Int']['output'];
  /** availableCount - safetyStock: what shoppers can buy. Negative where more is kept than is available; they then see 0. */
  sellableCount: Scalars['Int']['output'];
  /** Rises by one with every change, reservations included. */
  sequence: Scalars['Int']['output'];
  /** Computed from the numbers of this answer, so never stale. */
  status: StockStatus;
  /** Units physically there. */
  stockCount: Scalars['Int']['output'];
  /** Who delivers it; null when never given or cleared. */
  supplier?: Maybe<Scalars['String']['output']>;
  /** At or below it the level is low. */
  thresholdLevel: Scalars['Int']['output'];
  /** Rises with every change that is not a reservation's. For compare-and-set. */
  version: Scalars['Int']['output'];
  /** The warehouse. Case-sensitive. */
  warehouseId: Scalars['ID']['output'];
};

/** A page of stock levels. It may be short, even empty; only a null nextToken is the end. */
export type StockPage = {
  /** The levels, with strongly consistent numbers. */
  items: Array<StockLevel>;
  /** Give it to the next call with the same filter; null at the end. */
  nextToken?: Maybe<Scalars['String']['output']>;
};

/** How much is left, judged by what can be sold: OUT_OF_STOCK at 0 or less, LOW_STOCK at the threshold or less, otherwise IN_STOCK. */
export type StockStatus =
  /** More than the threshold can be sold. */
  | 'IN_STOCK'
  /** Some can be sold, but no more than the threshold. */
  | 'LOW_STOCK'
  /** Nothing can be sold. */
  | 'OUT_OF_STOCK';

/** Counts over all levels, kept by the change feed. */
export type StockSummary = {
  /** All levels. */
  levels: Scalars['Int']['output'];
  /** Levels that are LOW_STOCK. */
  low: Scalars['Int']['output'];
  /** Levels that are OUT_OF_STOCK. */
  out: Scalars['Int']['output'];
  /** Levels with less stock than holds. */
  oversold: Scalars['Int']['output'];
};

export type Subscription = {
  /**
   * Tells when availability or status of a product changed. May skip sequences; a newer sequence replaces what a client has.
   *
   * Limits: 1 to 50 product ids.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * subscription { onAvailabilityChange(productIds: ["85123A"]) { productId warehouseId availableCount status sequence } }
   * ```
   */
  onAvailabilityChange?: Maybe<WarehouseAvailability>;
  /**
   * Tells every change of every matching level, with the whole state. Skips none; a jump in sequence means that something was missed.
   *
   * Limits: 1 to 50 product ids, or none for all.
   *
   * Errors: `INVALID_INPUT`
   *
   * ```graphql
   * subscription { onStockChange(warehouseId: "LONDON") { productId warehouseId sequence cause stockCount availableCount } }
   * ```
   */
  onStockChange?: Maybe<StockChange>;
};


export type SubscriptionOnAvailabilityChangeArgs = {
  productIds: Array<Scalars['ID']['input']>;
};


export type SubscriptionOnStockChangeArgs = {
  productIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  warehouseId?: InputMaybe<Scalars['ID']['input']>;
};

/** What transferStock moves. */
export type TransferStockInput = {
  /** Where the units are. */
  fromWarehouseId: Scalars['ID']['input'];
  /** What to remember, at most 256 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The product. */
  productId: Scalars['ID']['input'];
  /** Units, 1 to 1,000,000. Whole: of goods by length or weight, count the smallest unit that is sold (cm, g). */
  quantity: Scalars['Int']['input'];
  /** Where they go. */
  toWarehouseId: Scalars['ID']['input'];
  /** Chosen by the caller; one effect per id. */
  transferId: Scalars['ID']['input'];
};

/** What updateStock sets. What is left out or null stays as it is. */
export type UpdateStockInput = {
  /** true: record the count even if it is less than what is reserved. */
  allowBelowReserved?: InputMaybe<Scalars['Boolean']['input']>;
  /** The new barcode, at most 64 characters; an empty text clears it. */
  barcode?: InputMaybe<Scalars['String']['input']>;
  /** The new category, at most 64 characters; an empty text clears it. */
  category?: InputMaybe<Scalars['String']['input']>;
  /** The version that the caller saw; 0: the level must not exist yet. */
  expectedVersion: Scalars['Int']['input'];
  /** The new address of a picture, https:// and at most 512 characters; an empty text clears it. */
  imageUrl?: InputMaybe<Scalars['String']['input']>;
  /** true: alerts and the daily reminder leave the level out; false: they tell of it again. A new level is not muted. */
  muted?: InputMaybe<Scalars['Boolean']['input']>;
  /** The new name, at most 128 characters; an empty text clears it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What to remember, at most 256 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The product. */
  productId: Scalars['ID']['input'];
  /** Why, for the history. */
  reason?: InputMaybe<AdjustmentReason>;
  /** The caller's own reference, at most 128 characters. */
  reference?: InputMaybe<Scalars['String']['input']>;
  /** How many units are kept from shoppers, 0 to 1,000,000,000; a new level starts with 0. */
  safetyStock?: InputMaybe<Scalars['Int']['input']>;
  /** The new count, 0 to 1,000,000,000. Needed to create. */
  stockCount?: InputMaybe<Scalars['Int']['input']>;
  /** The new supplier, at most 128 characters; an empty text clears it. */
  supplier?: InputMaybe<Scalars['String']['input']>;
  /** The new threshold, 0 to 1,000,000,000; a new level starts with 0. */
  thresholdLevel?: InputMaybe<Scalars['Int']['input']>;
  /** The warehouse. */
  warehouseId: Scalars['ID']['input'];
};

/** What a shopper may know of a product in one warehouse. */
export type WarehouseAvailability = {
  /** Units that can be sold now. Never negative; at most publicCountCap. */
  availableCount: Scalars['Int']['output'];
  /** When the level last changed, under publicCountCap when shoppers could last see that. */
  lastUpdated: Scalars['AWSDateTime']['output'];
  /** The product. */
  productId: Scalars['ID']['output'];
  /** Rises with every change of the level, under publicCountCap only with those that shoppers can see; keep the newest. */
  sequence: Scalars['Int']['output'];
  /** Computed from the real numbers of this answer. */
  status: StockStatus;
  /** The warehouse. */
  warehouseId: Scalars['ID']['output'];
};
