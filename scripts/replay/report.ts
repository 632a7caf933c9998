import type { PlannedInvoice } from './plan.ts';
import type { Outcome } from './run.ts';
import type { Shop } from './shop.ts';
import type { Verdict } from './verify.ts';

/** Request units. */
export interface UnitsTaken {
  read: number;
  write: number;
}

/** What a replay reports at its end. */
export interface Results {
  invoices: readonly PlannedInvoice[];
  outcome: Outcome;
  again: Shop['again'];
  milliseconds: number;
  /** Only the local stack counts them. */
  units?: UnitsTaken | undefined;
}

/** How many sentences of one kind are shown. */
const MOST_SHOWN = 20;

/** The summary of a replay, some lines of text. */
export function summaryOf({ invoices, outcome, again, milliseconds, units }: Results): string {
  const { shipped, abandoned, adjusted, refused, handled } = outcome;
  const linesShipped = sum(shipped.map(({ lines }) => lines.length));
  const orders = shipped.map(({ order }) => order);
  const parcels = sum(orders.map((order) => order.parcels));
  const reservations = sum([...orders, ...abandoned].map((order) => order.reservations.length));
  const [lines, skipped] = [sum(invoices.map((invoice) => invoice.lines)), sum(invoices.map((invoice) => invoice.skippedLines))];
  const seconds = milliseconds / 1000;
  const rows: [string, string][] = [
    ['invoices', `${invoices.length} with ${lines} lines of products; ${skipped} lines are no products and were skipped`],
    ['orders', `${shipped.length} paid and shipped with ${linesShipped} lines in ${parcels} parcels, ${abandoned.length} abandoned`],
    ['reservations', `${reservations}`],
    ['on the way', `${handled.changed} changed, ${handled.extended} extended`],
    ['sourced', `${orders.filter(({ sourced }) => sourced).length} orders without a warehouse`],
    ['adjustments', `${adjusted.length} cancellations and write-offs`],
    ['refusals', refused.length === 0 ? 'none' : countsOf(refused.map(({ refusal }) => refusal.errorType))],
    ['sent again', `${again.contention} for contention, ${again.failure} after a failure`],
    ['time', `${seconds.toFixed(1)} s, ${(shipped.length / seconds).toFixed(1)} orders a second`],
    ['request units', units ? `${units.write} to write, ${units.read} to read` : 'not counted here'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
  return [...table, ...shown(refused.map(({ id, refusal }) => `${id}: ${refusal.errorType}: ${refusal.message}`))].join('\n');
}

/** What a verification found. */
export function verdictOf({ levels, changes, problems }: Verdict): string {
  if (problems.length === 0) return `Verified: ${levels} levels with ${changes} changes; stock, reservations and history add up.`;
  return [`Does not add up (${problems.length} problems in ${levels} levels):`, ...shown(problems)].join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function countsOf(types: readonly string[]): string {
  return [...Map.groupBy(types, (type) => type)].map(([type, all]) => `${all.length} ${type}`).join(', ');
}

function shown(sentences: readonly string[]): string[] {
  const more = sentences.length - MOST_SHOWN;
  return more > 0 ? [...sentences.slice(0, MOST_SHOWN), `and ${more} more`] : [...sentences];
}
