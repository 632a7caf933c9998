import { actorKind, actorName } from './actor.ts';
import { descriptionOf, fieldValues } from './level-fields.ts';
import type { FieldAttributes } from './level-fields.ts';
import { sellable, stockStatus } from './status.ts';
import { text, whole } from './stored.ts';
import { KEY_SEPARATOR } from './text.ts';
import type { AdjustmentReason, StockChange, StockChangeCause, StockStatus } from '../schema/types.ts';

/**
 * An item of the Movements table: one change of one level and the state after it. Never changed
 * once written. Times are ISO 8601.
 */
export interface MovementItem extends FieldAttributes {
  /** Partition key: product and warehouse, joined. */
  level: string;
  /** Sort key. */
  sequence: number;
  product_id: string;
  warehouse_id: string;
  cause: StockChangeCause;
  stock_delta: number;
  reserved_delta: number;
  stock_count: number;
  reserved_count: number;
  available_count: number;
  /** This and the next two only where they are not 0. */
  committed_delta?: number;
  committed_count?: number;
  safety_stock?: number;
  threshold_level: number;
  version: number;
  /** See actor.ts. */
  actor?: string | null;
  reason?: AdjustmentReason | null;
  note?: string | null;
  reference?: string | null;
  /** See LastChange. */
  reservation?: string | null;
  /**
   * The status before the change, where that was another one; absent in movements of the release
   * before.
   */
  previous_status?: StockStatus;
  /** What described the product before, where the change says something else. */
  previous?: FieldAttributes;
  changed_at: string;
  /** See activity.ts; absent in movements of the release before. */
  activity_shard?: string;
  activity_key?: string;
}

/** The partition of a level's movements. */
export function movementsOf(productId: string, warehouseId: string): string {
  return productId + KEY_SEPARATOR + warehouseId;
}

/**
 * The partition of the summary's counters in the same table: no level has it, since it lacks the
 * separator.
 */
export const SUMMARY_PARTITION = 'SUMMARY';

/** Counters that add up to the summary: each takes its part of the transactions that change it. */
export const SUMMARY_SHARDS = 4;

/**
 * Whether a movement can be shown: one that does not say what happened, and when, is left out of
 * its page.
 */
export function isShowable(item: MovementItem): boolean {
  return typeof item.cause === 'string' && typeof item.changed_at === 'string';
}

/** A movement as callers see it. */
export function stockChange(item: MovementItem): StockChange {
  return {
    productId: item.product_id,
    warehouseId: item.warehouse_id,
    sequence: whole(item.sequence),
    cause: item.cause,
    stockDelta: whole(item.stock_delta),
    reservedDelta: whole(item.reserved_delta),
    committedDelta: whole(item.committed_delta),
    stockCount: whole(item.stock_count),
    reservedCount: whole(item.reserved_count),
    committedCount: whole(item.committed_count),
    availableCount: whole(item.available_count),
    safetyStock: whole(item.safety_stock),
    sellableCount: sellable(item),
    thresholdLevel: whole(item.threshold_level),
    status: stockStatus(sellable(item), whole(item.threshold_level)),
    version: whole(item.version),
    ...fieldValues(item),
    actor: actorName(text(item.actor)),
    actorKind: actorKind(text(item.actor)),
    reason: item.reason ?? null,
    note: text(item.note),
    reference: text(item.reference),
    previous: item.previous ? descriptionOf(item.previous) : null,
    changedAt: item.changed_at,
  };
}
