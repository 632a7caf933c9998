import type {
  AdjustStockInput,
  ChangeReservationInput,
  CommitReservationInput,
  FulfillStockInput,
  Fulfillment,
  Reservation,
  ReserveStockInput,
  StockLevel,
} from '../../schema/types.ts';
import { type InventoryClient, isError, typedError } from '../../web/client/main.ts';

type ReservationState = Pick<Reservation, 'reservationId' | 'status' | 'lines'>;

/** What a call came to: its value, or the refusal. */
export type Result<Value> = { value: Value } | { refusal: Refusal };

export interface Refusal {
  errorType: string;
  message: string;
}

/**
 * The mutations of a checkout. They reject when there was no answer, or one that is no answer of
 * the contract.
 */
export function checkoutCalls({ inventory, returns }: { inventory: InventoryClient; returns: InventoryClient }) {
  return {
    reserve: (args: ReserveStockInput): Promise<Result<ReservationState>> => resultOf(reserved(inventory, args)),
    change: (args: ChangeReservationInput): Promise<Result<ReservationState>> => resultOf(inventory.changeReservation(args)),
    commit: (args: CommitReservationInput): Promise<Result<ReservationState>> => resultOf(inventory.commitReservation(args)),
    extend: (reservationId: string, ttlSeconds: number): Promise<Result<ReservationState>> =>
      resultOf(inventory.extendReservation({ reservationId, ttlSeconds })),
    release: (reservationId: string): Promise<Result<ReservationState>> => resultOf(inventory.releaseStock({ reservationId })),
    fulfill: (args: FulfillStockInput): Promise<Result<Pick<Fulfillment, 'orderId'>>> => resultOf(inventory.fulfillStock(args)),
    adjust: (args: AdjustStockInput): Promise<Result<Pick<StockLevel, 'productId'>>> => resultOf(returns.adjustStock(args)),
  };
}

export type CheckoutCalls = ReturnType<typeof checkoutCalls>;

/** The reservation, also where an earlier run has ended it. */
async function reserved(inventory: InventoryClient, args: ReserveStockInput): Promise<Reservation> {
  try {
    return await inventory.reserveStock(args);
  } catch (error) {
    if (isError(error, 'RESERVATION_CLOSED') || isError(error, 'RESERVATION_EXPIRED')) return error.errorInfo.reservation;
    throw error;
  }
}

async function resultOf<Value>(call: Promise<Value>): Promise<Result<Value>> {
  try {
    return { value: await call };
  } catch (error) {
    const known = typedError(error);
    if (!known || known.errorType === 'NO_ANSWER') throw error;
    return { refusal: { errorType: known.errorType, message: known.message } };
  }
}
