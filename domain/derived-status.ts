import { isLive } from './level.ts';
import type { LevelItem } from './level.ts';
import { sellable, stockStatus } from './status.ts';
import type { StockStatus, StockSummary } from '../schema/types.ts';

/** The partition of attention-index that a level stands in: low, or out (oversold included). */
export type Attention = 'LOW' | 'OUT';

/** The one partition of oversold-index. */
export const OVERSOLD = 'OVERSOLD';

/**
 * What the change feed, and nobody else, stores about a level: its status, and what puts it into
 * the two sparse indexes. A level that has them is counted in the summary by them, so marks and
 * summary change in one transaction.
 */
export interface Marks {
  status?: StockStatus;
  attention?: Attention;
  oversold?: typeof OVERSOLD;
  /**
   * Since when the level has that status, ISO 8601. Only beside `attention`, and not in a level
   * that was marked before this was stored.
   */
  attention_since?: string;
}

/**
 * The partition of attention-index for a status; a level in stock is in none, as that would be most
 * levels in one partition.
 */
export function attentionOf(status: StockStatus): Attention | undefined {
  if (status === 'IN_STOCK') {
    return undefined;
  }
  return status === 'LOW_STOCK' ? 'LOW' : 'OUT';
}

/** The marks that a level's numbers ask for: none for one that is retired. */
export function marksOf(item: LevelItem): Marks {
  if (!isLive(item)) {
    return {};
  }
  const status = stockStatus(sellable(item), item.threshold_level);
  const attention = attentionOf(status);
  return { status, ...(attention && { attention }), ...(item.available_count < 0 && { oversold: OVERSOLD }) };
}

/**
 * Since when a level has this status, which needs attention, ISO 8601: where its marks do not know,
 * when it last changed.
 */
export function statusSince(level: LevelItem & Marks, status: StockStatus): string {
  return level.status === status && level.attention_since ? level.attention_since : level.last_updated;
}

/** What a level with these marks adds to the summary. */
export function counted(marks: Marks): StockSummary {
  return {
    levels: marks.status ? 1 : 0,
    low: marks.status === 'LOW_STOCK' ? 1 : 0,
    out: marks.status === 'OUT_OF_STOCK' ? 1 : 0,
    oversold: marks.oversold ? 1 : 0,
  };
}
