import type { AdjustmentReason, StockChangeCause } from '../schema/types.ts';
import { isNil } from './nil.ts';

/** What the last change of a level was, kept in the item so that the stream can tell the story. */
export interface LastChange {
  cause: StockChangeCause;
  /** See actor.ts. */
  actor: string | null;
  reason?: AdjustmentReason | null | undefined;
  note?: string | null | undefined;
  reference?: string | null | undefined;
  /** The reservation that a commit is of, whose reference is the order. */
  reservation?: string | null | undefined;
  /**
   * The initial load that wrote the level together with all that the change feed would have made of
   * it: the feed's filter leaves such a record out. The next change of the level has it no longer.
   */
  load?: string | null | undefined;
}

/** Who ends holds whose time is over, whoever happened to call. */
export const EXPIRY_ACTOR = 'system:expiry';

/** Who puts back what an order had shipped when the rest of it could not. */
export const UNDO_ACTOR = 'system:fulfilment';

/** Who mends what has drifted, when asked to. */
export const AUDIT_ACTOR = 'system:audit';

/** Who fills an empty stage. */
export const LOAD_ACTOR = 'system:initial-load';

/** When and by what a level changes. `now` is ISO 8601. */
export interface Stamp {
  now: string;
  change: LastChange;
}

/** The change without what was left out: DynamoDB would keep a null as an attribute of its own. */
export function changeMap(change: LastChange): Record<string, unknown> {
  const map: Record<string, unknown> = { cause: change.cause, actor: change.actor };
  if (!isNil(change.reason)) {
    map['reason'] = change.reason;
  }
  if (!isNil(change.note)) {
    map['note'] = change.note;
  }
  if (!isNil(change.reference)) {
    map['reference'] = change.reference;
  }
  if (!isNil(change.reservation)) {
    map['reservation'] = change.reservation;
  }
  if (!isNil(change.load)) {
    map['load'] = change.load;
  }
  return map;
}
