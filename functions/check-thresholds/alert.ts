import type { OPEN_ALERT } from '../../domain/alerts.ts';
import type { Description } from '../../domain/level-fields.ts';
import type { StockStatus } from '../../schema/types.ts';

/** A status that is worth an alert. */
export type LowStatus = Exclude<StockStatus, 'IN_STOCK'>;

/** Why a message is sent: levels fell, or it is the time of day to say what is still low. */
export type AlertKind = 'ALERT' | 'REMINDER';

/**
 * A level as a message shows it. Counts are units. Its JSON is what subscribers read: another field
 * of the description is a change of the message.
 */
export interface AlertEntry extends Pick<Description, 'name' | 'category'> {
  productId: string;
  warehouseId: string;
  status: LowStatus;
  availableCount: number;
  /** Absent in a message that a release without safety stock has begun, like the next. */
  safetyStock?: number;
  sellableCount?: number;
  stockCount: number;
  thresholdLevel: number;
  /** ISO 8601. */
  since: string;
}

/** A message that is to be published and of which nobody knows yet whether it was. */
export interface Pending {
  message: string;
  kind: AlertKind;
  part: number;
  parts: number;
  entry: AlertEntry;
  /** Names the run that is publishing it. */
  claim: string;
  /** Until when nobody else may take it over, epoch milliseconds. */
  lease_until: number;
}

/** What subscribers know about a low level: an item of Requests. */
export interface AlertItem {
  request_id: string;
  product_id: string;
  warehouse_id: string;
  /** Partition of unfinished-index; absent once the alert has ended. */
  unfinished?: typeof OPEN_ALERT;
  /** +1 with every write, which is on the condition that it is as it was read. */
  revision: number;
  /** The status that was published last, or is being published. */
  told: LowStatus;
  /** Since when the level has that status, ISO 8601. */
  since: string;
  /**
   * Units that could be sold when that was published; where it is only noted, at most the
   * threshold, within whose margin it may be. Not in alerts of before this was stored.
   */
  told_count?: number;
  /** When a message about it was last published, ISO 8601. */
  told_at?: string;
  pending?: Pending;
  /** TTL, epoch seconds; only once it has ended. */
  request_expiry?: number;
}

/** An alert with a message that is to be published. */
export type PendingAlert = AlertItem & { pending: Pending };
