import type * as Schema from '../../schema/types.ts';
import type { Operation } from './operation.ts';
import { AVAILABILITY, PRODUCT_AVAILABILITY } from './public-selections.ts';
import { CHANGE, DEAD_LETTERS, FULFILLMENT, LEVEL, PRODUCT, RESERVATION, SUMMARY } from './selections.ts';

/** A query or mutation with one root field, which is also the key of its data. */
export interface Document<Value, Variables> {
  field: string;
  text: Operation<Record<string, Value>, Variables>;
}

function document<Value, Variables>(
  kind: 'query' | 'mutation',
  field: string,
  types: Record<keyof Variables & string, string>,
  selection: string,
): Document<Value, Variables> {
  const declared = Object.entries<string>(types);
  const list = (of: (name: string, type: string) => string) =>
    declared.length > 0 ? `(${declared.map(([name, type]) => of(name, type)).join()})` : '';
  return { field, text: `${kind}${list((name, type) => `$${name}:${type}`)}{${field}${list((name) => `${name}:$${name}`)}{${selection}}}` };
}

function query<Value, Variables>(field: keyof Schema.Query, types: Record<keyof Variables & string, string>, selection: string) {
  return document<Value, Variables>('query', field, types, selection);
}

function mutation<Value, Variables>(field: keyof Schema.Mutation, types: Record<keyof Variables & string, string>, selection: string) {
  return document<Value, Variables>('mutation', field, types, selection);
}

const input = (type: string) => ({ input: `${type}!` });
const KEY = { productId: 'ID!', warehouseId: 'ID!' };
const PAGED = { limit: 'Int', nextToken: 'String' };

/**
 * Every query and mutation of the contract, once. Variables that are left out are not sent, which
 * is the same as null.
 */
export const documents = {
  availability: query<Schema.Availability | null, Schema.QueryAvailabilityArgs>('availability', { productId: 'ID!' }, AVAILABILITY),
  availabilities: query<Schema.ProductAvailability[], Schema.QueryAvailabilitiesArgs>(
    'availabilities',
    { productIds: '[ID!]!' },
    PRODUCT_AVAILABILITY,
  ),
  stock: query<Schema.StockLevel | null, Schema.QueryStockArgs>('stock', KEY, LEVEL),
  productStock: query<Schema.ProductStock | null, Schema.QueryProductStockArgs>('productStock', { productId: 'ID!' }, PRODUCT),
  stocks: query<(Schema.StockLevel | null)[], Schema.QueryStocksArgs>('stocks', { keys: '[StockKeyInput!]!' }, LEVEL),
  listStock: query<Schema.StockPage, Schema.QueryListStockArgs>(
    'listStock',
    { filter: 'StockFilterInput', ...PAGED },
    `items{${LEVEL}} nextToken`,
  ),
  stockSummary: query<Schema.StockSummary, Record<string, never>>('stockSummary', {}, SUMMARY),
  stockHistory: query<Schema.StockChangePage, Schema.QueryStockHistoryArgs>(
    'stockHistory',
    { ...KEY, afterSequence: 'Int', ...PAGED },
    `items{${CHANGE}} nextToken`,
  ),
  recentChanges: query<Schema.StockChangePage, Schema.QueryRecentChangesArgs>(
    'recentChanges',
    { filter: 'ChangeFilterInput', since: 'AWSDateTime', ...PAGED },
    `items{${CHANGE}} nextToken`,
  ),
  deadLetters: query<Schema.DeadLetters, Schema.QueryDeadLettersArgs>('deadLetters', { limit: 'Int' }, DEAD_LETTERS),
  reservation: query<Schema.Reservation | null, Schema.QueryReservationArgs>('reservation', { reservationId: 'ID!' }, RESERVATION),
  listReservations: query<Schema.ReservationPage, Schema.QueryListReservationsArgs>(
    'listReservations',
    { filter: 'ReservationFilterInput', ...PAGED },
    `items{${RESERVATION}} nextToken`,
  ),
  fulfillment: query<Schema.Fulfillment | null, Schema.QueryFulfillmentArgs>('fulfillment', { orderId: 'ID!' }, FULFILLMENT),

  updateStock: mutation<Schema.StockLevel, { input: Schema.UpdateStockInput }>('updateStock', input('UpdateStockInput'), LEVEL),
  adjustStock: mutation<Schema.StockLevel, { input: Schema.AdjustStockInput }>('adjustStock', input('AdjustStockInput'), LEVEL),
  transferStock: mutation<[Schema.StockLevel, Schema.StockLevel], { input: Schema.TransferStockInput }>(
    'transferStock',
    input('TransferStockInput'),
    LEVEL,
  ),
  describeProduct: mutation<Schema.ProductStock, { input: Schema.DescribeProductInput }>(
    'describeProduct',
    input('DescribeProductInput'),
    PRODUCT,
  ),
  removeStock: mutation<Schema.StockLevel, { input: Schema.RemoveStockInput }>('removeStock', input('RemoveStockInput'), LEVEL),
  reserveStock: mutation<Schema.Reservation, { input: Schema.ReserveStockInput }>('reserveStock', input('ReserveStockInput'), RESERVATION),
  changeReservation: mutation<Schema.Reservation, { input: Schema.ChangeReservationInput }>(
    'changeReservation',
    input('ChangeReservationInput'),
    RESERVATION,
  ),
  commitReservation: mutation<Schema.Reservation, { input: Schema.CommitReservationInput }>(
    'commitReservation',
    input('CommitReservationInput'),
    RESERVATION,
  ),
  extendReservation: mutation<Schema.Reservation, Schema.MutationExtendReservationArgs>(
    'extendReservation',
    { reservationId: 'ID!', ttlSeconds: 'Int!' },
    RESERVATION,
  ),
  releaseStock: mutation<Schema.Reservation, Schema.MutationReleaseStockArgs>(
    'releaseStock',
    { reservationId: 'ID!', expectedRevision: 'Int' },
    RESERVATION,
  ),
  fulfillStock: mutation<Schema.Fulfillment, { input: Schema.FulfillStockInput }>('fulfillStock', input('FulfillStockInput'), FULFILLMENT),
};
