import type { StockChange, StockChangeCause } from '../../../schema/types.ts';

/** Which changes of a level somebody wants to see. */
export interface HistoryFilter {
  /** Whose; empty for anybody's. */
  who: string;
  /** What; none for anything. */
  causes: readonly StockChangeCause[];
  /** From and to which day, as `2026-11-30` in the time zone of the page; empty for any. */
  since: string;
  until: string;
}

export const ALL_CHANGES: HistoryFilter = { who: '', causes: [], since: '', until: '' };

/** @param dayOf the day of a moment, as the filter writes it */
export function isWanted({ actor, cause, changedAt }: StockChange, filter: HistoryFilter, dayOf: (iso: string) => string): boolean {
  const day = dayOf(changedAt);
  return (
    (filter.who === '' || actor === filter.who) &&
    (filter.causes.length === 0 || filter.causes.includes(cause)) &&
    (filter.since === '' || day >= filter.since) &&
    (filter.until === '' || day <= filter.until)
  );
}
