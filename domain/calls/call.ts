import type { CreateCall, DescribeCall } from './product.ts';
import type { ChangeCall, CommitCall, ExtendCall, ReleaseCall, ReserveCall } from './reservations.ts';
import type { AdjustCall, RemoveCall, TransferCall, UpdateCall } from './stock.ts';

/** A call that writes one item. */
export type SingleCall = UpdateCall | RemoveCall | ExtendCall;

/** A call that writes several, all or none. */
export type TransactionCall = AdjustCall | TransferCall | DescribeCall | CreateCall | ReserveCall | ChangeCall | CommitCall | ReleaseCall;

/** A call that writes, as plain data that can be handed to a function. Its `field` says which. */
export type Call = SingleCall | TransactionCall;

/**
 * A call whose write has met others, for the function that can wait. `since` is when it first did,
 * epoch milliseconds.
 */
export interface ContendedCall {
  call: Call;
  since: number;
}
