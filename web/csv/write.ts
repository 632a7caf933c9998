import { textFields } from '../../domain/level-fields.ts';
import type { StockLevel } from '../../schema/types.ts';
import type { RowResult } from './apply.ts';
import { type Column, columns, SET_NUMBERS } from './columns.ts';
import { escapeFormula } from './formula.ts';
import type { FieldChange } from './verdict.ts';
import type { PlannedRow } from './plan.ts';
import { explained, type Problem } from './problems.ts';

// Spreadsheets take a file for UTF-8 by its byte order mark, and RFC 4180 ends lines with CR LF.
export const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';

const EXPORTED = [
  ...(['productId', 'warehouseId'] as const),
  ...SET_NUMBERS,
  ...textFields.map(({ field }) => field),
  ...(['version', 'reservedCount', 'committedCount', 'availableCount', 'sellableCount', 'status', 'lastUpdated'] as const),
];

/** Levels as a file that changes nothing when it is imported. */
export function exportCsv(levels: Iterable<StockLevel>): string {
  return exportHead() + Array.from(levels, exportRow).join('');
}

/** The beginning of such a file, for one that is written as its levels come in. */
export function exportHead(): string {
  return BYTE_ORDER_MARK + row(EXPORTED);
}

/** One level of such a file. */
export function exportRow(level: StockLevel): string {
  return row(EXPORTED.map((column) => level[column] ?? ''));
}

/** An example of each column that an import takes; the product is none that a shop has. */
const EXAMPLE: Readonly<Record<Column, string>> = {
  ...{ productId: 'EXAMPLE-1', warehouseId: 'LONDON', stockCount: '24', thresholdLevel: '5', safetyStock: '2' },
  ...{ name: 'Desk lamp', category: 'Lighting', barcode: '4006381333931', supplier: 'Example Ltd', imageUrl: '' },
  ...{ version: '', reason: 'RECEIVED', note: 'Delivery of Monday' },
};

/** A file to begin with: every column that an import takes, and one row. */
export function templateCsv(): string {
  return BYTE_ORDER_MARK + row(columns) + row(columns.map((column) => EXAMPLE[column]));
}

/** What becomes of a row: its verdict, or its result. */
export interface RowOutcome {
  kind: string;
  problem?: Problem;
  changes?: readonly FieldChange[];
}

/**
 * The rows of a plan with what would become of them, or what became of them where `results` knows
 * it. Corrected, it can be imported again. `explain` words it in another language than English.
 */
export function reportCsv(
  plan: readonly PlannedRow[],
  results?: ReadonlyMap<number, RowResult>,
  explain: (outcome: RowOutcome) => string = inEnglish,
): string {
  const rows = plan.map(({ line, cells, verdict, warnings = [] }) => {
    const outcome: RowOutcome = results ? (results.get(line) ?? { kind: 'left', problem: { code: 'LEFT', parts: [] } }) : verdict;
    const warned = warnings.map(({ problem }) => explain({ kind: outcome.kind, problem })).join(' ');
    return row([line, outcome.kind, explain(outcome), warned, ...columns.map((column) => cells[column] ?? '')]);
  });
  return BYTE_ORDER_MARK + row(['line', 'verdict', 'explanation', 'warnings', ...columns]) + rows.join('');
}

function inEnglish({ problem, changes = [] }: RowOutcome): string {
  return problem ? explained(problem).explanation : describeChanges(changes);
}

/** `stockCount 3 → 5, name none → "Lamp"`; `titleOf` says what people call a field. */
export function describeChanges(
  changes: readonly FieldChange[],
  none = 'none',
  format: { number(value: number): string } = { number: String },
  titleOf: (field: string) => string = String,
): string {
  const shown = (value: number | string | null) => {
    if (value === null) return none;
    return typeof value === 'number' ? format.number(value) : JSON.stringify(value);
  };
  return changes.map(({ field, from, to }) => `${titleOf(field)} ${shown(from)} → ${shown(to)}`).join(', ');
}

/** One line of a file, with what a spreadsheet could run made harmless. */
export function row(values: readonly (string | number)[]): string {
  return values.map(cell).join(',') + LINE_END;
}

function cell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : escapeFormula(value);
  return /[",;\t\r\n]|^\s|\s$|^\uFEFF/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
