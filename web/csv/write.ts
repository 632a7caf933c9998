import type { StockLevel } from '../../schema/types.ts';
import type { RowResult } from './apply.ts';
import { columns } from './columns.ts';
import { escapeFormula } from './formula.ts';
import type { Verdict } from './judge.ts';
import type { PlannedRow } from './plan.ts';

// Spreadsheets take a file for UTF-8 by its byte order mark, and RFC 4180 ends lines with CR LF.
const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';

const EXPORTED = [
  ...['productId', 'warehouseId', 'stockCount', 'thresholdLevel', 'name', 'category', 'version'],
  ...['reservedCount', 'availableCount', 'status', 'lastUpdated'],
] as (keyof StockLevel)[];

/** Levels as a file that changes nothing when it is imported. */
export function exportCsv(levels: Iterable<StockLevel>): string {
  return table(
    EXPORTED,
    Array.from(levels, (level) => EXPORTED.map((column) => level[column] ?? '')),
  );
}

/** The rows of a plan with what would become of them, or what became of them where `results` knows it. Corrected, it can be imported again. */
export function reportCsv(plan: readonly PlannedRow[], results?: ReadonlyMap<number, RowResult>): string {
  const rows = plan.map(({ line, cells, verdict }) => {
    const { kind, explanation } = results
      ? (results.get(line) ?? { kind: 'left', explanation: 'The import ended before.' })
      : told(verdict);
    return [line, kind, explanation, ...columns.map((column) => cells[column] ?? '')];
  });
  return table(['line', 'verdict', 'explanation', ...columns], rows);
}

function told(verdict: Verdict): { kind: string; explanation: string } {
  if ('explanation' in verdict) return verdict;
  return { kind: verdict.kind, explanation: verdict.kind === 'change' ? describeChanges(verdict) : '' };
}

/** `stockCount 3 → 5, name none → "Lamp"`. */
export function describeChanges({ changes }: Extract<Verdict, { kind: 'change' }>): string {
  const shown = (value: number | string | null) => (value === null ? 'none' : JSON.stringify(value));
  return changes.map(({ field, from, to }) => `${field} ${shown(from)} → ${shown(to)}`).join(', ');
}

function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return BYTE_ORDER_MARK + [titles, ...rows].map((row) => row.map(cell).join(',') + LINE_END).join('');
}

function cell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : escapeFormula(value);
  return /[",;\t\r\n]|^\s|\s$|^\uFEFF/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
