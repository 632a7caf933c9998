import { randomUUID } from 'node:crypto';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import { createSender, signedBy, type Operation, type Sender } from './http-load.ts';

/** Who sends what in a benchmark. */
export interface Shop {
  storefront: Sender;
  checkout: Sender;
  staff: Sender;
  close: () => void;
}

export const WAREHOUSE = 'LONDON';
/** Four to choose from; only the first has anything, which costs the same. */
export const CANDIDATES = [WAREHOUSE, 'BRISTOL', 'LEEDS', 'YORK'];
const UNITS = 1_000_000;
/** Levels that are made beside each other. */
const PARALLEL = 16;

/** The callers of a stack. */
export function openShop(stack: StackDescription): Shop {
  const { graphqlUrl, region, credentials, tokens, apiKey } = stack;
  const given = (headers: Record<string, string>) => createSender(graphqlUrl, () => Promise.resolve(headers));
  const shop = {
    storefront: given({ 'x-api-key': apiKey }),
    checkout: createSender(graphqlUrl, signedBy(graphqlUrl, region, credentials.checkout)),
    staff: given({ authorization: tokens.admin }),
  };
  return {
    ...shop,
    close: () => {
      for (const sender of Object.values(shop)) sender.close();
    },
  };
}

/** Makes levels with more units than any load takes. */
export async function stockUp({ staff }: Shop, products: readonly string[]): Promise<void> {
  const waiting = products.values();
  const worker = async () => {
    for (const productId of waiting) await staff.send(createLevel(productId));
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function createLevel(productId: string): Operation {
  return {
    query: 'mutation Create($input: UpdateStockInput!) { updateStock(input: $input) { version } }',
    variables: { input: { productId, warehouseId: WAREHOUSE, expectedVersion: 0, stockCount: UNITS, name: `Product ${productId}` } },
  };
}

/** No resolver runs: what it costs to come in and go out. */
export const noOp = (): Operation => ({ query: '{ __typename }' });

/** What a product page asks. */
export function check(productId: string): Operation {
  const query =
    'query Check($id: ID!) { availability(productId: $id) { availableCount status warehouses { warehouseId availableCount } } }';
  return { query, variables: { id: productId } };
}

/** What a page of several products asks. */
export function checkAll(productIds: readonly string[]): Operation {
  const query =
    'query Check($ids: [ID!]!) { availabilities(productIds: $ids) { productId availability { availableCount status warehouses { warehouseId availableCount } } } }';
  return { query, variables: { ids: productIds } };
}

/** One level as staff see it. */
export function readLevel(productId: string): Operation {
  const query =
    'query Level($id: ID!, $at: ID!) { stock(productId: $id, warehouseId: $at) { stockCount availableCount version sequence } }';
  return { query, variables: { id: productId, at: WAREHOUSE } };
}

export function reserve(reservationId: string, productIds: readonly string[]): Operation {
  return {
    query: 'mutation Reserve($input: ReserveStockInput!) { reserveStock(input: $input) { status expiresAt } }',
    variables: { input: { reservationId, ttlSeconds: 3600, lines: linesOf(productIds) } },
  };
}

/** The server chooses the warehouse: one of these, or any. */
export function source(reservationId: string, productId: string, warehouses?: readonly string[]): Operation {
  const lines = [{ productId, quantity: 1 }];
  return {
    query: 'mutation Reserve($input: ReserveStockInput!) { reserveStock(input: $input) { status expiresAt } }',
    variables: { input: { reservationId, ttlSeconds: 3600, lines, ...(warehouses && { sourcing: { warehouses } }) } },
  };
}

/** The payment of what a reservation has. */
export function commit(reservationId: string): Operation {
  return {
    query: 'mutation Commit($input: CommitReservationInput!) { commitReservation(input: $input) { status } }',
    variables: { input: { reservationId, orderId: `order-${reservationId}` } },
  };
}

export function release(reservationId: string): Operation {
  return { query: 'mutation Release($id: ID!) { releaseStock(reservationId: $id) { status } }', variables: { id: reservationId } };
}

export function extend(reservationId: string): Operation {
  const query = 'mutation Extend($id: ID!) { extendReservation(reservationId: $id, ttlSeconds: 7200) { expiresAt } }';
  return { query, variables: { id: reservationId } };
}

export function change(reservationId: string, productIds: readonly string[]): Operation {
  return {
    query: 'mutation Change($input: ChangeReservationInput!) { changeReservation(input: $input) { revision } }',
    variables: { input: { reservationId, lines: linesOf(productIds).map((line) => ({ ...line, quantity: 2 })) } },
  };
}

/** An order of units that nobody held. */
export function sell(productIds: readonly string[]): Operation {
  return fulfil({ orderId: randomUUID(), lines: linesOf(productIds) });
}

/** An order of all that a reservation has. */
export function ship(reservationId: string): Operation {
  return fulfil({ orderId: randomUUID(), reservationIds: [reservationId] });
}

export function adjust(productId: string): Operation {
  return {
    query: 'mutation Adjust($input: AdjustStockInput!) { adjustStock(input: $input) { version } }',
    variables: { input: { adjustmentId: randomUUID(), productId, warehouseId: WAREHOUSE, delta: 1, reason: 'RECEIVED' } },
  };
}

function fulfil(input: object): Operation {
  return { query: 'mutation Fulfil($input: FulfillStockInput!) { fulfillStock(input: $input) { fulfilledAt } }', variables: { input } };
}

function linesOf(productIds: readonly string[]) {
  return productIds.map((productId) => ({ productId, warehouseId: WAREHOUSE, quantity: 1 }));
}
