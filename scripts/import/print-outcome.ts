import type { PlannedRow, ReadColumn } from '../../web/csv/index.ts';

/** How many rows that are not as the file says are shown; the report has all. */
const SHOWN = 10;
/** How many of each kind of warning are. */
const SHOWN_WARNINGS = 3;
/** The kinds of what is, or would be, a new level. */
const NEW = ['create', 'created'];

type Print = (line: string) => void;

interface Outcome {
  kind: string;
  explanation?: string;
}

/**
 * Prints how many rows of each kind there are, what would be or is new, what somebody should look
 * at, and the first that are not as the file says.
 */
export function tell(plan: readonly PlannedRow[], outcomeOf: (row: PlannedRow) => Outcome, print: Print): void {
  const outcomes = plan.map((row) => ({ row, ...outcomeOf(row) }));
  tellFirst(
    outcomes.flatMap(({ row, kind, explanation }) => (explanation === undefined ? [] : [`line ${row.line}, ${kind}: ${explanation}`])),
    SHOWN,
    print,
  );
  tellWarnings(plan, print);
  tellNew(
    outcomes.filter(({ kind }) => NEW.includes(kind)).map(({ row }) => row),
    outcomes.some(({ kind }) => kind === 'create'),
    print,
  );
  const counts = new Map<string, number>();
  for (const { kind } of outcomes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  print(`${plan.length} rows: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'nothing to do'}.`);
}

/** Prints what the columns are read as, where their titles do not say it. */
export function printColumns(read: readonly ReadColumn[], print: Print): void {
  const taken = read.flatMap(({ title, column }) => (column && column !== title ? [`"${title}" is ${column}`] : []));
  const passed = read.flatMap(({ title, column }) => (column ? [] : [`"${title}"`]));
  const parts = [...(taken.length > 0 ? [taken.join(', ')] : []), ...(passed.length > 0 ? [`passed over: ${passed.join(', ')}`] : [])];
  if (taken.length > 0 || passed.length > 0) print(`Columns: ${parts.join('; ')}.`);
}

function tellNew(created: readonly PlannedRow[], planned: boolean, print: Print): void {
  if (created.length === 0) return;
  const names = created.slice(0, SHOWN).map(({ cells }) => `${cells.productId?.trim()} in ${cells.warehouseId?.trim()}`);
  const more = created.length > SHOWN ? `, and ${created.length - SHOWN} more` : '';
  const advice = planned ? ' --existing-only refuses them.' : '';
  print(`${created.length} new ${created.length === 1 ? 'level' : 'levels'}: ${names.join(', ')}${more}.${advice}`);
}

/** By their kind, so that one of two thousand rows does not hide another. */
function tellWarnings(plan: readonly PlannedRow[], print: Print): void {
  const all = plan.flatMap(({ line, warnings = [] }) =>
    warnings.map(({ problem: { code }, explanation }) => ({ line, code, explanation })),
  );
  for (const alike of Map.groupBy(all, ({ code }) => code).values()) {
    const lines = alike.map(({ line, explanation }) => `line ${line}, warning: ${explanation}`);
    tellFirst(lines, SHOWN_WARNINGS, print);
  }
}

function tellFirst(lines: readonly string[], most: number, print: Print): void {
  lines.slice(0, most).forEach(print);
  if (lines.length > most) print(`and ${lines.length - most} more like it; --report FILE writes all.`);
}
