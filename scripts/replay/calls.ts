import type {
  AdjustStockInput,
  ChangeReservationInput,
  FulfillStockInput,
  Fulfillment,
  Reservation,
  ReserveStockInput,
  StockLevel,
} from '../../schema/types.ts';
import type { Field, Result, Shop } from './shop.ts';

type Hold = Pick<Reservation, 'reservationId' | 'status'>;

const HOLD = '{ reservationId status }';
const input = (name: string, type: string, selection: string): Field => ({
  kind: 'mutation',
  name,
  types: { input: `${type}!` },
  selection,
});

const RESERVE = input('reserveStock', 'ReserveStockInput', HOLD);
const CHANGE = input('changeReservation', 'ChangeReservationInput', HOLD);
const FULFIL = input('fulfillStock', 'FulfillStockInput', '{ orderId }');
const ADJUST = input('adjustStock', 'AdjustStockInput', '{ productId }');
const EXTEND: Field = { kind: 'mutation', name: 'extendReservation', types: { reservationId: 'ID!', ttlSeconds: 'Int!' }, selection: HOLD };
const RELEASE: Field = { kind: 'mutation', name: 'releaseStock', types: { reservationId: 'ID!' }, selection: HOLD };

/** The mutations of a checkout. */
export function checkoutCalls(shop: Shop) {
  return {
    reserve: (args: ReserveStockInput): Promise<Result<Hold>> => shop.call(RESERVE, { input: args }),
    change: (args: ChangeReservationInput): Promise<Result<Hold>> => shop.call(CHANGE, { input: args }),
    extend: (reservationId: string, ttlSeconds: number): Promise<Result<Hold>> => shop.call(EXTEND, { reservationId, ttlSeconds }),
    release: (reservationId: string): Promise<Result<Hold>> => shop.call(RELEASE, { reservationId }),
    fulfil: (args: FulfillStockInput): Promise<Result<Pick<Fulfillment, 'orderId'>>> => shop.call(FULFIL, { input: args }),
    adjust: (args: AdjustStockInput): Promise<Result<Pick<StockLevel, 'productId'>>> => shop.call(ADJUST, { input: args }),
  };
}

export type CheckoutCalls = ReturnType<typeof checkoutCalls>;
