import type { Intent, Person } from './person.ts';

export function product({ chance, client, floor }: Person): Intent {
  const { productId } = chance.pick(floor.levels);
  return { operation: 'productStock', key: productId, input: { productId }, send: () => client.productStock({ productId }) };
}

export function many({ chance, client, floor }: Person): Intent {
  const keys = Array.from({ length: 1 + chance.below(6) }, () => chance.pick(floor.levels));
  return { operation: 'stocks', key: 'stocks', input: { keys }, send: () => client.stocks({ keys }) };
}

export function availability({ chance, client, floor }: Person): Intent {
  const { productId } = chance.pick(floor.levels);
  return { operation: 'availability', key: productId, input: { productId }, send: () => client.availability({ productId }) };
}

export function reservation({ chance, client, floor }: Person): Intent | undefined {
  if (floor.reservations.length === 0) return undefined;
  const reservationId = chance.pick(floor.reservations);
  return { operation: 'reservation', key: reservationId, input: { reservationId }, send: () => client.reservation({ reservationId }) };
}

export function order({ chance, client, floor }: Person): Intent | undefined {
  if (floor.orders.length === 0) return undefined;
  const orderId = chance.pick(floor.orders);
  return { operation: 'fulfillment', key: orderId, input: { orderId }, send: () => client.fulfillment({ orderId }) };
}

export function history({ chance, client, floor }: Person): Intent {
  const input = { ...chance.pick(floor.levels), limit: 1 + chance.below(20) };
  return { operation: 'stockHistory', key: `${input.productId}/${input.warehouseId}`, input, send: () => client.stockHistory(input) };
}

export function list({ chance, client }: Person): Intent {
  const input = { limit: 1 + chance.below(20), filter: chance.pick([{}, { status: 'OUT_OF_STOCK' as const }, { oversold: true }]) };
  return { operation: 'listStock', key: 'list', input, send: () => client.listStock(input) };
}

export function carts({ chance, client }: Person): Intent {
  const input = { limit: 1 + chance.below(20), filter: chance.pick([{}, { status: 'COMMITTED' as const }]) };
  return { operation: 'listReservations', key: 'list', input, send: () => client.listReservations(input) };
}
