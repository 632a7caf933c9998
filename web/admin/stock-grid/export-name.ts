import { filterOf, type StockView } from '../routing/view.ts';

/** Longer names are cut by some systems, with the date at their end. */
const LONGEST = 60;

/** The name of a file with the levels of a view: what it was narrowed to, and the day. */
export function exportName(view: StockView, day = new Date().toISOString().slice(0, 10)): string {
  const { oversold, ...filter } = filterOf(view);
  const parts = [...Object.values(filter), ...(oversold ? ['oversold'] : [])];
  const narrowed = parts.map((part) => part.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')).join('-');
  const kept = narrowed.slice(0, LONGEST).replace(/^-+|-+$/g, '');
  return ['stock', ...(kept === '' ? [] : [kept]), day].join('-') + '.csv';
}
