import type { Reservation } from '../../schema/types.ts';
import { reservationClosed, reservationExpired } from '../../domain/refusals.ts';
import { checkAddresses } from './addresses.ts';
import { type Api, type ApiOptions, createApi, type Listener } from './api.ts';
import { inputProblem } from './check-input.ts';
import { type Document, documents } from './documents.ts';
import { OnhandError } from './errors.ts';
import { QUERY_TIMEOUT_MS } from './http.ts';
import type { Operation } from './operation.ts';
import { eachItem } from './pages.ts';
import type { Call, CallOptions, InventoryClient, WithId } from './inventory-client.ts';
import { newId } from './realtime/id.ts';
import { CallError, defaultRetry, type RetryTimes, withRetries } from './retry.ts';
import { availabilitySubscription } from './stores/availability-operations.ts';
import { whole } from './stores/stock-listing.ts';
import { changesOf } from './stores/stock-operations.ts';

/**
 * Milliseconds after which a write counts as unanswered: AppSync itself gives up at 30 s, and large
 * orders take some.
 */
const WRITE_TIMEOUT_MS = 32_000;

export type { CallOptions, InventoryClient, Unpaged, WithId } from './inventory-client.ts';

export interface InventoryOptions extends ApiOptions {
  retry?: Partial<RetryTimes>;
}

/** Throws a TypeError at once where an address is none. */
export function createInventoryClient(options: InventoryOptions): InventoryClient {
  checkAddresses(options);
  return createInventoryOver(createApi(options), options.retry);
}

/**
 * The same over an Api that is there already: one socket and one proof for all that a page does. To
 * close either is to close both.
 */
export function createInventoryOver(api: Api, retry?: Partial<RetryTimes>): InventoryClient {
  const times: RetryTimes = { ...defaultRetry, ...retry };

  const send = async <Value, Variables>(
    { field, text }: Document<Value, Variables>,
    variables: Variables,
    { signal }: CallOptions = {},
    { timeoutMs = QUERY_TIMEOUT_MS, harmless = true } = {},
  ): Promise<Value> => {
    const problem = inputProblem(variables);
    if (problem) throw new CallError(problem, variables, false);
    return withRetries(async () => whole(await api.query(text, variables, { timeoutMs, signal }))[field] as Value, {
      ...times,
      ...{ harmless, signal, sent: variables },
    });
  };
  const read =
    <Value, Variables>(document: Document<Value, Variables>): Call<Variables, Value> =>
    async (args, how) =>
      send(document, args, how);
  const list =
    <Value, Variables>(document: Document<Value, Variables>) =>
    async (args: Partial<Variables> = {}, how?: CallOptions) =>
      send(document, args as Variables, how);
  const write =
    <Value, Input>(document: Document<Value, { input: Input }>, harmless: (input: Input) => boolean = () => true): Call<Input, Value> =>
    async (input, how) =>
      send(document, { input }, how, { timeoutMs: WRITE_TIMEOUT_MS, harmless: harmless(input) });
  const writeWithId =
    <Value, Input, Id extends keyof Input>(document: Document<Value, { input: Input }>, id: Id): Call<WithId<Input, Id>, Value> =>
    async (input, how) => {
      const chosen = input[id] ?? newId();
      return send(document, { input: { ...input, [id]: chosen } as Input }, how, { timeoutMs: WRITE_TIMEOUT_MS });
    };
  const act =
    <Value, Args>(document: Document<Value, Args>): Call<Args, Value> =>
    async (args, how) =>
      send(document, args, how, { timeoutMs: WRITE_TIMEOUT_MS });

  const listen = <Data, Event, Variables extends object>(
    subscription: Operation<Data, Variables>,
    variables: Variables,
    listener: Listener<Event>,
    eventOf: (data: Data) => Event | null,
  ) => {
    const problem = inputProblem(variables);
    if (!problem) return api.subscribe(subscription, variables, present(listener, eventOf));
    queueMicrotask(() => listener.error(problem, true));
    return () => undefined;
  };
  const reserve = writeWithId(documents.reserveStock, 'reservationId');
  const listStock = list(documents.listStock);
  const stockHistory = read(documents.stockHistory);
  const recentChanges = list(documents.recentChanges);
  const listReservations = list(documents.listReservations);
  return {
    api,
    availability: read(documents.availability),
    availabilities: async ({ productIds }, how) => send(documents.availabilities, { productIds: [...productIds] }, how),
    stock: read(documents.stock),
    productStock: read(documents.productStock),
    stocks: async ({ keys }, how) => send(documents.stocks, { keys: [...keys] }, how),
    listStock,
    stockSummary: async (how) => send(documents.stockSummary, {}, how),
    stockHistory,
    recentChanges,
    deadLetters: read(documents.deadLetters),
    reservation: read(documents.reservation),
    listReservations,
    fulfillment: read(documents.fulfillment),

    eachStock: (args = {}, how) => eachItem((nextToken) => listStock({ ...args, nextToken }, how)),
    eachStockChange: (args, how) => eachItem((nextToken) => stockHistory({ ...args, nextToken }, how)),
    eachRecentChange: (args = {}, how) => eachItem((nextToken) => recentChanges({ ...args, nextToken }, how)),
    eachReservation: (args = {}, how) => eachItem((nextToken) => listReservations({ ...args, nextToken }, how)),

    updateStock: write(documents.updateStock),
    adjustStock: writeWithId(documents.adjustStock, 'adjustmentId'),
    transferStock: writeWithId(documents.transferStock, 'transferId'),
    describeProduct: writeWithId(documents.describeProduct, 'changeId'),
    removeStock: write(documents.removeStock),
    async reserveStock(input, how) {
      const reservation = await reserve(input, how);
      if (reservation.status !== 'ACTIVE' && reservation.status !== 'COMMITTED')
        throw new CallError(endedError(reservation), { input: { ...input, reservationId: reservation.reservationId } }, false);
      return reservation;
    },
    changeReservation: write(documents.changeReservation, ({ expectedRevision }) => (expectedRevision ?? null) !== null),
    commitReservation: write(documents.commitReservation),
    extendReservation: act(documents.extendReservation),
    releaseStock: act(documents.releaseStock),
    fulfillStock: writeWithId(documents.fulfillStock, 'orderId'),

    onAvailabilityChange: ({ productIds }, listener) =>
      listen(availabilitySubscription, { productIds: [...productIds] }, listener, ({ onAvailabilityChange }) => onAvailabilityChange),
    onStockChange: (scope, listener) => listen(changesOf(scope), scope, listener, ({ onStockChange }) => onStockChange),
    close: () => api.close(),
  };
}

/** The error that a reservation which has ended is, where one that reserves was asked for. */
function endedError(reservation: Reservation): OnhandError {
  const { type, message, info } = reservation.status === 'EXPIRED' ? reservationExpired(reservation) : reservationClosed(reservation);
  return new OnhandError(type, message, { errorInfo: info });
}

/** Hands on what an event is about; one without it tells nothing. */
function present<Data, Event>(listener: Listener<Event>, eventOf: (data: Data) => Event | null): Listener<Data> {
  return {
    started: () => listener.started?.(),
    interrupted: (reason) => listener.interrupted?.(reason),
    error: (error, ended) => listener.error(error, ended),
    next(data) {
      const event = eventOf(data);
      if (event !== null) listener.next(event);
    },
  };
}
