export const DAY_MS = 86_400_000;
/** How far back sales are counted: four whole weeks, as weekdays differ. */
export const SALES_DAYS = 28;

/** Units that shipped at a moment, epoch milliseconds. */
export interface Sale {
  at: number;
  units: number;
}

/** What a product sells, and how long it lasts at that. */
export interface SalesFigures {
  total: number;
  /** Days that are counted: fewer than SALES_DAYS where the product is younger. */
  days: number;
  perDay: number;
  /** Until what can be sold is gone; undefined without sales. */
  cover: number | undefined;
}

/**
 * @param since from when on the sales are known, epoch milliseconds
 * @param sellable units that can be sold now
 */
export function salesFigures(sales: readonly Sale[], since: number, sellable: number, now: number): SalesFigures {
  const begin = Math.max(since, now - SALES_DAYS * DAY_MS);
  const total = sales.reduce((sum, { at, units }) => (at >= begin ? sum + units : sum), 0);
  // A first day that has hardly begun would make a month's sale of an hour's.
  const days = Math.max(1, (now - begin) / DAY_MS);
  const perDay = total / days;
  return { total, days, perDay, cover: total === 0 ? undefined : Math.max(0, sellable) / perDay };
}
