import type { LineItem } from '../lines.ts';
import type { Refused } from '../refusals.ts';
import type { Outcome } from './action.ts';
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
 * A call for the function that can wait: its write has met others, or its warehouses are not chosen
 * yet. `since` is when it first waited, epoch milliseconds.
 */
export interface ContendedCall {
  call: Call;
  since: number;
  /** It has been refused for what is short: first it is to be read who else has that. */
  refused?: Outcome | null;
}

/** What the function answers. */
export interface ContendedAnswer {
  outcome: Outcome;
  /** The lines that it has chosen warehouses for. */
  lines?: LineItem[];
  /** Why the units cannot be had. */
  refusal?: Refused;
}
