import { FIELD_NAMES, productFields } from '../../domain/level-fields.ts';
import type {
  AdjustStockInput,
  Availability,
  ChangeFilterInput,
  ChangeReservationInput,
  CommitReservationInput,
  DeadLetters,
  DescribeProductInput,
  Fulfillment,
  FulfillStockInput,
  ProductAvailability,
  ProductStock,
  RemoveStockInput,
  Reservation,
  ReservationFilterInput,
  ReservationPage,
  ReserveStockInput,
  StockChangePage,
  StockFilterInput,
  StockKeyInput,
  StockLevel,
  StockPage,
  StockSummary,
  TransferStockInput,
  UpdateStockInput,
} from '../../schema/types.ts';
import { type Answer, type Caller, send, type Variables } from './client.ts';

/** What one root field answered: its value, or null with the answer's errors. */
export interface Outcome<Value> {
  value: Value | null;
  answer: Answer;
}

/** Calls one operation of the contract as somebody, with every field selected. */
export type Operation<Arguments, Value> = (caller: Caller, args: Arguments) => Promise<Outcome<Value>>;

const PRODUCT_FIELDS = productFields.map(({ field }) => field).join(' ');
const stockLevel = `{ productId warehouseId ${FIELD_NAMES.join(' ')} stockCount reservedCount committedCount availableCount safetyStock sellableCount thresholdLevel status version sequence lastUpdated }`;
/** Every field of a StockChange. */
export const stockChange =
  '{ productId warehouseId sequence cause stockDelta reservedDelta committedDelta stockCount reservedCount committedCount availableCount ' +
  'safetyStock sellableCount thresholdLevel status version ' +
  `${FIELD_NAMES.join(' ')} actor actorKind reason note reference previous { ${PRODUCT_FIELDS} } changedAt }`;
const reservationFields =
  '{ reservationId status revision lines { productId warehouseId quantity } reference createdAt expiresAt orderId committedAt closedAt }';
const fulfillmentFields = '{ orderId reference reservationIds lines { productId warehouseId quantity } fulfilledAt }';
const stockTotals = 'productId stockCount reservedCount committedCount availableCount sellableCount status';
/** Every field of a WarehouseAvailability. */
export const warehouseAvailability = '{ productId warehouseId availableCount status sequence lastUpdated }';
const warehouses = `warehouses ${warehouseAvailability}`;

export const availability = query<{ productId: string }, Availability>(
  'availability',
  { productId: 'ID!' },
  `{ productId availableCount status ${warehouses} }`,
);
export const availabilities = query<{ productIds: string[] }, ProductAvailability[]>(
  'availabilities',
  { productIds: '[ID!]!' },
  `{ productId availability { productId availableCount status ${warehouses} } }`,
);
export const stock = query<StockKeyInput, StockLevel>('stock', { productId: 'ID!', warehouseId: 'ID!' }, stockLevel);
export const productStock = query<{ productId: string }, ProductStock>(
  'productStock',
  { productId: 'ID!' },
  `{ ${stockTotals} levels ${stockLevel} }`,
);
export const stocks = query<{ keys: StockKeyInput[] }, (StockLevel | null)[]>('stocks', { keys: '[StockKeyInput!]!' }, stockLevel);

/** Arguments of the paged queries; left out and null mean the same. */
export interface PageArguments {
  limit?: number | null;
  nextToken?: string | null;
}
export const listStock = query<PageArguments & { filter?: StockFilterInput | null }, StockPage>(
  'listStock',
  { filter: 'StockFilterInput', limit: 'Int', nextToken: 'String' },
  `{ items ${stockLevel} nextToken }`,
);
export const getReservation = query<{ reservationId: string }, Reservation>('reservation', { reservationId: 'ID!' }, reservationFields);
export const listReservations = query<PageArguments & { filter?: ReservationFilterInput | null }, ReservationPage>(
  'listReservations',
  { filter: 'ReservationFilterInput', limit: 'Int', nextToken: 'String' },
  `{ items ${reservationFields} nextToken }`,
);

export const fulfillment = query<{ orderId: string }, Fulfillment>('fulfillment', { orderId: 'ID!' }, fulfillmentFields);

export const stockHistory = query<StockKeyInput & PageArguments & { afterSequence?: number | null }, StockChangePage>(
  'stockHistory',
  { productId: 'ID!', warehouseId: 'ID!', afterSequence: 'Int', limit: 'Int', nextToken: 'String' },
  `{ items ${stockChange} nextToken }`,
);
export const recentChanges = query<PageArguments & { filter?: ChangeFilterInput | null; since?: string | null }, StockChangePage>(
  'recentChanges',
  { filter: 'ChangeFilterInput', since: 'AWSDateTime', limit: 'Int', nextToken: 'String' },
  `{ items ${stockChange} nextToken }`,
);
export const deadLetters = query<{ limit?: number | null }, DeadLetters>(
  'deadLetters',
  { limit: 'Int' },
  '{ total isCut items { id kind failedAt recordCount productIds } }',
);
export const stockSummary = query<object, StockSummary>('stockSummary', {}, '{ levels low out oversold }');

export const updateStock = mutation<UpdateStockInput, StockLevel>('updateStock', 'UpdateStockInput', stockLevel);
export const adjustStock = mutation<AdjustStockInput, StockLevel>('adjustStock', 'AdjustStockInput', stockLevel);
export const transferStock = mutation<TransferStockInput, StockLevel[]>('transferStock', 'TransferStockInput', stockLevel);
export const describeProduct = mutation<DescribeProductInput, ProductStock>(
  'describeProduct',
  'DescribeProductInput',
  `{ ${stockTotals} levels ${stockLevel} }`,
);
export const removeStock = mutation<RemoveStockInput, StockLevel>('removeStock', 'RemoveStockInput', stockLevel);
export const reserveStock = mutation<ReserveStockInput, Reservation>('reserveStock', 'ReserveStockInput', reservationFields);
export const changeReservation = mutation<ChangeReservationInput, Reservation>(
  'changeReservation',
  'ChangeReservationInput',
  reservationFields,
);
export const commitReservation = mutation<CommitReservationInput, Reservation>(
  'commitReservation',
  'CommitReservationInput',
  reservationFields,
);
export const extendReservation = operation<{ reservationId: string; ttlSeconds: number }, Reservation>(
  'mutation',
  'extendReservation',
  { reservationId: 'ID!', ttlSeconds: 'Int!' },
  reservationFields,
);
export const releaseStock = operation<{ reservationId: string; expectedRevision?: number }, Reservation>(
  'mutation',
  'releaseStock',
  { reservationId: 'ID!', expectedRevision: 'Int' },
  reservationFields,
);
export const fulfillStock = mutation<FulfillStockInput, Fulfillment>('fulfillStock', 'FulfillStockInput', fulfillmentFields);

function query<Arguments, Value>(field: string, types: Record<string, string>, selection: string): Operation<Arguments, Value> {
  return operation('query', field, types, selection);
}

function mutation<Input, Value>(field: string, inputType: string, selection: string): Operation<Input, Value> {
  const call = operation<{ input: Input }, Value>('mutation', field, { input: `${inputType}!` }, selection);
  return (caller, input) => call(caller, { input });
}

function operation<Arguments, Value>(
  kind: 'query' | 'mutation',
  field: string,
  types: Record<string, string>,
  selection: string,
): Operation<Arguments, Value> {
  const declared = Object.entries(types).map(([name, type]) => `$${name}: ${type}`);
  const passed = Object.keys(types).map((name) => `${name}: $${name}`);
  const list = (parts: string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  const document = `${kind} Call${list(declared)} { ${field}${list(passed)} ${selection} }`;
  return async (caller, args) => {
    const answer = await send(caller, document, onlyDeclared(args as Variables, types));
    return { value: (answer.data?.[field] ?? null) as Value | null, answer };
  };
}

/** A whole level or reservation can be passed where its id is asked for. */
function onlyDeclared(args: Variables, types: Record<string, string>): Variables {
  return Object.fromEntries(Object.entries(args).filter(([name]) => Object.hasOwn(types, name)));
}
