/**
 * Every number of the contract's limits, once. Counts are units, lengths are Unicode code points,
 * times are seconds.
 */
export const limits = {
  idLength: 128,
  /**
   * Of an id in UTF-8, so that index keys made of two ids and a prefix stay under DynamoDB's 1,024
   * bytes.
   */
  idBytes: 384,
  nameLength: 128,
  categoryLength: 64,
  barcodeLength: 64,
  supplierLength: 128,
  /**
   * Every movement carries the address, and what is written is billed by the kilobyte: a permanent
   * address of an image service has some 150 characters.
   */
  imageUrlLength: 512,
  noteLength: 256,
  referenceLength: 128,
  searchLength: 128,
  stockCount: 1_000_000_000,
  delta: 1_000_000_000,
  quantity: 1_000_000,
  /** GraphQL's Int; sums stop here. */
  sum: 2_147_483_647,
  /**
   * Levels of one reservation: with the reservation and one record in Requests they fill a
   * transaction's 100 actions.
   */
  linesPerReservation: 98,
  linesSent: 300,
  /** Warehouses that a call may name for its lines to come from. */
  warehousesPerCall: 50,
  /** Warehouses that one line may be split over. */
  warehousesPerLine: 10,
  /**
   * Levels that one read sees at one moment: a transaction of DynamoDB's has 100 actions, and one
   * is the reservation's.
   */
  levelsPerSnapshot: 99,
  /** Lines of one order, before and after adding up, and the reservations it may use. */
  linesPerOrder: 1_000,
  reservationsPerOrder: 20,
  keysPerCall: 100,
  causesPerFilter: 20,
  /** Each is read whole, with the payload of a batch. */
  deadLetters: 25,
  /**
   * Of an import with a token, by one person: two of them and the work of an office stay under the
   * firewall's limit.
   */
  importedRowsPerSecond: 50,
  /** AppSync takes 10 filters with 5 values each. */
  productsPerSubscription: 50,
  pageSize: 100,
  defaultPageSize: 50,
  /**
   * Levels of a product, retired ones included, that one of the two reads of `availability` and
   * `productStock` takes.
   */
  levelsPerRead: 500,
  ttlSeconds: 86_400,
};

/** The most that DynamoDB reads in one BatchGetItem. */
export const KEYS_PER_READ = 100;

/** How long records stay after their end, in seconds: what lets a late duplicate be recognised. */
export const retention = {
  closedReservation: 35 * 86_400,
  request: 35 * 86_400,
  order: 400 * 86_400,
  /** DynamoDB TTL is the last of three layers: it may only act when sweepers failed for a day. */
  activeReservation: 86_400,
};
